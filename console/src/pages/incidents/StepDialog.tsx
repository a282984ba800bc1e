import { Form, Input, InputNumber, Select } from "antd";

import { INCIDENTS, takeIncidentStep, type Incident, type IncidentNextStep, type IncidentStepIn } from "@/api/incidents";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import { LEVELS } from "./words";

type Typed = Partial<Pick<IncidentStepIn, "note" | "to" | "level" | "cause" | "losses" | "follow_up" | "deaths" | "injured">> & { yuan?: number | null; litres?: number | null };

/** One step of the table of transitions, with what it needs. */
export function StepDialog({ id, step, onClose }: { id: number; step: IncidentNextStep; onClose: () => void }) {
  const needs = (name: string): boolean => step.needs.includes(name);
  return (
    <FormDialog<Typed, Incident>
      title={step.step_name}
      send={({ yuan, litres, ...typed }) =>
        takeIncidentStep(id, {
          step: step.step,
          note: typed.note ?? "", to: typed.to ?? "", level: typed.level ?? null,
          cause: typed.cause ?? "", losses: typed.losses ?? "", follow_up: typed.follow_up ?? "",
          deaths: typed.deaths ?? 0, injured: typed.injured ?? 0,
          loss_fen: Math.round((yuan ?? 0) * 100), spilled_ml: Math.round((litres ?? 0) * 1000),
        })
      }
      done={tr("已登记，记入操作日志", "Entered, and noted in the journal")}
      renews={INCIDENTS}
      onClose={onClose}
    >
      {needs("to") ? <Form.Item name="to" label={tr("报告给谁", "Reported to")} rules={NEEDED}><Input maxLength={200} /></Form.Item> : null}
      {needs("level") ? <Form.Item name="level" label={tr("等级", "Level")} rules={NEEDED}><Select options={LEVELS} /></Form.Item> : null}
      {needs("cause") ? <Closing /> : null}
      <Form.Item name="note" label={tr("情况", "What was done")} rules={needs("note") ? NEEDED : []}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}

function Closing() {
  return (
    <>
      <Form.Item name="cause" label={tr("原因", "Cause")} rules={NEEDED}><Input.TextArea rows={2} maxLength={4000} /></Form.Item>
      <Form.Item name="losses" label={tr("损失情况（没有也须写明）", "Losses (also if there are none)")} rules={NEEDED}><Input.TextArea rows={2} maxLength={4000} /></Form.Item>
      <div className="form-pair">
        <Form.Item name="deaths" label={tr("死亡人数", "Dead")}><InputNumber min={0} precision={0} /></Form.Item>
        <Form.Item name="injured" label={tr("受伤人数", "Injured")}><InputNumber min={0} precision={0} /></Form.Item>
        <Form.Item name="yuan" label={tr("直接经济损失（元）", "Direct loss (yuan)")}><InputNumber min={0} precision={2} /></Form.Item>
        <Form.Item name="litres" label={tr("泄漏量（升）", "Spilled (litres)")}><InputNumber min={0} precision={3} /></Form.Item>
      </div>
      <Form.Item name="follow_up" label={tr("后续措施", "What follows")}><Input.TextArea rows={2} maxLength={4000} /></Form.Item>
    </>
  );
}
