import { Button, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { JOINT, linkTo, openLead, openOperationCase, type Operation } from "@/api/joint";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { KINDS } from "@/pages/leads/words";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { Nothing } from "@/ui/PageState";

type Doing = "lead" | "case" | "link" | null;

/** The leads and cases that came out of an operation. */
export function Links({ told }: { told: Operation }) {
  const [doing, act] = useState<Doing>(null);
  const may = told.may_work || (told.status === "finished" && told.next_steps.length > 0);
  return (
    <section className="block">
      <div className="block-head">
        <h2>{tr("线索和案件", "Leads and cases")}</h2>
        {may ? <span className="case-buttons"><Button onClick={() => act("lead")}>{tr("转线索", "Open a lead")}</Button><Button onClick={() => act("case")}>{tr("登记案件", "Open a case")}</Button><Button onClick={() => act("link")}>{tr("关联已有的", "Link one")}</Button></span> : null}
      </div>
      {told.links.length ? (
        <ul className="case-links">
          {told.links.map((one) => <li key={`${one.kind}${one.number}`}>{one.kind_name} <Link to={one.kind === "lead" ? `/leads?open=${one.number}` : `/cases/${one.number}`}>{one.code}</Link> <small className="quiet">{one.made_by_name} {fullTime(one.made_at)}</small></li>)}
        </ul>
      ) : <Nothing what={tr("还没有线索或案件", "There is no lead or case yet")} />}
      {doing === "lead" ? <LeadDialog told={told} onClose={() => act(null)} /> : null}
      {doing === "case" ? <CaseDialog told={told} onClose={() => act(null)} /> : null}
      {doing === "link" ? (
        <FormDialog<{ kind: "lead" | "case"; number: number }, Operation> title={tr("关联线索或案件", "Link a lead or case")} initial={{ kind: "case" }} send={(typed) => linkTo(told.id, typed)} done={tr("已关联", "Linked")} renews={JOINT} onClose={() => act(null)}>
          <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={[{ value: "lead", label: tr("线索", "Lead") }, { value: "case", label: tr("案件", "Case") }]} /></Form.Item>
          <Form.Item name="number" label={tr("编号（数字）", "Number")} rules={NEEDED}><InputNumber min={1} precision={0} /></Form.Item>
        </FormDialog>
      ) : null}
    </section>
  );
}

const stationsOf = (told: Operation) => told.stations.map((one) => ({ value: one.station_id, label: one.station_name }));

function LeadDialog({ told, onClose }: { told: Operation; onClose: () => void }) {
  return (
    <FormDialog<{ kind: string; text: string; station_id?: string; place?: string; plate?: string }, Operation> title={tr("转线索", "Open a lead")} initial={{ kind: "mobile" }} send={(typed) => openLead(told.id, { kind: typed.kind as never, text: typed.text, station_id: typed.station_id || null, place: typed.place ?? "", plate: typed.plate ?? "", department: "" })} done={tr("已转线索", "The lead is opened")} renews={[...JOINT, ["leads"]]} onClose={onClose}>
      <div className="form-pair">
        <Form.Item name="kind" label={tr("反映事项", "About")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="station_id" label={tr("加油站（没有可不填）", "Station (if any)")}><Select allowClear options={stationsOf(told)} /></Form.Item>
        <Form.Item name="place" label={tr("地点", "Place")}><Input maxLength={200} /></Form.Item>
        <Form.Item name="plate" label={tr("车牌", "Plate")}><Input maxLength={16} /></Form.Item>
      </div>
      <Form.Item name="text" label={tr("内容", "What it says")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}

function CaseDialog({ told, onClose }: { told: Operation; onClose: () => void }) {
  const members = told.members.map((one) => ({ value: one.department, label: one.department_name }));
  return (
    <FormDialog<{ title: string; kind: string; station_id?: string; department: string; with_departments?: string[]; note?: string }, Operation>
      title={tr("登记案件", "Open a case")}
      initial={{ kind: "mobile" }}
      send={(typed) => openOperationCase(told.id, { title: typed.title, kind: typed.kind as never, station_id: typed.station_id || null, region: null, party: "", party_id: "", place: "", plate: "", note: typed.note ?? "", department: typed.department, with_departments: typed.with_departments ?? [], alerts: [], leads: [] })}
      done={tr("已登记，待立案审批", "Opened; it waits to be filed")}
      renews={[...JOINT, ["cases"]]}
      onClose={onClose}
    >
      <Form.Item name="title" label={tr("案由", "What it is about")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      <div className="form-pair">
        <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="station_id" label={tr("加油站（没有可不填）", "Station (if any)")}><Select allowClear options={stationsOf(told)} /></Form.Item>
        <Form.Item name="department" label={tr("承办部门", "In charge")} rules={NEEDED}><Select options={members} /></Form.Item>
        <Form.Item name="with_departments" label={tr("协办部门", "Departments that take part")}><Select mode="multiple" options={members} /></Form.Item>
      </div>
      <Form.Item name="note" label={tr("情况", "What is known")}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}
