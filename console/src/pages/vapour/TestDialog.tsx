import { Button, DatePicker, Form, Input, InputNumber, Select } from "antd";
import type { Dayjs } from "dayjs";

import { enterVapourTest, type NewVapourTest, type VapourTest } from "@/api/vapour";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import "./vapour.css";

type Kind = NewVapourTest["kind"];
type Reading = NewVapourTest["readings"][number];
type Check = NonNullable<Reading["check"]>;
type Typed = Omit<NewVapourTest, "tested_on" | "next_due" | "readings"> & { tested_on: Dayjs; next_due: Dayjs; readings: Partial<Reading>[] };

const KINDS: { value: Kind; label: string }[] = [
  { value: "tightness", label: tr("密闭性", "Tightness") },
  { value: "resistance", label: tr("液阻", "Back-pressure") },
  { value: "ratio", label: tr("气液比", "A/L") },
  { value: "monitor", label: tr("在线监测准确性", "Accuracy of the monitor") },
];
const CHECKS: { value: Check; label: string }[] = [
  { value: "pressure", label: tr("压力（Pa）", "Pressure (Pa)") },
  { value: "ratio", label: tr("气液比", "A/L") },
  { value: "volume", label: tr("油量（L）", "Litres (L)") },
  { value: "delay", label: tr("气液比上传时间（s）", "Delay of A/L (s)") },
];
const FLOWS = [18, 28, 38].map((value) => ({ value, label: `${value} L/min` }));
const VALUES: Record<Kind, string> = {
  tightness: tr("5分钟后剩余压力（Pa）", "Pressure after 5 min (Pa)"),
  resistance: tr("液阻（Pa）", "Back-pressure (Pa)"),
  ratio: tr("气液比", "A/L"),
  monitor: tr("人工实测（油量填加油机）", "By hand (litres: the dispenser)"),
};

export const checkName = (check: Check): string => CHECKS.find((one) => one.value === check)?.label ?? check;

const asked = ({ tested_on, next_due, readings, note, ...typed }: Typed): NewVapourTest => ({
  ...typed,
  tested_on: tested_on.format("YYYY-MM-DD"),
  next_due: next_due.format("YYYY-MM-DD"),
  note: note ?? "",
  readings: readings.map((one) => ({ ...one, place: one.place ?? "", value: one.value ?? "" })),
});

/** A test entered as its report has it; the platform judges. */
export function TestDialog({ onDone, onClose }: { onDone: (made: VapourTest) => void; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const kind = Form.useWatch("kind", form) ?? "tightness";
  return (
    <FormDialog<Typed, VapourTest>
      form={form}
      title={tr("登记油气回收检测", "Enter a vapour test")}
      okText={tr("判定并登记", "Judge and keep")}
      width={680}
      initial={{ kind: "tightness", tested_on: cityDay(), next_due: cityDay().add(1, "year"), readings: [{}] }}
      send={(typed) => enterVapourTest(asked(typed))}
      done={tr("检测已判定并登记", "Judged and kept")}
      renews={[["vapour"], ["table", "vapour_tests"]]}
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
      <Form.Item name="kind" label={tr("检测项目", "Test")} rules={NEEDED}><Select options={KINDS} onChange={() => form.setFieldValue("readings", [{}])} /></Form.Item>
      <div className="vapour-pair">
        <Form.Item name="tested_on" label={tr("检测日期", "Tested on")} rules={NEEDED}><DatePicker allowClear={false} disabledDate={(day) => day.isAfter(cityDay(), "day")} /></Form.Item>
        <Form.Item name="next_due" label={tr("下次检测", "Next due")} rules={NEEDED}><DatePicker allowClear={false} /></Form.Item>
        <Form.Item name="certificate_no" label={tr("报告编号", "Report no.")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="tester" label={tr("检测机构", "Tested by")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        {kind === "tightness" ? <Form.Item name="ullage_l" label={tr("油气空间（L）", "Ullage (L)")} rules={NEEDED}><InputNumber min={0.1} /></Form.Item> : null}
        {kind === "tightness" || kind === "ratio" ? <Form.Item name="nozzles" label={tr("全站汽油枪数", "Petrol nozzles")} rules={NEEDED}><InputNumber min={1} max={200} precision={0} /></Form.Item> : null}
      </div>
      <Readings kind={kind} />
      <Form.Item name="note" label={tr("说明（选填）", "Note (optional)")}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
    </FormDialog>
  );
}

function Readings({ kind }: { kind: Kind }) {
  return (
    <Form.List name="readings">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="vapour-pair">
              {kind === "tightness" ? null : <Form.Item name={[name, "place"]} label={tr("枪号或管线", "Nozzle or line")} rules={NEEDED}><Input maxLength={32} /></Form.Item>}
              {kind === "resistance" ? <Form.Item name={[name, "flow_l_min"]} label={tr("氮气流量", "Flow of nitrogen")} rules={NEEDED}><Select options={FLOWS} /></Form.Item> : null}
              {kind === "monitor" ? <Form.Item name={[name, "check"]} label={tr("检查项目", "Check")} rules={NEEDED}><Select options={CHECKS} /></Form.Item> : null}
              <Form.Item name={[name, "value"]} label={VALUES[kind]} rules={NEEDED}><InputNumber stringMode style={{ width: "100%" }} /></Form.Item>
              {kind === "monitor" ? <Form.Item name={[name, "by_monitor"]} label={tr("监测值（上传时间不填）", "The monitor's (none for delay)")}><InputNumber stringMode style={{ width: "100%" }} /></Form.Item> : null}
              {fields.length > 1 ? <Form.Item label=" "><Button size="small" onClick={() => remove(name)}>{tr("删除", "Remove")}</Button></Form.Item> : null}
            </div>
          ))}
          {kind === "tightness" ? null : <Form.Item><Button size="small" onClick={() => add({})}>{tr("添加一行", "Add a line")}</Button></Form.Item>}
        </>
      )}
    </Form.List>
  );
}
