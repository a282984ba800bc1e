import { Button, Form, Input, Select } from "antd";
import { useState } from "react";

import { addFinding, JOINT, type Operation } from "@/api/joint";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { Nothing } from "@/ui/PageState";

/** What each member found. */
export function Findings({ told }: { told: Operation }) {
  const [adding, add] = useState(false);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("各部门发现", "Findings")}</h2>{told.may_work ? <Button onClick={() => add(true)}>{tr("登记发现", "Enter a finding")}</Button> : null}</div>
      {told.findings.length ? (
        <ul className="case-list">
          {told.findings.map((one) => <li key={one.id}><div><b>{one.department_name}</b> {one.station_name}</div><div className="case-text">{one.text}</div><small className="quiet">{one.made_by_name} {fullTime(one.made_at)}</small></li>)}
        </ul>
      ) : <Nothing what={tr("还没有登记发现", "Nothing was entered yet")} />}
      {adding ? (
        <FormDialog<{ station_id?: string | null; text: string }, Operation> title={tr("登记发现", "Enter a finding")} send={({ station_id, text }) => addFinding(told.id, { station_id: station_id || null, text })} done={tr("已登记", "Entered")} renews={JOINT} onClose={() => add(false)}>
          <Form.Item name="station_id" label={tr("加油站（不在加油站的可不填）", "Station (if any)")}><Select allowClear options={told.stations.map((one) => ({ value: one.station_id, label: one.station_name }))} /></Form.Item>
          <Form.Item name="text" label={tr("情况", "What was found")} rules={NEEDED}><Input.TextArea rows={4} maxLength={4000} /></Form.Item>
        </FormDialog>
      ) : null}
    </section>
  );
}
