import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Form, Input, Skeleton } from "antd";
import { useState } from "react";
import { useParams } from "react-router";

import { downloadOperation, JOINT, operation, takeOperationStep, type Operation, type OperationNextStep } from "@/api/joint";
import { NOTHING } from "@/format/quantity";
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
import { Findings } from "./Findings";
import { Links } from "./Links";
import { Members } from "./Members";
import { ChangePlan, PlanDialog } from "./PlanDialog";
import { Photos, Records } from "./Records";
import { Tasks } from "./Tasks";
import { operationLook } from "./words";

/** One joint operation: where it stands, who takes part, and what came of it. */
export default function OperationPage() {
  const id = Number(useParams().operationId);
  const found = useQuery(operation(id));
  useTitle(found.data ? `${found.data.code} ${found.data.title}` : tr("联合执法行动", "Joint operation"));
  return <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 12 }} />} page>{(told) => <View told={told} />}</FetchedView>;
}

function View({ told }: { told: Operation }) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{told.code} {told.title}</h1>
        <StateSymbol look={operationLook(told.status)} />
        <Actions told={told} />
      </div>
      <Answer>{told.sentence}</Answer>
      <div className="columns">
        <div className="column-main">
          <section className="block">
            <Descriptions size="small" bordered column={{ xs: 1, md: 2 }} items={facts(told).map(([label, children]) => ({ key: label, label, children }))} />
            {told.plan ? <><h2>{tr("方案", "Plan")}</h2><p className="case-text">{told.plan}</p></> : null}
            {told.summary ? <><h2>{tr("总结", "Summary")}</h2><p className="case-text">{told.summary}</p></> : null}
          </section>
          <Members told={told} />
          <Figures told={told} />
          <Tasks told={told} />
          <Records told={told} />
          <Findings told={told} />
          <Links told={told} />
          <Photos told={told} />
        </div>
        <div className="column-side">
          <section className="block">
            <h2>{tr("办理过程", "What was done")}</h2>
            <Timeline items={[...told.steps].reverse().map((one) => ({ at: one.made_at, kind: one.before_name === one.after_name ? "note" : "lifecycle", title: one.before_name === one.after_name ? one.step_name : withNote(one.step_name, one.after_name), actor: [one.department_name, one.made_by_name].filter(Boolean).join(" "), detail: one.note }))} />
          </section>
        </div>
      </div>
    </div>
  );
}

function Actions({ told }: { told: Operation }) {
  const [step, take] = useState<OperationNextStep | null>(null);
  const [changing, change] = useState(false);
  return (
    <span className="page-actions">
      {told.next_steps.map((one, place) => <Button key={one.step} type={place === 0 && !one.blocked ? "primary" : "default"} disabled={Boolean(one.blocked)} title={one.blocked || undefined} onClick={() => take(one)}>{one.step_name}</Button>)}
      {told.may_edit ? <ChangePlan onClick={() => change(true)} /> : null}
      <Button onClick={() => void downloadOperation(told)}>{tr("打印报告", "Report (PDF)")}</Button>
      {step ? (
        <FormDialog<{ note?: string }, Operation> title={step.step_name} send={({ note }) => takeOperationStep(told.id, { step: step.step, note: note ?? "" })} done={tr("已办理，记入操作日志", "Done, and noted in the journal")} renews={JOINT} onClose={() => take(null)}>
          <Form.Item name="note" label={step.step === "finish" ? tr("总结", "Summary") : tr("情况和理由", "What was done, and why")} rules={step.note ? NEEDED : []}><Input.TextArea rows={4} maxLength={8000} /></Form.Item>
        </FormDialog>
      ) : null}
      {changing ? <PlanDialog told={told} onClose={() => change(false)} /> : null}
    </span>
  );
}

const facts = (told: Operation): [string, string][] => [
  [tr("目的", "Purpose"), told.purpose],
  [tr("区域", "Region"), told.area_name],
  [tr("计划时间", "Planned"), tr(`${fullTime(told.planned_from)} 至 ${fullTime(told.planned_until)}`, `${fullTime(told.planned_from)} to ${fullTime(told.planned_until)}`)],
  [tr("拟制", "Planned by"), `${told.made_by_name} ${fullTime(told.made_at)}`],
  [tr("批准", "Approved"), told.approved_at ? `${told.approved_by_name} ${fullTime(told.approved_at)}` : NOTHING],
  [tr("开始和结束", "Began, ended"), [told.started_at, told.ended_at].map((at) => (at ? fullTime(at) : NOTHING)).join(" / ")],
];

function Figures({ told }: { told: Operation }) {
  const it = told.figures;
  const items: [string, string][] = [
    [tr("已检查/计划加油站", "Stations inspected / planned"), `${it.inspected} / ${it.stations}`],
    [tr("检查记录", "Records"), String(it.records)],
    [tr("发现问题", "Problems"), String(it.problems)],
    [tr("责令改正", "To be put right"), String(it.rectify)],
    [tr("立案查处", "To be handled"), String(it.handle)],
    [tr("部门发现", "Findings"), String(it.findings)],
    [tr("任务完成/全部", "Tasks done / all"), `${it.tasks_done} / ${it.tasks}`],
    [tr("超期任务", "Tasks late"), String(it.tasks_late)],
    [tr("线索", "Leads"), String(it.leads)],
    [tr("案件", "Cases"), String(it.cases)],
  ];
  return (
    <section className="block">
      <h2>{tr("数据汇总", "In figures")}</h2>
      <Descriptions size="small" bordered column={{ xs: 1, sm: 2 }} items={items.map(([label, children]) => ({ key: label, label, children }))} />
    </section>
  );
}
