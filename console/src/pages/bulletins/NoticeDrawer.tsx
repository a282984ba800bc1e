import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Descriptions, Form, Input, Skeleton } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { Link } from "react-router";

import { acknowledgeNotice, answerNotice, BULLETINS, dropNotice, issueNotice, noticePaper, oneNotice, type Notice } from "@/api/bulletins";
import { problemOf } from "@/api/problem";
import { cityDay } from "@/format/days";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";

const DAYS = 5;

/** A notice: its facts, who issued it, and the receiver's answer. */
export function NoticeDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(oneNotice(id));
  const client = useQueryClient();
  const { message } = App.useApp();
  const [doing, take] = useState<"issue" | "answer" | null>(null);
  const failed = (error: unknown) => void message.error(problemOf(error).message);
  const act = useMutation({ mutationFn: (verb: (id: number) => Promise<Notice>) => verb(id), onError: failed, onSuccess: () => BULLETINS.forEach((queryKey) => void client.invalidateQueries({ queryKey })) });
  const data = found.data;
  return (
    <ObjectDrawer
      open
      title={data ? tr(`催办通知（${data.status_name}）`, `Notice (${data.status_name})`) : tr("催办通知", "Notice")}
      onClose={onClose}
      actions={<>
        {data?.may_issue ? <Button type="primary" onClick={() => take("issue")}>{tr("签发", "Issue")}</Button> : null}
        {data?.may_issue ? <Button onClick={() => act.mutate(dropNotice)}>{tr("不予签发", "Drop")}</Button> : null}
        {data?.may_acknowledge ? <Button onClick={() => act.mutate(acknowledgeNotice)}>{tr("签收", "Acknowledge")}</Button> : null}
        {data?.may_answer ? <Button type="primary" onClick={() => take("answer")}>{tr("答复", "Answer")}</Button> : null}
        <Button onClick={() => void noticePaper(id, "docx").catch(failed)}>{tr("下载Word", "Word")}</Button>
        <Button onClick={() => void noticePaper(id, "pdf").catch(failed)}>{tr("下载PDF", "PDF")}</Button>
      </>}
    >
      <FetchedView query={found} loading={<Skeleton active />}>{(told) => <View told={told} />}</FetchedView>
      {doing === "issue" && data ? <IssueDialog told={data} onClose={() => take(null)} /> : null}
      {doing === "answer" ? (
        <FormDialog<{ text: string }, Notice> title={tr("答复催办", "Answer the notice")} okText={tr("提交", "Send")} send={({ text }) => answerNotice(id, text)} done={tr("已答复", "Answered")} renews={BULLETINS} onClose={() => take(null)}>
          <Form.Item name="text" label={tr("答复内容", "Answer")} rules={NEEDED}><Input.TextArea rows={4} maxLength={4000} /></Form.Item>
        </FormDialog>
      ) : null}
    </ObjectDrawer>
  );
}

function View({ told }: { told: Notice }) {
  const items: [string, string][] = [
    [tr("事由", "About"), told.kind_name],
    [tr("受文单位", "To"), told.receiver],
    [tr("文号", "Number"), told.number || NOTHING],
    [tr("签发", "Issued"), told.issued_at ? `${fullTime(told.issued_at)} ${told.issued_by_name}` : NOTHING],
    [tr("答复期限", "Answer by"), told.answer_by ? `${told.answer_by}${told.overdue ? tr("（已逾期）", " (overdue)") : ""}` : NOTHING],
    [tr("签收", "Acknowledged"), told.acknowledged_at ? `${fullTime(told.acknowledged_at)} ${told.acknowledged_by_name}` : NOTHING],
    [tr("答复", "Answer"), told.answered_at ? `${told.answer}${tr("（", " (")}${fullTime(told.answered_at)} ${told.answered_by_name}${tr("）", ")")}` : NOTHING],
  ];
  return (
    <>
      <h2>{told.title}</h2>
      <p className="credit-paper">{told.text}</p>
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children: <span className="credit-paper">{children}</span> }))} />
      {told.facts.length ? <><h3>{tr("事项清单", "Facts")}</h3><ul className="credit-list">{told.facts.map((one, at) => <li key={at}><Link className="lead-link" to={String(one["path"])}>{String(one["what"])}</Link></li>)}</ul></> : null}
    </>
  );
}

function IssueDialog({ told, onClose }: { told: Notice; onClose: () => void }) {
  return (
    <FormDialog<{ title: string; text: string; number?: string; answer_by: Dayjs }, Notice> title={tr("签发催办通知", "Issue the notice")} okText={tr("签发", "Issue")} initial={{ title: told.title, text: told.text, answer_by: cityDay().add(DAYS, "day") }} send={({ answer_by, number, ...typed }) => issueNotice(told.id, { ...typed, number: number ?? "", answer_by: answer_by.format("YYYY-MM-DD") })} done={tr("已签发并通知受文单位", "Issued; the receiver is told")} renews={BULLETINS} onClose={onClose}>
      <Form.Item name="title" label={tr("标题", "Title")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      <Form.Item name="text" label={tr("正文", "Text")} rules={NEEDED}><Input.TextArea rows={4} maxLength={4000} /></Form.Item>
      <Form.Item name="number" label={tr("文号（选填）", "Number (optional)")}><Input maxLength={64} /></Form.Item>
      <Form.Item name="answer_by" label={tr("答复期限", "Answer by")} rules={NEEDED}><DatePicker /></Form.Item>
    </FormDialog>
  );
}
