import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, DatePicker, Descriptions, Form, Input, Skeleton, Table, type TableProps } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";

import { fuelSample, RENEWS, takeStep, type FuelSample, type LabReport, type SampleStep } from "@/api/quality";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import { sampleLook } from "./looks";
import { ReportDialog } from "./ReportDialog";
import { STEPS } from "./words";

type Kind = SampleStep["step"];
const OF_SEALS: readonly Kind[] = ["handed", "received", "opened"];

/** One sample: under which seals it went where, what the laboratory says, what is done about it. */
export function SampleDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(fuelSample(id));
  const [step, setStep] = useState<Kind | null>(null);
  const [reporting, setReporting] = useState(false);
  const data = found.data;
  const actions = data ? [
    ...(data.may_report ? [<Button key="report" type="primary" onClick={() => setReporting(true)}>{tr("登记检验结果", "Enter a report")}</Button>] : []),
    ...data.next_steps.map((one) => <Button key={one} onClick={() => setStep(one)}>{STEPS[one]}</Button>),
  ] : [];
  return (
    <ObjectDrawer open title={data ? tr(`样品 ${data.number}`, `Sample ${data.number}`) : tr("样品", "Sample")} onClose={onClose} actions={actions.length ? actions : null}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(sample) => <View sample={sample} />}</FetchedView>
      {step ? <StepDialog id={id} step={step} onClose={() => setStep(null)} /> : null}
      {reporting && data ? <ReportDialog sample={data} onClose={() => setReporting(false)} /> : null}
    </ObjectDrawer>
  );
}

function View({ sample }: { sample: FuelSample }) {
  const items: [string, ReactNode][] = [
    [tr("加油站", "Station"), <Link key="s" to={`/stations/${sample.station_id}`}>{sample.station_name}</Link>],
    [tr("油品", "Product"), productLook(sample.product).name],
    [tr("油罐", "Tank"), sample.tank_id ?? NOTHING],
    [tr("抽样时间", "Taken at"), fullTime(sample.taken_at)],
    [tr("抽样人、在场人", "Taken by, witness"), tr(`${sample.taken_by_name}，${sample.witness_name}`, `${sample.taken_by_name}, ${sample.witness_name}`)],
    [tr("封签", "Seal"), sample.seal_no],
    [tr("备样封签", "Seal of the kept part"), sample.kept_seal_no || NOTHING],
    [tr("说明", "Note"), sample.note || NOTHING],
  ];
  const steps = sample.steps.map((one) => ({
    at: one.at, kind: "note" as const, title: one.step_name, actor: one.who_name,
    detail: [one.seal_intact === null ? "" : one.seal_intact ? tr("封签完好", "seal whole") : tr("封签破损", "seal broken"), one.note].filter(Boolean).join(tr("，", ", ")),
  }));
  return (
    <>
      <StateSymbol look={sampleLook(sample.status)} />
      {sample.seal_doubt ? <p className="quality-outside">{tr("流转中封签曾破损，检验结果的证明力须由检验人员判断。", "A seal was broken on the way: the laboratory judges what its result is worth.")}</p> : null}
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      {sample.reports.map((one) => <Report key={one.report_no} report={one} />)}
      <h2>{tr("流转与处理", "Its way, and what was done")}</h2>
      <Timeline items={[...steps].reverse()} />
    </>
  );
}

type Value = LabReport["values"][number];
const COLUMNS: TableProps<Value>["columns"] = [
  { key: "name", title: tr("项目", "Property"), render: (_, one) => (one.unit ? tr(`${one.name}（${one.unit}）`, `${one.name} (${one.unit})`) : one.name) },
  { key: "value", title: tr("实测值", "Value"), align: "right", render: (_, one) => <span className={one.outside ? "quality-outside" : ""}>{one.value}</span> },
  { key: "limit", title: tr("限值", "Limit"), render: (_, one) => limitWords(one.low, one.high) },
  { key: "said", title: tr("单项", "Judged"), render: (_, one) => (one.standard ? <StateSymbol look={sampleLook(one.outside ? "fail" : "pass")} /> : tr("无限值，不判定", "no limit, not judged")) },
];

/** A limit in words: at least, at most, or between. */
export function limitWords(low: string | null, high: string | null): string {
  if (low !== null && high !== null) return `${low}–${high}`;
  if (low !== null) return `≥ ${low}`;
  return high === null ? NOTHING : `≤ ${high}`;
}

export function Report({ report }: { report: LabReport }) {
  return (
    <section>
      <h2>{report.retest ? tr(`复检报告 ${report.report_no}`, `Retest ${report.report_no}`) : tr(`检验报告 ${report.report_no}`, `Report ${report.report_no}`)}</h2>
      <p><StateSymbol look={sampleLook(report.result)} /> {tr(`${report.lab_name}，${report.tested_on}`, `${report.lab_name}, ${report.tested_on}`)}</p>
      <Table<Value> size="small" rowKey="code" columns={COLUMNS} dataSource={report.values} pagination={false} scroll={{ x: 480 }} />
    </section>
  );
}

interface Typed {
  at: Dayjs;
  who_name: string;
  seal_intact?: boolean;
  note?: string;
}

function StepDialog({ id, step, onClose }: { id: number; step: Kind; onClose: () => void }) {
  const sealed = OF_SEALS.includes(step);
  return (
    <FormDialog<Typed, FuelSample>
      title={STEPS[step]}
      initial={{ at: dayjs(), seal_intact: true }}
      send={({ at, who_name, seal_intact, note }) => takeStep(id, { step, at: at.toISOString(), who_name, seal_intact: sealed ? Boolean(seal_intact) : null, note: note ?? "" })}
      done={tr("已登记，记入操作日志", "Entered, and noted in the journal")}
      renews={RENEWS}
      onClose={onClose}
    >
      <Form.Item name="at" label={tr("时间", "At")} rules={NEEDED}><DatePicker showTime /></Form.Item>
      <Form.Item name="who_name" label={tr("经手人", "By whom")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
      {sealed ? <Form.Item name="seal_intact" valuePropName="checked"><Checkbox>{tr("封签完好", "The seal was whole")}</Checkbox></Form.Item> : null}
      <Form.Item name="note" label={tr("情况说明", "Note")} rules={sealed ? [] : NEEDED}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}
