import { useQuery } from "@tanstack/react-query";
import { DatePicker, Form, Input, InputNumber, Select } from "antd";
import type { Dayjs } from "dayjs";

import { actOnSeal, positions, type SealAct } from "@/api/metrology";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";

import { FormDialog, NEEDED } from "./FormDialog";

type Typed = Omit<SealAct, "acted_on"> & { acted_on: Dayjs };
export type Chosen = Pick<SealAct, "act"> & Partial<Pick<SealAct, "position" | "seal_no">>;

const WORDS: Record<SealAct["act"], string> = {
  applied: tr("施封", "Put a seal on"),
  removed: tr("拆封或换封", "Take a seal off, or change it"),
  found_broken: tr("登记铅封破损", "Note a broken seal"),
};
const LEAVES = [
  { value: "verification", label: tr("检定", "Verification") },
  { value: "authorised_repair", label: tr("已批准的维修", "Approved repair") },
];

/** Something done with a seal of a dispenser; taken off, it names its leave. */
export function SealDialog({ station, dispenser, chosen, onClose }: { station: string; dispenser: number; chosen: Chosen; onClose: () => void }) {
  const known = useQuery(positions);
  const [form] = Form.useForm<Typed>();
  const leave = Form.useWatch("leave", form);
  const fixed = chosen.act !== "applied";
  return (
    <FormDialog<Typed, unknown>
      form={form}
      title={WORDS[chosen.act]}
      initial={{ ...chosen, acted_on: cityDay() }}
      send={(typed) => actOnSeal({ ...typed, station_id: station, dispenser_id: dispenser, act: chosen.act, acted_on: typed.acted_on.format("YYYY-MM-DD") })}
      done={tr("已登记，档案同时更新", "Noted, and the register updated")}
      onClose={onClose}
    >
      <Form.Item name="position" label={tr("位置", "Position")} rules={NEEDED}><Select disabled={Boolean(chosen.position)} options={(known.data ?? []).map((one) => ({ value: one.code, label: one.name }))} /></Form.Item>
      <Form.Item name="seal_no" label={tr("铅封号", "Seal no.")} rules={NEEDED}><Input maxLength={64} disabled={fixed} /></Form.Item>
      <Form.Item name="acted_on" label={tr("日期", "Day")} rules={NEEDED}><DatePicker allowClear={false} disabledDate={(day) => day.isAfter(cityDay(), "day")} /></Form.Item>
      {chosen.act === "removed" ? (
        <>
          <Form.Item name="leave" label={tr("拆封依据", "Leave")} rules={NEEDED}><Select options={LEAVES} /></Form.Item>
          {leave === "authorised_repair" ? <Form.Item name="downtime" label={tr("停机申报编号", "Number of the downtime")} rules={NEEDED}><InputNumber min={1} /></Form.Item> : null}
        </>
      ) : null}
      {fixed ? <Form.Item name="new_seal_no" label={tr("新铅封号（重新施封时填写）", "New seal no., where sealed again")}><Input maxLength={64} /></Form.Item> : null}
      <Form.Item name="by_name" label={tr("施拆封人（空：本人）", "By (empty: yourself)")}><Input maxLength={128} /></Form.Item>
      <Form.Item name="note" label={tr("说明", "Note")}><Input maxLength={1000} /></Form.Item>
    </FormDialog>
  );
}
