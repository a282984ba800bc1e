import { useQuery } from "@tanstack/react-query";
import { DatePicker, Form, Input, InputNumber, Select } from "antd";
import type { Dayjs } from "dayjs";

import { caseOverview, CASES, takeCaseStep, type Case, type CaseNextStep } from "@/api/cases";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

interface Typed {
  note?: string;
  department?: string;
  outcome?: Case["next_steps"][number]["outcomes"][number]["code"];
  number?: string;
  until?: Dayjs;
  decided_on?: Dayjs | null;
  effective_on?: Dayjs | null;
  penalty?: number | null;
  confiscated?: number | null;
  tax?: number | null;
  litres?: number | null;
}

const AMOUNTS: readonly string[] = ["decide", "close"];
const fen = (yuan: number | null | undefined): number => Math.round((yuan ?? 0) * 100);

/** One step of the table of transitions, with what it needs. */
export function StepDialog({ id, step, onClose }: { id: number; step: CaseNextStep; onClose: () => void }) {
  const needs = (name: string): boolean => step.needs.includes(name);
  return (
    <FormDialog<Typed, Case>
      title={step.name}
      send={(typed) =>
        takeCaseStep(id, {
          step: step.step,
          note: typed.note ?? "",
          department: typed.department ?? "",
          outcome: (typed.outcome ?? null) as never,
          number: typed.number ?? "",
          until: typed.until?.toISOString() ?? null,
          decided_on: typed.decided_on?.format("YYYY-MM-DD") ?? null,
          effective_on: typed.effective_on?.format("YYYY-MM-DD") ?? null,
          penalty_fen: fen(typed.penalty), confiscated_fen: fen(typed.confiscated), tax_fen: fen(typed.tax),
          volume_ml: Math.round((typed.litres ?? 0) * 1000),
        })
      }
      done={tr("已办理，记入操作日志", "Done, and noted in the journal")}
      renews={CASES}
      onClose={onClose}
    >
      {needs("department") ? <Departments /> : null}
      {needs("outcome") ? <Form.Item name="outcome" label={tr("处理结果", "Outcome")} rules={NEEDED}><Select options={step.outcomes.map((one) => ({ value: one.code, label: one.name }))} /></Form.Item> : null}
      {needs("number") ? (
        <>
          <Form.Item name="number" label={tr("文号", "Number")} rules={NEEDED}><Input maxLength={64} placeholder={tr("如 景市监处罚〔2026〕1号", "as on the document")} /></Form.Item>
          <div className="form-pair">
            <Form.Item name="decided_on" label={tr("决定日期（默认今天）", "Decided on (today)")}><DatePicker /></Form.Item>
            <Form.Item name="effective_on" label={tr("生效日期（默认决定日期）", "Effective on (the same)")}><DatePicker /></Form.Item>
          </div>
        </>
      ) : null}
      {needs("until") ? <Form.Item name="until" label={tr("期限", "Until")} rules={NEEDED}><DatePicker showTime /></Form.Item> : null}
      {AMOUNTS.includes(step.step) ? <Amounts /> : null}
      <Form.Item name="note" label={tr("情况和理由", "What was done, and why")} rules={needs("note") ? NEEDED : []}><Input.TextArea rows={4} maxLength={8000} /></Form.Item>
    </FormDialog>
  );
}

function Amounts() {
  return (
    <div className="form-pair">
      <Form.Item name="penalty" label={tr("罚款（元）", "Penalty (yuan)")}><InputNumber min={0} precision={2} /></Form.Item>
      <Form.Item name="confiscated" label={tr("没收（元）", "Confiscated (yuan)")}><InputNumber min={0} precision={2} /></Form.Item>
      <Form.Item name="tax" label={tr("补税（元）", "Tax (yuan)")}><InputNumber min={0} precision={2} /></Form.Item>
      <Form.Item name="litres" label={tr("涉案油量（升）", "Litres")}><InputNumber min={0} precision={3} /></Form.Item>
    </div>
  );
}

export function Departments({ name = "department" }: { name?: string }) {
  const known = useQuery(caseOverview);
  return <Form.Item name={name} label={tr("部门", "Department")} rules={NEEDED}><Select showSearch optionFilterProp="label" loading={known.isPending} options={(known.data?.departments ?? []).map((one) => ({ value: one.code, label: one.name }))} /></Form.Item>;
}
