import { DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { stepOf, type AppointmentStep } from "@/api/metrology";
import type { Row } from "@/api/tables";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";

import { FormDialog, NEEDED } from "./FormDialog";

interface Typed {
  step: AppointmentStep["step"];
  planned_on?: Dayjs;
  verifier?: string;
  note?: string;
}

const STEPS: { value: AppointmentStep["step"]; label: string }[] = [
  { value: "confirm", label: tr("确认日期和检定员", "Confirm day and verifier") },
  { value: "done", label: tr("已完成", "Done") },
  { value: "missed", label: tr("未到场", "Nobody came") },
  { value: "cancel", label: tr("取消", "Cancel it") },
];

/** The next step of an appointment. */
export function StepDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const step = Form.useWatch("step", form) ?? "confirm";
  const day = row.planned_on ?? row.wished_on;
  return (
    <FormDialog<Typed, unknown>
      form={form}
      title={tr(`办理检定预约：${String(row.station_name)}`, `Appointment: ${String(row.station_name)}`)}
      initial={{ step: "confirm", planned_on: day ? dayjs(String(day)) : cityDay(), verifier: String(row.verifier ?? "") }}
      send={(typed) => stepOf(Number(row.id), { step: typed.step, planned_on: typed.planned_on?.format("YYYY-MM-DD") ?? null, verifier: typed.verifier ?? "", note: typed.note ?? "" })}
      done={tr("已登记", "Noted")}
      onClose={onClose}
    >
      <Form.Item name="step" label={tr("办理", "Step")} rules={NEEDED}><Select options={STEPS} /></Form.Item>
      {step === "confirm" ? (
        <>
          <Form.Item name="planned_on" label={tr("检定日期", "Day")} rules={NEEDED}><DatePicker allowClear={false} disabledDate={(one) => one.isBefore(cityDay(), "day")} /></Form.Item>
          <Form.Item name="verifier" label={tr("检定员", "Verifier")}><Input maxLength={128} /></Form.Item>
        </>
      ) : (
        <Form.Item name="note" label={tr("说明", "Note")} rules={step === "done" ? [] : NEEDED}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
      )}
    </FormDialog>
  );
}
