import { DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useRef } from "react";

import { INCIDENTS, reportIncident, type Incident, type IncidentIn } from "@/api/incidents";
import { useCounties } from "@/app/useCounties";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import { KINDS, LEVELS } from "./words";

type Typed = Pick<IncidentIn, "kind" | "level" | "text" | "station_id" | "region" | "place" | "reporter_name" | "reporter_phone"> & { happened?: Dayjs | null };

/** Reports an emergency; sent twice it is one. */
export function ReportDialog({ onClose }: { onClose: (made: number | null) => void }) {
  const made = useRef<number | null>(null);
  const key = useRef(crypto.randomUUID());
  const counties = useCounties();
  return (
    <FormDialog<Typed, Incident>
      title={tr("报告突发事件", "Report an emergency")}
      okText={tr("报告并通知", "Report and tell")}
      width={680}
      initial={{ level: "4" }}
      send={({ happened, ...typed }) =>
        reportIncident({
          ...typed,
          key: key.current,
          station_id: typed.station_id || null,
          region: typed.region || null,
          place: typed.place ?? "", reporter_name: typed.reporter_name ?? "", reporter_phone: typed.reporter_phone ?? "",
          happened_at: happened?.toISOString() ?? null,
        })
      }
      done={tr("已报告，有关部门已收到通知", "Reported; the departments are told")}
      renews={INCIDENTS}
      onDone={(one) => {
        made.current = one.id;
      }}
      onClose={() => onClose(made.current)}
    >
      <div className="form-pair">
        <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="level" label={tr("等级（可后调整）", "Level (may be changed)")} rules={NEEDED}><Select options={LEVELS} /></Form.Item>
        <Form.Item name="station_id" label={tr("加油站编号（没有可不填）", "Station id (if any)")}><Input maxLength={10} /></Form.Item>
        <Form.Item name="region" label={tr("所在县区（无加油站时必填）", "County (without a station)")}><Select allowClear options={counties.map((one) => ({ value: one.region_code, label: one.name }))} /></Form.Item>
        <Form.Item name="place" label={tr("地点", "Place")}><Input maxLength={200} /></Form.Item>
        <Form.Item name="happened" label={tr("发生时间（默认现在）", "Happened (now)")}><DatePicker showTime /></Form.Item>
        <Form.Item name="reporter_name" label={tr("报告人", "Reported by")}><Input maxLength={64} /></Form.Item>
        <Form.Item name="reporter_phone" label={tr("报告人电话", "Their phone")}><Input maxLength={32} /></Form.Item>
      </div>
      <Form.Item name="text" label={tr("情况", "What happened")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}
