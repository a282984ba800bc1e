import { useQuery } from "@tanstack/react-query";
import { App, Button, Descriptions, Form, Input, Modal, Radio, Select } from "antd";

import { candidates, putShift, swapShifts, useDutyVerb, type DutySlot, type Roster } from "@/api/duty";
import { problemOf } from "@/api/problem";
import { fullTime } from "@/format/time";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { SLOTS } from "./looks";

interface Place {
  day: string;
  slot: DutySlot;
}

interface Props {
  roster: Roster;
  day: string;
  slot: DutySlot;
  /** Shifts that it may be swapped with. */
  others: readonly Place[];
  onClose: () => void;
}

interface Typed {
  way: "put" | "swap" | "clear";
  person?: string;
  deputy?: string;
  other?: number;
  reason?: string;
}

const minute = (moment: string): string => fullTime(moment).slice(0, 16);
const NEEDED = [{ required: true, message: tr("请填写", "Please fill in") }];

/** One shift: who has it, and giving it to somebody else. */
export function SlotDialog({ roster, day, slot, others, onClose }: Props) {
  const [form] = Form.useForm<Typed>();
  const { message } = App.useApp();
  const send = useDutyVerb(
    (typed: Typed) => carryOut(roster, day, slot, typed),
    () => {
      void message.success(tr("值班表已更新", "The roster is changed"));
      onClose();
    },
  );
  const buttons = slot.may_change ? [<Button key="no" onClick={onClose}>{tr("取消", "Cancel")}</Button>, <Button key="yes" type="primary" loading={send.isPending} onClick={() => form.submit()}>{tr("保存", "Save")}</Button>] : [<Button key="ok" type="primary" onClick={onClose}>{tr("关闭", "Close")}</Button>];
  return (
    <Modal open title={`${day} ${slot.shift_name}`} onCancel={onClose} footer={buttons}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Descriptions size="small" column={1} items={standing(slot)} />
      {slot.may_change ? <SlotForm form={form} roster={roster} slot={slot} others={others.filter((one) => one.slot.entry_id !== slot.entry_id)} onSend={(typed) => send.mutate(typed)} /> : null}
    </Modal>
  );
}

function standing(slot: DutySlot) {
  const said: [string, React.ReactNode][] = [
    [tr("时间", "When"), `${minute(slot.starts_at)} — ${minute(slot.ends_at)}`],
    [tr("状态", "State"), <StateSymbol key="s" look={SLOTS[slot.state]} />],
    ...(slot.problem ? [[tr("说明", "Why"), slot.problem] as [string, string]] : []),
    ...(slot.note ? [[tr("调班说明", "Changed"), slot.note] as [string, string]] : []),
  ];
  return said.map(([label, children]) => ({ key: label, label, children }));
}

function carryOut(roster: Roster, day: string, slot: DutySlot, typed: Typed): Promise<void> {
  const reason = (typed.reason ?? "").trim();
  if (typed.way === "swap") return swapShifts({ entry: slot.entry_id ?? 0, other: typed.other ?? 0, reason });
  const cleared = typed.way === "clear";
  return putShift(roster.id, { day, shift: slot.shift, person: cleared ? "" : (typed.person ?? ""), deputy: cleared ? "" : (typed.deputy ?? ""), reason });
}

function SlotForm({ form, roster, slot, others, onSend }: { form: ReturnType<typeof Form.useForm<Typed>>[0]; roster: Roster; slot: DutySlot; others: readonly Place[]; onSend: (typed: Typed) => void }) {
  const people = useQuery(candidates(roster.id));
  const way = (Form.useWatch("way", form) as Typed["way"] | undefined) ?? "put";
  const had = slot.entry_id !== null;
  const options = (people.data ?? []).map((one) => ({ value: one.username, label: withNote(one.display_name, one.role_name), first: one.first }));
  return (
    <Form<Typed> form={form} layout="vertical" initialValues={{ way: "put", person: slot.person?.username, deputy: slot.deputy?.username }} onFinish={onSend}>
      {had ? (
        <Form.Item name="way">
          <Radio.Group options={[{ value: "put", label: tr("换人", "Somebody else") }, { value: "swap", label: tr("与另一班互换", "Swap") }, { value: "clear", label: tr("取消该班", "Nobody") }]} />
        </Form.Item>
      ) : null}
      {way === "put" ? (
        <>
          <Form.Item name="person" label={tr("主班", "On duty")} rules={NEEDED}><Select loading={people.isPending} options={options.filter((one) => one.first)} showSearch={{ optionFilterProp: "label" }} /></Form.Item>
          <Form.Item name="deputy" label={tr("副班/带班领导（选填）", "Second (optional)")}><Select allowClear options={options} showSearch={{ optionFilterProp: "label" }} /></Form.Item>
        </>
      ) : null}
      {way === "swap" ? (
        <Form.Item name="other" label={tr("与哪一班互换", "Swap with")} rules={NEEDED}>
          <Select showSearch={{ optionFilterProp: "label" }} options={others.map(({ day, slot: one }) => ({ value: one.entry_id, label: `${day} ${one.shift_name} ${one.person?.display_name ?? ""}` }))} notFoundContent={tr("本月没有可以互换的班次", "No shift of this month can be swapped")} />
        </Form.Item>
      ) : null}
      <Form.Item name="reason" label={had ? tr("调班原因", "Why") : tr("说明（选填）", "Note (optional)")} rules={had ? [{ required: true, whitespace: true, message: tr("请写明调班原因", "Please say why") }] : []}><Input maxLength={200} /></Form.Item>
    </Form>
  );
}
