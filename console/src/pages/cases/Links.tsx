import { Button, Form, Input, InputNumber } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { addCaseParts, CASES, type Case, type CaseLink } from "@/api/cases";
import { tr } from "@/lang";
import { FormDialog } from "@/ui/FormDialog";

/** What a case is about: alerts, leads, inspections; cases that have to do with it, or may have. */
export function Links({ told }: { told: Case }) {
  const [adding, add] = useState(false);
  const parts: [string, readonly CaseLink[]][] = [
    [tr("预警", "Alerts"), told.alerts],
    [tr("线索", "Leads"), told.leads],
    [tr("现场检查", "Inspections"), told.inspections],
    [tr("关联案件", "Related cases"), told.related],
    [tr("可能有关（同站、同企业或同车）", "Perhaps related (same station, company or plate)"), told.alike],
  ];
  const filled = parts.filter(([, rows]) => rows.length);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("案件来源和关联", "What it comes from")}</h2>{told.may_work ? <Button onClick={() => add(true)}>{tr("并入", "Add")}</Button> : null}</div>
      {filled.length ? filled.map(([name, rows]) => (
        <div key={name}>
          <h3>{name}</h3>
          <ul className="case-links">{rows.map((one) => <li key={one.id}><Link to={one.path}>{one.code}</Link> {one.text} <small className="quiet">{one.state_name}</small></li>)}</ul>
        </div>
      )) : <p className="quiet">{tr("没有并入预警、线索或检查记录", "No alert, lead or inspection belongs to it yet")}</p>}
      {adding ? <AddDialog id={told.id} onClose={() => add(false)} /> : null}
    </section>
  );
}

interface Typed {
  alert?: number | null;
  lead?: number | null;
  inspection?: number | null;
  related?: number | null;
  note?: string;
}

const one = (value: number | null | undefined): number[] => (value ? [value] : []);

function AddDialog({ id, onClose }: { id: number; onClose: () => void }) {
  return (
    <FormDialog<Typed, Case> title={tr("并入案件", "Add to the case")} send={(typed) => addCaseParts(id, { alerts: one(typed.alert), leads: one(typed.lead), inspections: one(typed.inspection), related: typed.related ?? null, note: typed.note ?? "" })} done={tr("已并入", "Added")} renews={CASES} onClose={onClose}>
      <div className="form-pair">
        <Form.Item name="alert" label={tr("预警编号", "Alert no.")}><InputNumber min={1} precision={0} /></Form.Item>
        <Form.Item name="lead" label={tr("线索编号（数字）", "Lead no.")}><InputNumber min={1} precision={0} /></Form.Item>
        <Form.Item name="inspection" label={tr("检查记录编号（数字）", "Inspection no.")}><InputNumber min={1} precision={0} /></Form.Item>
        <Form.Item name="related" label={tr("关联案件编号（数字）", "Related case no.")}><InputNumber min={1} precision={0} /></Form.Item>
      </div>
      <Form.Item name="note" label={tr("说明", "Note")}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
