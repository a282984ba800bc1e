import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Form, Input, InputNumber, Select, Skeleton } from "antd";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";

import { lead, leadOverview, leadReporter, RENEWS, takeLeadStep, type Lead, type LeadStepKind, type NewLeadStep } from "@/api/leads";
import { useMay } from "@/app/session";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import { ReporterLine } from "./ReporterLine";
import { leadLook, OUTCOMES, STEPS } from "./words";

/** One lead: what was told, where, by whom (masked), what was done, and what may be done now. */
export function LeadDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(lead(id));
  const [step, setStep] = useState<LeadStepKind | null>(null);
  const data = found.data;
  return (
    <ObjectDrawer
      open
      title={data ? tr(`线索 ${data.code}`, `Lead ${data.code}`) : tr("线索", "Lead")}
      onClose={onClose}
      actions={data?.next_steps.length ? data.next_steps.map((one) => <Button key={one} type={one === "accept" || one === "close" ? "primary" : "default"} onClick={() => setStep(one)}>{STEPS[one]}</Button>) : null}
    >
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(told) => <View told={told} />}</FetchedView>
      {step ? <StepDialog id={id} step={step} onClose={() => setStep(null)} /> : null}
    </ObjectDrawer>
  );
}

function View({ told }: { told: Lead }) {
  const items: [string, ReactNode][] = [
    [tr("来源", "Source"), told.source_name],
    [tr("反映事项", "About"), told.kind_name],
    [tr("加油站", "Station"), told.station_id ? <Link key="s" to={`/stations/${told.station_id}`}>{told.station_name}</Link> : NOTHING],
    [tr("加油机", "Dispenser"), told.dispenser_id ?? NOTHING],
    [tr("油枪", "Nozzle"), told.nozzle_id ?? NOTHING],
    [tr("所在地", "Where"), [told.area_name, told.place].filter(Boolean).join(" ")],
    [tr("车牌", "Plate"), told.plate || NOTHING],
    [tr("发生时间", "Happened at"), told.happened_at ? fullTime(told.happened_at) : NOTHING],
    [tr("反馈期限", "Answer due"), <span key="d" className={told.overdue ? "lead-overdue" : ""}>{fullTime(told.feedback_by)}{told.overdue ? tr("（已超期）", " (overdue)") : ""}</span>],
    [tr("承办部门", "Department"), told.department_name || NOTHING],
    [tr("举报人", "Reporter"), <ReporterLine key="r" masked={told.reporter} mayReveal={told.may_reveal} ask={(reason) => leadReporter(told.id, reason)} />],
    [tr("办理结果", "Outcome"), told.outcome_name || NOTHING],
  ];
  return (
    <>
      <StateSymbol look={leadLook(told.status)} />
      {told.merged_into ? <p>{tr("已并入线索 ", "Merged into ")}<Link className="lead-link" to={`/leads?open=${told.merged_into}`}>XS-{String(told.merged_into).padStart(6, "0")}</Link></p> : null}
      {told.merged.length ? <p>{tr(`并入了${told.merged.length}条线索。`, `${told.merged.length} leads were merged into it.`)}</p> : null}
      <p className="lead-text">{told.text}</p>
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <Photos photos={told.photos} />
      <ToCase told={told} />
      <h2>{tr("办理过程", "What was done")}</h2>
      <Timeline items={[...told.steps].reverse().map((one) => ({ at: one.made_at, kind: "note" as const, title: one.step_name, actor: one.made_by_name, detail: one.note }))} />
    </>
  );
}

/** A lead that is worked on becomes a case. */
function ToCase({ told }: { told: Lead }) {
  const may = useMay("case.manage");
  if (!may || !["new", "accepted"].includes(told.status)) return null;
  const about = new URLSearchParams({ enter: "1", leads: String(told.id), station: told.station_id ?? "", about: told.text.slice(0, 60) });
  return <p><Link className="lead-link" to={`/cases?${about.toString()}`}>{tr("转为案件", "Open a case")}</Link></p>;
}

function Photos({ photos }: { photos: Lead["photos"] }) {
  if (!photos.length) return null;
  return (
    <div className="lead-photos">
      {photos.map((one) => (
        <a key={one.id} href={`/api/v1/lead-photos/${one.id}`} target="_blank" rel="noreferrer">
          {one.media_type.startsWith("image/") ? <img src={`/api/v1/lead-photos/${one.id}`} alt={one.filename} /> : one.filename}
        </a>
      ))}
    </div>
  );
}

type Typed = Omit<NewLeadStep, "step">;
const WANTS_NOTE: readonly LeadStepKind[] = ["reject", "note", "close"];

function StepDialog({ id, step, onClose }: { id: number; step: LeadStepKind; onClose: () => void }) {
  return (
    <FormDialog<Typed, Lead>
      title={STEPS[step] ?? step}
      send={(typed) => takeLeadStep(id, { ...typed, step, note: typed.note ?? "", department: typed.department ?? "" })}
      done={tr("已登记，记入操作日志", "Entered, and noted in the journal")}
      renews={RENEWS}
      onClose={onClose}
    >
      {step === "assign" ? <Departments /> : null}
      {step === "merge" ? <Form.Item name="into" label={tr("并入的线索编号（数字）", "Merge into (the lead's number)")} rules={NEEDED}><InputNumber min={1} precision={0} /></Form.Item> : null}
      {step === "link" ? (
        <div className="form-pair">
          <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
          <Form.Item name="nozzle_id" label={tr("油枪（选填）", "Nozzle (optional)")}><InputNumber min={0} max={32767} /></Form.Item>
        </div>
      ) : null}
      {step === "close" ? <Form.Item name="outcome" label={tr("办理结果", "Outcome")} rules={NEEDED}><Select options={OUTCOMES} /></Form.Item> : null}
      <Form.Item name="note" label={tr("情况说明", "Note")} rules={WANTS_NOTE.includes(step) ? NEEDED : []}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}

function Departments() {
  const known = useQuery(leadOverview);
  return (
    <Form.Item name="department" label={tr("承办部门", "Department")} rules={NEEDED}>
      <Select loading={known.isPending} options={(known.data?.departments ?? []).map((one) => ({ value: one.code, label: one.name }))} />
    </Form.Item>
  );
}
