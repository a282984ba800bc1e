import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Dropdown, Skeleton } from "antd";
import { useState, type ReactNode } from "react";
import { Link, useParams } from "react-router";

import { oneCase, type Case, type CaseNextStep } from "@/api/cases";
import { exactLitresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { listed, withNote } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";
import { useTitle } from "@/ui/useTitle";

import "./cases.css";
import { Documents } from "./Documents";
import { Dossiers } from "./Dossiers";
import { Heard } from "./Heard";
import { Links } from "./Links";
import { Materials } from "./Materials";
import { StepDialog } from "./StepDialog";
import { Tasks } from "./Tasks";
import { Transfers } from "./Transfers";
import { caseLook } from "./words";

/** One case: where it stands, what may be done now, and everything that belongs to it. */
export default function CasePage() {
  const id = Number(useParams().caseId);
  const found = useQuery(oneCase(id));
  useTitle(found.data ? `${found.data.code} ${found.data.title}` : tr("案件", "Case"));
  return <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 12 }} />} page>{(told) => <View told={told} />}</FetchedView>;
}

function View({ told }: { told: Case }) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{told.code} {told.title}</h1>
        <StateSymbol look={caseLook(told.status)} />
        <Steps told={told} />
      </div>
      <Answer>{told.sentence}</Answer>
      <div className="columns">
        <div className="column-main">
          <section className="block"><Descriptions size="small" bordered column={{ xs: 1, md: 2 }} items={facts(told).map(([label, children]) => ({ key: label, label, children }))} /></section>
          <Links told={told} />
          <Tasks told={told} />
          <Documents told={told} />
          <Transfers told={told} />
          <Heard told={told} />
          <Materials told={told} />
          <Dossiers told={told} />
        </div>
        <div className="column-side">
          <section className="block">
            <h2>{tr("办理过程", "What was done")}</h2>
            <Timeline items={[...told.steps].reverse().map((one) => ({ at: one.made_at, kind: one.after_name ? "lifecycle" : "note", title: one.after_name ? withNote(one.step_name, one.after_name) : one.step_name, actor: [one.department, one.made_by_name].filter(Boolean).join(" "), detail: one.note }))} />
          </section>
        </div>
      </div>
    </div>
  );
}

/** The steps that move a case stand as buttons, the others behind one. */
function Steps({ told }: { told: Case }) {
  const [step, take] = useState<CaseNextStep | null>(null);
  const moving = told.next_steps.filter((one) => !BESIDE.includes(one.step));
  const beside = told.next_steps.filter((one) => BESIDE.includes(one.step));
  return (
    <span className="page-actions">
      {moving.map((one, place) => <Button key={one.step} type={place === 0 && !one.blocked ? "primary" : "default"} disabled={Boolean(one.blocked)} title={one.blocked || undefined} onClick={() => take(one)}>{one.name}</Button>)}
      {beside.length ? (
        <Dropdown menu={{ items: beside.map((one) => ({ key: one.step, label: one.name, disabled: Boolean(one.blocked), onClick: () => take(one) })) }} trigger={["click"]}>
          <Button>{tr("更多", "More")}</Button>
        </Dropdown>
      ) : null}
      {step ? <StepDialog id={told.id} step={step} onClose={() => take(null)} /> : null}
    </span>
  );
}
const BESIDE: readonly string[] = ["join", "extend", "supervise", "report", "note", "reopen"];

const facts = (told: Case): [string, ReactNode][] => [
  [tr("类别", "Kind"), told.kind_name],
  [tr("当事人", "Party"), told.party ? [told.party, told.party_id].filter(Boolean).join(" ") : NOTHING],
  [tr("加油站", "Station"), told.station_id ? <Link key="s" to={`/stations/${told.station_id}`}>{told.station_name}</Link> : NOTHING],
  [tr("所在地", "Where"), [told.area_name, told.place, told.plate].filter(Boolean).join(" ")],
  [tr("参与部门", "Departments"), listed(told.departments.map((one) => one.name))],
  [tr("期限", "Due"), told.due_at ? <span key="d" className={told.overdue ? "case-overdue" : ""}>{fullTime(told.due_at)}{told.overdue ? tr("（已超期）", " (overdue)") : ""}</span> : NOTHING],
  [tr("督办", "Supervised"), told.supervised_until ? tr(`${told.supervised_by_name}，${fullTime(told.supervised_until)}前反馈`, `${told.supervised_by_name}, report by ${fullTime(told.supervised_until)}`) : NOTHING],
  [tr("登记", "Opened"), `${fullTime(told.opened_at)} ${told.opened_by_name}`],
  [tr("立案", "Filed"), told.filed_at ? fullTime(told.filed_at) : NOTHING],
  [tr("结案", "Closed"), told.closed_at ? `${fullTime(told.closed_at)} ${told.outcome_name}` : NOTHING],
  [tr("罚款", "Penalty"), money(told.penalty_fen)],
  [tr("没收", "Confiscated"), money(told.confiscated_fen)],
  [tr("补税", "Tax"), money(told.tax_fen)],
  [tr("涉案油量", "Litres"), told.volume_ml ? `${exactLitresFromMl(told.volume_ml)} L` : NOTHING],
];

const money = (fen: number): string => (fen ? tr(`${yuanFromFen(fen)} 元`, `${yuanFromFen(fen)} yuan`) : NOTHING);
