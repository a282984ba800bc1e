import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Form, Input, Skeleton } from "antd";
import { useState, type ReactNode } from "react";
import { Link, useParams } from "react-router";

import { downloadIncident, incident, INCIDENTS, makeIncidentLead, type Incident, type IncidentNextStep } from "@/api/incidents";
import { useMay } from "@/app/session";
import { exactLitresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";
import { useTitle } from "@/ui/useTitle";

import "@/pages/cases/cases.css";
import { CallList } from "./CallList";
import "./incidents.css";
import { Photos } from "./Photos";
import { StepDialog } from "./StepDialog";
import { incidentLook } from "./words";

/** One emergency: where it stands, whom to call, what was done. */
export default function IncidentPage() {
  const id = Number(useParams().incidentId);
  const found = useQuery(incident(id));
  useTitle(found.data ? `${found.data.code} ${found.data.kind_name}` : tr("突发事件", "Emergency"));
  return <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 12 }} />} page>{(told) => <View told={told} />}</FetchedView>;
}

function View({ told }: { told: Incident }) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{told.code} {told.kind_name}</h1>
        <StateSymbol look={incidentLook(told.status)} />
        <Actions told={told} />
      </div>
      <Answer>{told.sentence}</Answer>
      <div className="columns">
        <div className="column-main">
          <CallList told={told} />
          <section className="block">
            <h2>{tr("事件情况", "What happened")}</h2>
            <p className="case-text">{told.text}</p>
            <Descriptions size="small" bordered column={{ xs: 1, md: 2 }} items={facts(told).map(([label, children]) => ({ key: label, label, children }))} />
          </section>
          {told.status === "closed" ? <Closing told={told} /> : null}
          <Photos of="incidents" id={told.id} photos={told.photos} may={told.may_manage} />
        </div>
        <div className="column-side">
          <section className="block">
            <h2>{tr("处置过程", "What was done")}</h2>
            <Timeline items={[...told.steps].reverse().map((one) => ({ at: one.made_at, kind: one.before_name === one.after_name ? "note" : "lifecycle", title: one.before_name === one.after_name ? one.step_name : withNote(one.step_name, one.after_name), actor: one.made_by_name, detail: one.note }))} />
          </section>
        </div>
      </div>
    </div>
  );
}

function Actions({ told }: { told: Incident }) {
  const [step, take] = useState<IncidentNextStep | null>(null);
  const [leading, lead] = useState(false);
  const reads = useMay("lead.see");
  return (
    <span className="page-actions">
      {told.next_steps.map((one, place) => <Button key={one.step} type={place === 0 && one.step !== "reopen" ? "primary" : "default"} onClick={() => take(one)}>{one.step_name}</Button>)}
      {told.may_manage && reads && told.lead_id === null ? <Button onClick={() => lead(true)}>{tr("转线索", "Open a lead")}</Button> : null}
      <Button onClick={() => void downloadIncident(told)}>{tr("打印报告", "Report (PDF)")}</Button>
      {step ? <StepDialog id={told.id} step={step} onClose={() => take(null)} /> : null}
      {leading ? (
        <FormDialog<{ text: string }, Incident> title={tr("转线索", "Open a lead")} initial={{ text: told.text }} send={({ text }) => makeIncidentLead(told.id, text)} done={tr("已转线索", "The lead is opened")} renews={[...INCIDENTS, ["leads"]]} onClose={() => lead(false)}>
          <Form.Item name="text" label={tr("线索内容", "What the lead says")} rules={NEEDED}><Input.TextArea rows={4} maxLength={4000} /></Form.Item>
        </FormDialog>
      ) : null}
    </span>
  );
}

const facts = (told: Incident): [string, ReactNode][] => [
  [tr("等级", "Level"), told.level_name],
  [tr("加油站", "Station"), told.station_id ? <Link key="s" to={`/stations/${told.station_id}`}>{told.station_name}</Link> : NOTHING],
  [tr("所在地", "Where"), [told.area_name, told.place].filter(Boolean).join(" ")],
  [tr("发生时间", "Happened"), fullTime(told.happened_at)],
  [tr("报告", "Reported"), [fullTime(told.reported_at), told.reporter_name, told.reporter_phone].filter(Boolean).join(" ")],
  [tr("登记人", "Entered by"), told.made_by_name],
  [tr("到场处置", "Response"), <Term key="r" done={told.responded_at} due={told.respond_by} />],
  [tr("首次信息报告", "First report"), <Term key="f" done={told.first_report_at} due={told.report_by} />],
  [tr("险情控制", "Under control"), told.controlled_at ? fullTime(told.controlled_at) : NOTHING],
  [tr("办结", "Closed"), told.close_by || told.closed_at ? <Term key="c" done={told.closed_at} due={told.close_by} /> : NOTHING],
  [tr("转办线索", "Lead"), told.lead_id ? <Link key="l" to={`/leads?open=${told.lead_id}`}>{told.lead_code}</Link> : NOTHING],
];

/** When something was done, or by when it has to be; too late in red and in words. */
function Term({ done, due }: { done: string | null; due: string | null }) {
  const late = due !== null && (done ?? new Date().toISOString()) > due;
  const words = done ? fullTime(done) : due ? tr(`${fullTime(due)}前`, `by ${fullTime(due)}`) : NOTHING;
  return <span className={late ? "incident-late" : ""}>{words}{late ? tr("（超时）", " (late)") : ""}</span>;
}

function Closing({ told }: { told: Incident }) {
  const items: [string, string][] = [
    [tr("原因", "Cause"), told.cause],
    [tr("损失情况", "Losses"), told.losses],
    [tr("人员伤亡", "People"), tr(`死亡${told.deaths}人，受伤${told.injured}人`, `${told.deaths} dead, ${told.injured} injured`)],
    [tr("直接经济损失", "Direct loss"), tr(`${yuanFromFen(told.loss_fen)} 元`, `${yuanFromFen(told.loss_fen)} yuan`)],
    [tr("泄漏量", "Spilled"), `${exactLitresFromMl(told.spilled_ml)} L`],
    [tr("后续措施", "What follows"), told.follow_up || NOTHING],
  ];
  return (
    <section className="block">
      <h2>{tr("办结报告", "Closing report")}</h2>
      <Descriptions size="small" bordered column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
    </section>
  );
}
