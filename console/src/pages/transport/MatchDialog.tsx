import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Modal, Select } from "antd";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { match, step, type Match, type MatchVerb } from "@/api/transport";
import { fullTime } from "@/format/time";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

export const VERB_NAMES: Record<MatchVerb, string> = {
  take: tr("认领", "Take"),
  ask: tr("请站方说明", "Ask the station"),
  answer: tr("填写说明", "Answer"),
  settle: tr("核对完毕", "Settle"),
  hand: tr("转预警", "Hand to an alert"),
  join: tr("人工关联", "Join by hand"),
  part: tr("解除关联", "Take out"),
};
const REASONS: [string, string][] = [
  ["paper_late", tr("单据补录", "Paper came late")],
  ["wrong_number", tr("单号填错", "Wrong number on a paper")],
  ["retained", tr("车内留存", "Left in the tanker")],
  ["gauge", tr("液位仪或罐容表误差", "Gauge or chart in error")],
  ["transfer", tr("倒库或代储", "Transfer or custody")],
  ["temperature", tr("温度或密度填写有误", "Temperature or density written wrongly")],
  ["transport_loss", tr("合理损耗", "Loss within reason")],
  ["other", tr("其他", "Something else")],
];
const NEEDS_NOTE: readonly MatchVerb[] = ["ask", "answer", "join", "part"];

interface Typed {
  note?: string;
  reason?: string;
  other_id?: number;
  alert_id?: number | null;
}

/** What a person says with a step. */
export function MatchDialog({ row, verb, part, onDone }: { row: Match; verb: MatchVerb; part: string; onDone: () => void }) {
  const [form] = Form.useForm<Typed>();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const reason = Form.useWatch("reason", form);
  const needed = NEEDS_NOTE.includes(verb) || reason === "other";
  const send = useMutation({
    mutationFn: (typed: Typed) => step(row.id, verb, bodyOf(verb, typed, part)),
    onSuccess: (told) => {
      client.setQueryData(match(told.id).queryKey, told);
      [["table", "matches"], ["match-counts"], ["workbench"], ["trip"], ["match", row.id]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr("已记下", "Noted"));
      onDone();
      if (told.id !== row.id) void navigate(`/matches/${told.id}`);
    },
  });
  return (
    <Modal open title={VERB_NAMES[verb]} okText={VERB_NAMES[verb]} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form form={form} layout="vertical" onFinish={(typed) => send.mutate(typed)}>
        {verb === "settle" ? <Form.Item name="reason" label={tr("不符的原因", "Why it does not match")} rules={[{ required: true, message: tr("请选择原因", "Please choose a reason") }]}><Select options={REASONS.map(([value, label]) => ({ value, label }))} /></Form.Item> : null}
        {verb === "join" ? <Form.Item name="other_id" label={tr("与哪一条关联", "Join with")} rules={[{ required: true, message: tr("请选择一条", "Please choose one") }]}><Select options={row.candidates.map((one) => ({ value: one.id, label: `${fullTime(one.at).slice(5, 16)} ${one.state_name} ${listed(one.parts)}` }))} /></Form.Item> : null}
        {verb === "hand" ? <Form.Item name="alert_id" label={tr("预警编号（留空：对应疑点的预警）", "Alert (empty: the one that tells its finding)")}><InputNumber min={1} precision={0} /></Form.Item> : null}
        {verb === "take" ? <p>{tr("认领后，列表中显示由您核对。", "The list will say that you are checking it.")}</p> : (
          <Form.Item name="note" label={needed ? tr("说明", "Note") : tr("说明（选填）", "Note (optional)")} rules={needed ? [{ required: true, whitespace: true, message: tr("请填写说明", "Please say why") }] : []}>
            <Input.TextArea rows={3} maxLength={2000} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

function bodyOf(verb: MatchVerb, typed: Typed, part: string): Record<string, unknown> {
  const note = (typed.note ?? "").trim();
  if (verb === "settle") return { reason: typed.reason, note };
  if (verb === "hand") return { alert_id: typed.alert_id ?? null, note };
  if (verb === "join") return { other_id: typed.other_id, note };
  return verb === "part" ? { name: part, note } : { note };
}
