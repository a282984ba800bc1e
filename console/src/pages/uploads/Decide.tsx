import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { problemOf } from "@/api/problem";
import { commitUpload, discardUpload, takeMarked, type Upload } from "@/api/uploads";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";
import { DayInput } from "@/ui/RecordFormField";
import { readDay } from "@/ui/RecordFormReading";

import { FileBox } from "./FileBox";

/** What comes next: correct the file, say why and commit it, or look at what was imported. */
export function Decide({ data }: { data: Upload }) {
  if (data.state === "committed") return <Committed data={data} />;
  if (data.state === "discarded") return <Alert type="info" showIcon title={tr("这份文件已放弃，没有写入。", "This file was discarded; nothing of it was written.")} />;
  if (data.state === "refused") return <FileBox sheet={data.sheet} sheetTitle={data.sheet_title} />;
  return data.counts.bad > 0 ? <Correct data={data} /> : <Commit data={data} />;
}

function Correct({ data }: { data: Upload }) {
  return (
    <section className="block">
      <h2>{tr("改正后重新上传", "Correct it and bring it again")}</h2>
      <p>
        {tr(
          `有 ${count(data.counts.bad)} 行有误，整份文件都没有写入。下载带“错误”列的同一份文件，在 Excel 里改好保存，再拖到下面；“错误”列不用删除。`,
          `${count(data.counts.bad)} rows are wrong and nothing was written. Take the same file with its column of errors, correct it in Excel and drop it below; the column may stay.`,
        )}
      </p>
      <div className="upload-buttons"><MarkedButton id={data.id} wrong /><DiscardButton id={data.id} /></div>
      <FileBox sheet={data.sheet} sheetTitle={data.sheet_title} />
    </section>
  );
}

/** The same workbook back, with what is wrong and what was not read as it stands. */
export function MarkedButton({ id, wrong = false }: { id: number; wrong?: boolean }) {
  const take = useMutation({ mutationFn: () => takeMarked(id) });
  return (
    <>
      <Button type={wrong ? "primary" : "default"} icon={<DownloadOutlined />} loading={take.isPending} onClick={() => take.mutate()}>
        {wrong ? tr("下载错误标注文件", "Download the marked file") : tr("下载带批注的文件", "Download the annotated file")}
      </Button>
      {take.isError ? <ProblemView problem={problemOf(take.error)} /> : null}
    </>
  );
}

function DiscardButton({ id }: { id: number }) {
  const client = useQueryClient();
  const discard = useMutation({ mutationFn: () => discardUpload(id), onSuccess: () => client.invalidateQueries() });
  return (
    <>
      <Button loading={discard.isPending} onClick={() => discard.mutate()}>{tr("放弃这份文件", "Discard this file")}</Button>
      {discard.isError ? <ProblemView problem={problemOf(discard.error)} /> : null}
    </>
  );
}

interface Said {
  reason?: string;
  effective?: string;
}

function Commit({ data }: { data: Upload }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [changed, setChanged] = useState(false);
  const commit = useMutation({
    mutationFn: (said: Said) => commitUpload(data.id, { reason: (said.reason ?? "").trim(), effective_on: readDay(said.effective ?? "") }),
    onSuccess: (done) => void (done.state === "committed" && message.success(tr("已导入", "Imported"))),
    onError: (error) => setChanged(problemOf(error).code === "preview_changed"),
    onSettled: () => client.invalidateQueries(),
  });
  const nothing = data.counts.new + data.counts.changed === 0;
  const papers = data.target !== "register";
  return (
    <section className="block">
      <h2>{papers ? tr("提交", "Commit") : tr("写明原因，提交", "Say why, and commit")}</h2>
      {nothing ? <p>{tr("这份文件的内容都已登记，提交后不会有任何改动。", "All of the file stands already; committing it changes nothing.")}</p> : null}
      {data.may_commit ? null : <Alert type="info" showIcon title={tr(`由${data.display_name}上传，须由本人提交。`, `${data.display_name} uploaded it and has to commit it.`)} />}
      {commit.isError ? <ProblemView problem={problemOf(commit.error)} /> : null}
      {changed ? <p role="status">{tr("下面是按现在的档案重新核对的结果。", "Below is what the file would do to the register as it is now.")}</p> : null}
      <Form<Said> layout="vertical" name="commit" className="upload-commit" disabled={!data.may_commit || commit.isPending} onFinish={(said) => commit.mutate(said)}>
        {papers ? null : <Why data={data} />}
        <div className="upload-buttons">
          <Button type="primary" htmlType="submit" loading={commit.isPending}>{tr(`提交 ${count(data.counts.total)} 行`, `Commit ${count(data.counts.total)} rows`)}</Button>
          <DiscardButton id={data.id} />
        </div>
      </Form>
    </section>
  );
}

function Why({ data }: { data: Upload }) {
  return (
    <>
      <Form.Item name="reason" label={tr("理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }]}>
        <Input.TextArea rows={2} maxLength={512} showCount placeholder={tr("例如：2026年摸底调查；年度核对", "e.g. survey of 2026; yearly check")} />
      </Form.Item>
      <Form.Item
        name="effective"
        label={tr("自哪一天起", "In effect since")}
        extra={tr("不填即为今天", "Empty means today")}
        validateTrigger="onBlur"
        rules={[{ validator: (_, typed?: string) => (typed && !readDay(typed) ? Promise.reject(new Error(tr("请按 2025-09-01 或 2025.9.1 填写", "Write it as 2025-09-01 or 2025.9.1"))) : Promise.resolve()) }]}
      >
        <DayInput disabled={!data.may_commit} withTime={false} />
      </Form.Item>
    </>
  );
}

const LISTS: Record<string, string> = {
  tank_charts: "/tanks", price_caps: "/price-caps", operations: "/changes", regions: "/changes",
  work_orders: "/hotline", nozzle_results: "/metrology/results", ecqs_instruments: "/ecqs",
  deliveries: "/papers", trips: "/papers/trips", invoices: "/papers/invoices", declarations: "/papers/declarations",
};

const IMPORTS: Record<string, string> = { papers: "/papers/imports", hotline: "/hotline/imports", metrology: "/metrology/imports", ecqs: "/ecqs/imports" };

function Committed({ data }: { data: Upload }) {
  const list = LISTS[data.sheet] ?? `/${data.sheet}`;
  const papers = data.target !== "register";
  return (
    <section className="block">
      <h2>{papers ? tr("已登记", "Stored") : tr("已写入档案", "Written to the register")}</h2>
      <p>
        {tr(
          `${data.decided_by} 于 ${fullTime(data.decided_at)} 提交，理由：${data.reason}。`,
          `Committed by ${data.decided_by} at ${fullTime(data.decided_at)}; reason: ${data.reason}.`,
        )}
        {data.effective_on ? tr(` 自 ${data.effective_on} 起。`, ` In effect since ${data.effective_on}.`) : null}
      </p>
      <p className="upload-links">
        <Link to={list}>{tr(`查看“${data.sheet_title}”列表`, `Open the list: ${data.sheet_title}`)}</Link>
        {papers ? null : <Link to="/map">{tr("在一张图上查看", "See it on the map")}</Link>}
        {papers ? null : <Link to="/changes">{tr("查看档案变更", "See the register's changes")}</Link>}
        <Link to={`${IMPORTS[data.target] ?? "/uploads"}?sheet=${data.sheet}`}>{tr("再导入一份", "Bring another file")}</Link>
      </p>
    </section>
  );
}
