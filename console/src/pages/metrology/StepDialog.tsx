import { DatePicker, Form, Input } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { stepOf, type AppointmentStep } from "@/api/metrology";
import type { Row } from "@/api/tables";
import { tr } from "@/lang";

import { FormDialog, NEEDED } from "./FormDialog";

interface Typed {
  planned_on?: Dayjs;
  verifier?: string;
  note?: string;
}

const WORDS: Record<AppointmentStep["step"], string> = {
  confirm: tr("确认检定预约", "Confirm the appointment"),
  done: tr("完成检定预约", "Finish the appointment"),
  missed: tr("登记未到场", "Note that nobody came"),
  cancel: tr("取消检定预约", "Cancel the appointment"),
};

/** The next step of an appointment. */
export function StepDialog({ row, step, onClose }: { row: Row; step: AppointmentStep["step"]; onClose: () => void }) {
  const day = row.planned_on ?? row.wished_on;
  return (
    <FormDialog<Typed, unknown>
      title={`${WORDS[step]}${tr("：", ": ")}${String(row.station_name)}`}
      initial={{ planned_on: day ? dayjs(String(day)) : dayjs(), verifier: String(row.verifier ?? "") }}
      send={(typed) => stepOf(Number(row.id), { step, planned_on: typed.planned_on?.format("YYYY-MM-DD") ?? null, verifier: typed.verifier ?? "", note: typed.note ?? "" })}
      done={tr("已登记", "Noted")}
      onClose={onClose}
    >
      {step === "confirm" ? (
        <>
          <Form.Item name="planned_on" label={tr("检定日期", "Day")} rules={NEEDED}><DatePicker allowClear={false} disabledDate={(one) => one.isBefore(dayjs(), "day")} /></Form.Item>
          <Form.Item name="verifier" label={tr("检定员", "Verifier")}><Input maxLength={128} /></Form.Item>
        </>
      ) : (
        <Form.Item name="note" label={tr("说明", "Note")} rules={step === "done" ? [] : NEEDED}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
      )}
    </FormDialog>
  );
}
