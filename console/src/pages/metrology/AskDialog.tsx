import { DatePicker, Form, Input } from "antd";
import type { Dayjs } from "dayjs";

import { askForVerification } from "@/api/metrology";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";

import { FormDialog } from "./FormDialog";

interface Typed {
  wished_on?: Dayjs;
  note?: string;
}

/** A verification asked for by the station or the desk; the certificate that runs notes the day. */
export function AskDialog({ station, nozzle, onClose }: { station: string; nozzle: number; onClose: () => void }) {
  return (
    <FormDialog<Typed, unknown>
      title={tr(`申请检定：${station} ${nozzle}号枪`, `Ask for a verification: ${station}, nozzle ${nozzle}`)}
      okText={tr("申请", "Ask")}
      send={({ wished_on, note }) => askForVerification({ station_id: station, nozzles: [nozzle], wished_on: wished_on?.format("YYYY-MM-DD") ?? null, note: note ?? "" })}
      done={tr("已申请，等待确认", "Asked for; it waits to be confirmed")}
      onClose={onClose}
    >
      <p className="quiet">{tr("有效期内提出的申请会登记在证书上，到期后等待安排期间按预警处理。", "An application made in time is noted on the certificate; while it waits the lapse is a warning.")}</p>
      <Form.Item name="wished_on" label={tr("希望日期", "Wished day")}><DatePicker disabledDate={(day) => day.isBefore(cityDay(), "day")} /></Form.Item>
      <Form.Item name="note" label={tr("说明", "Note")}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
    </FormDialog>
  );
}
