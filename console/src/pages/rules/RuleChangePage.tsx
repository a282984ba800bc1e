import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Descriptions, Form, Input, Modal, Skeleton, Table } from "antd";
import { useState } from "react";
import { useParams } from "react-router";

import { problemOf } from "@/api/problem";
import { isRunning, ruleChange, stepChange, type Proposal, type ProposalVerb } from "@/api/rules";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import { BacktestView } from "./BacktestView";
import { statusLook, valueWords } from "./looks";
import { ProposalForm } from "./ProposalForm";
import "./rules.css";
import { changeWords } from "./Versions";

type Step = Exclude<ProposalVerb, "edit">;

const WORDS: Record<ProposalVerb, { label: string; ask: "" | "note" | "reason" }> = {
  edit: { label: tr("修改", "Edit"), ask: "" },
  backtest: { label: tr("回测近90天", "Try it over 90 days"), ask: "" },
  stop: { label: tr("停止回测", "Stop the backtest"), ask: "" },
  submit: { label: tr("提交审批", "Submit"), ask: "" },
  rebase: { label: tr("改以现行规则集为基础", "Move to the newest set"), ask: "" },
  approve: { label: tr("批准", "Approve"), ask: "note" },
  reject: { label: tr("驳回", "Reject"), ask: "reason" },
  withdraw: { label: tr("撤回", "Withdraw"), ask: "note" },
  revoke: { label: tr("撤销批准", "Revoke"), ask: "reason" },
};

/** One change: what it sets, what it would have done, and what this person may do with it. */
export default function RuleChangePage() {
  const id = Number(useParams()["changeId"]);
  const query = useQuery(ruleChange(id));
  return (
    <div className="page">
      <FetchedView query={query} loading={<Skeleton active paragraph={{ rows: 12 }} />} page>{(row) => <View row={row} />}</FetchedView>
    </div>
  );
}

function View({ row }: { row: Proposal }) {
  const [editing, setEditing] = useState(false);
  return (
    <>
      <PageHead title={tr(`规则调整 ${row.id}`, `Change of rules ${row.id}`)}><Buttons row={row} onEdit={() => setEditing(true)} /></PageHead>
      <Answer aside={<StateSymbol look={statusLook(row.status)} />}>{row.backtest ? row.backtest.answer : tr("尚未回测：请先用近90天已固化的数据回测。", "Not tried yet: have it tried over the last 90 sealed days.")}</Answer>
      {row.stale ? (
        <Alert type="warning" showIcon title={tr(`起草后规则集已更新为 ${row.base_now}，须改以现行规则集为基础并重新回测。`, `Rule set ${row.base_now} was taken since: move the change to it and try it anew.`)} description={row.since.map((one) => <div key={one.rule + one.parameter}>{changeWords(one, true)}</div>)} />
      ) : null}
      <section className="block rules-block">
        <h2>{tr("改动", "What changes")}</h2>
        <Table
          size="small"
          rowKey={(one) => one.rule + one.parameter}
          pagination={false}
          scroll={{ x: "max-content" }}
          dataSource={row.changes}
          columns={[
            { title: tr("规则", "Rule"), dataIndex: "rule_name" },
            { title: tr("参数", "Parameter"), dataIndex: "title" },
            { title: tr("原值", "Before"), key: "before", render: (_, one) => valueWords(one.before) },
            { title: tr("新值", "After"), key: "after", render: (_, one) => <strong>{valueWords(one.after)}</strong> },
            { title: tr("单位", "Unit"), dataIndex: "unit" },
            { title: tr("平台默认", "Platform's"), key: "default", render: (_, one) => valueWords(one.default) },
          ]}
        />
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: "day", label: tr("生效日", "Holds from"), children: row.effective_from },
            { key: "reason", label: tr("理由", "Reason"), children: <span className="rules-note">{row.reason}</span> },
            { key: "by", label: tr("提出人", "Proposed by"), children: `${row.made_by_name} ${fullTime(row.made_at).slice(0, 16)}` },
            { key: "base", label: tr("基础规则集", "Base"), children: <span className="code">{row.base}</span> },
            ...(row.no_backtest ? [{ key: "no", label: tr("未回测的原因", "Why it was not tried"), children: row.no_backtest }] : []),
            ...(row.decided_at ? [{ key: "decided", label: tr("审批", "Decided"), children: `${row.decided_by_name} ${fullTime(row.decided_at).slice(0, 16)} ${row.note}` }] : []),
            ...(row.version ? [{ key: "version", label: tr("规则集", "Rule set"), children: <span className="code">{row.counter ? `${row.version} → ${row.counter}` : row.version}</span> }] : []),
          ]}
        />
      </section>
      {row.backtest ? <BacktestView tried={row.backtest} /> : null}
      <section className="block rules-block">
        <h2>{tr("办理过程", "What was done")}</h2>
        <Timeline items={[...row.steps].reverse().map((step) => ({ at: step.at, kind: "rule", title: step.step_name, detail: step.note, actor: step.display_name }))} />
      </section>
      {editing ? <ProposalForm rule="" edited={row} onClose={() => setEditing(false)} /> : null}
    </>
  );
}

function Buttons({ row, onEdit }: { row: Proposal; onEdit: () => void }) {
  const [asking, setAsking] = useState<Step | null>(null);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const send = useMutation({
    mutationFn: ({ verb, body }: { verb: Step; body: Record<string, unknown> }) => stepChange(row.id, verb, body),
    onSuccess: (told, { verb }) => {
      client.setQueryData(ruleChange(row.id).queryKey, told);
      [["table", "rule_changes"], ["rules"], ["workbench"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr(`${WORDS[verb].label}：已办理`, `${WORDS[verb].label}: done`));
      setAsking(null);
    },
    onError: (error, { verb }) => {
      if (verb === "submit" && problemOf(error).code === "no_backtest") setAsking("submit");
      else if (!WORDS[verb].ask) void modal.error({ title: WORDS[verb].label, content: problemOf(error).message });
    },
  });
  const act = (verb: ProposalVerb) => {
    if (verb === "edit") onEdit();
    else if (WORDS[verb].ask) setAsking(verb);
    else send.mutate({ verb, body: {} });
  };
  return (
    <span className="rules-actions">
      {row.may.map((verb) => (
        <Button key={verb} type={verb === "approve" || (verb === "submit" && !isRunning(row.backtest?.state)) ? "primary" : "default"} loading={send.isPending && send.variables.verb === verb} onClick={() => act(verb)}>{WORDS[verb].label}</Button>
      ))}
      {asking ? <NoteDialog verb={asking} error={send.error} pending={send.isPending} onSend={(body) => send.mutate({ verb: asking, body })} onCancel={() => { setAsking(null); send.reset(); }} /> : null}
    </span>
  );
}

interface NoteProps {
  verb: Step;
  error: unknown;
  pending: boolean;
  onSend: (body: Record<string, unknown>) => void;
  onCancel: () => void;
}

function NoteDialog({ verb, error, pending, onSend, onCancel }: NoteProps) {
  const [form] = Form.useForm<{ note?: string }>();
  const needed = verb === "submit" || WORDS[verb].ask === "reason";
  const label = verb === "submit" ? tr("未回测的原因（没有回测时必填）", "Why it was not tried") : needed ? tr("理由", "Reason") : tr("意见（选填）", "Note (optional)");
  return (
    <Modal open title={WORDS[verb].label} okText={WORDS[verb].label} onOk={() => form.submit()} onCancel={onCancel} confirmLoading={pending}>
      {error ? <ProblemView problem={problemOf(error)} /> : null}
      <Form form={form} layout="vertical" onFinish={({ note = "" }) => onSend(verb === "submit" ? { no_backtest: note.trim() } : { note: note.trim() })}>
        <Form.Item name="note" label={label} rules={needed ? [{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }] : []}>
          <Input.TextArea rows={3} maxLength={2000} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
