import { Checkbox, DatePicker, Form, Input, InputNumber, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useNavigate } from "react-router";

import { recordResult, type NewResult, type Result, type VerificationKind } from "@/api/metrology";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";

import { FormDialog, NEEDED } from "./FormDialog";
import "./metrology.css";
import { metrologyLook } from "./looks";
import { StateSymbol } from "@/ui/StateSymbol";

type Typed = Omit<NewResult, "verified_on" | "valid_until"> & { verified_on: Dayjs };

const KINDS: { value: VerificationKind; label: string }[] = [
  { value: "periodic", label: tr("后续检定", "Periodic") },
  { value: "first", label: tr("首次检定", "First") },
  { value: "after_repair", label: tr("修后检定", "After repair") },
  { value: "in_use", label: tr("使用中检查", "In-use check") },
];
const READINGS = [0, 1, 2];

const asked = (typed: Typed): NewResult => ({ ...typed, verified_on: typed.verified_on.format("YYYY-MM-DD"), appearance_ok: typed.appearance_ok ?? true });

/** A verification of a nozzle entered: readings at two flow points, judged as they are typed. */
export function ResultDialog({ station, nozzle, onClose }: { station?: string; nozzle?: number; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const navigate = useNavigate();
  const [judged, judge] = useState<Result | null>(null);
  const preview = () => {
    const typed = form.getFieldsValue();
    const whole = [...(typed.q1 ?? []), ...(typed.q2 ?? [])].filter((one) => typeof one === "number").length === 6;
    if (!whole || !typed.station_id || typed.nozzle_id == null || !typed.verified_on) return;
    recordResult({ ...asked(typed), certificate_no: typed.certificate_no || "—", dry_run: true }).then(judge, () => judge(null));
  };
  return (
    <FormDialog<Typed, Result>
      form={form}
      title={tr("登记检定结果", "Enter a verification")}
      width={640}
      initial={{ station_id: station, nozzle_id: nozzle, verified_on: cityDay(), kind: "periodic", appearance_ok: true }}
      send={(typed) => recordResult(asked(typed))}
      done={tr("检定结果已登记，档案同时更新", "The result is kept and the register updated")}
      onDone={(made) => void navigate(`/metrology/results/${made.id}`)}
      onClose={onClose}
      onChange={preview}
    >
      <div className="form-pair">
        <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} disabled={Boolean(station)} /></Form.Item>
        <Form.Item name="nozzle_id" label={tr("油枪号", "Nozzle")} rules={NEEDED}><InputNumber min={0} max={32767} disabled={nozzle !== undefined} /></Form.Item>
      </div>
      <div className="form-pair">
        <Form.Item name="verified_on" label={tr("检定日期", "Verified on")} rules={NEEDED}><DatePicker allowClear={false} disabledDate={(day) => day.isAfter(cityDay(), "day")} /></Form.Item>
        <Form.Item name="kind" label={tr("检定类别", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
      </div>
      <Point name="q1" label={tr("大流量点Q1示值误差（%）", "Errors at flow point Q1 (%)")} />
      <Point name="q2" label={tr("小流量点Q2示值误差（%）", "Errors at flow point Q2 (%)")} />
      <p className="quiet">{tr("示值误差＝（示值－实际）÷实际，正值表示少给油；按检定当日现行规程判定。", "Error = (indicated − delivered) / delivered: positive is short measure. The edition in force that day judges.")}</p>
      {judged ? <p role="status"><StateSymbol look={metrologyLook(judged.result)} /> {judged.sentence}</p> : null}
      <Form.Item name="appearance_ok" valuePropName="checked"><Checkbox>{tr("外观与功能检查合格", "Appearance and functions as required")}</Checkbox></Form.Item>
      <Form.Item name="defects" label={tr("缺陷（不合格时填写）", "Defects, where not")}><Input maxLength={1000} /></Form.Item>
      <div className="form-pair">
        <Form.Item name="certificate_no" label={tr("证书或通知书编号", "Certificate or notice no.")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="mark_no" label={tr("合格标记编号", "Mark no.")}><Input maxLength={64} /></Form.Item>
      </div>
      <Form.Item name="verifier_name" label={tr("检定员（空：本人）", "Verifier (empty: yourself)")}><Input maxLength={128} /></Form.Item>
    </FormDialog>
  );
}

function Point({ name, label }: { name: "q1" | "q2"; label: string }) {
  return (
    <Form.Item label={label} required>
      <div className="form-row">
        {READINGS.map((place) => (
          <Form.Item key={place} name={[name, place]} noStyle rules={NEEDED}>
            <InputNumber min={-100} max={100} step={0.01} precision={3} aria-label={`${label} ${place + 1}`} />
          </Form.Item>
        ))}
      </div>
    </Form.Item>
  );
}
