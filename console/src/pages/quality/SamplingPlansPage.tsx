import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, InputNumber, Select, Skeleton, Table, type TableProps } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { Link } from "react-router";

import { makePlan, RENEWS, samplingPlans, type NewPlan, type SamplingPlan } from "@/api/quality";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { Answer } from "@/ui/Answer";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";

import { METHODS, productOptions } from "./words";
import "./quality.css";

/** 抽样计划: who is sampled and why; a draw can be made again by anybody who knows its seed. */
export default function SamplingPlansPage() {
  const found = useQuery(samplingPlans);
  const may = useMay("quality.manage");
  const [making, setMaking] = useState(false);
  return (
    <div className="page">
      <PageHead title={tr("抽样计划", "Sampling plans")}>{may ? <Button type="primary" onClick={() => setMaking(true)}>{tr("制定计划", "Make a plan")}</Button> : null}</PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(plans) => <Plans plans={plans} may={may} />}</FetchedView>
      {making ? <PlanDialog onClose={() => setMaking(false)} /> : null}
    </div>
  );
}

function Plans({ plans, may }: { plans: readonly SamplingPlan[]; may: boolean }) {
  const planned = plans.reduce((sum, one) => sum + one.items.length, 0);
  const done = plans.reduce((sum, one) => sum + one.done, 0);
  if (!plans.length) return <Nothing what={tr("还没有抽样计划", "There is no plan yet")} how={tr("按随机、风险或指定的方式选站", "Stations are chosen by lot, by risk or by name")} />;
  return (
    <>
      <Answer>{tr(`${count(plans.length)} 份计划，应抽 ${count(planned)} 个站次油品，已抽 ${count(done)} 个。`, `${count(plans.length)} plans: ${count(done)} of ${count(planned)} samples taken.`)}</Answer>
      {plans.map((plan) => <Plan key={plan.id} plan={plan} may={may} />)}
    </>
  );
}

type Item = SamplingPlan["items"][number];

function Plan({ plan, may }: { plan: SamplingPlan; may: boolean }) {
  const columns: TableProps<Item>["columns"] = [
    { key: "station", title: tr("加油站", "Station"), render: (_, one) => <Link to={`/stations/${one.station_id}`}>{one.station_name}</Link> },
    { key: "product", title: tr("油品", "Product"), render: (_, one) => productLook(one.product).name },
    { key: "why", title: tr("入选原因", "Why"), render: (_, one) => listed(one.why) },
    { key: "done", title: tr("抽样", "Sample"), render: (_, one) => (one.done ? tr("已抽", "taken") : may ? <Link to={`/quality?take=1&station=${one.station_id}&product=${one.product}&take_item=${one.id}`}>{tr("登记抽样", "Enter a sample")}</Link> : tr("未抽", "not yet")) },
  ];
  const seed = plan.seed === null ? "" : tr(`，随机种子 ${plan.seed}（同样的档案和种子抽出同样的站）`, `, seed ${plan.seed} (the same register and seed draw the same stations)`);
  return (
    <section className="block">
      <h2>{tr(`${plan.name}（${plan.method_name}，${plan.done}/${plan.items.length}）`, `${plan.name} (${plan.method_name}, ${plan.done}/${plan.items.length})`)}</h2>
      <p className="quiet">{tr(`${plan.from_on} 至 ${plan.until_on}，${plan.made_by_name}制定${seed}`, `${plan.from_on} to ${plan.until_on}, by ${plan.made_by_name}${seed}`)}</p>
      <Table<Item> size="small" rowKey="id" columns={columns} dataSource={plan.items} pagination={plan.items.length > 10 ? { pageSize: 10, size: "small", showSizeChanger: false } : false} scroll={{ x: 640 }} />
    </section>
  );
}

interface Typed {
  name: string;
  method: NewPlan["method"];
  products: string[];
  days: [Dayjs, Dayjs];
  count?: number;
  seed?: number | null;
  stations?: string[];
  reason?: string;
}

function PlanDialog({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const method = Form.useWatch("method", form);
  return (
    <FormDialog<Typed, SamplingPlan>
      title={tr("制定抽样计划", "Make a sampling plan")}
      okText={tr("选站并保存", "Choose and keep")}
      form={form}
      initial={{ method: "random", count: 10 }}
      send={({ days, stations, seed, reason, count: wanted, ...typed }) => makePlan({ ...typed, from_on: days[0].format("YYYY-MM-DD"), until_on: days[1].format("YYYY-MM-DD"), count: wanted ?? 10, seed: seed ?? null, stations: stations ?? [], reason: reason ?? "" })}
      done={tr("计划已保存", "The plan is kept")}
      renews={RENEWS}
      onClose={onClose}
    >
      <Form.Item name="name" label={tr("名称", "Name")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      <Form.Item name="method" label={tr("选站方式", "How stations are chosen")} rules={NEEDED}><Select options={[...METHODS]} /></Form.Item>
      <Form.Item name="products" label={tr("油品", "Products")} rules={NEEDED}><Select mode="multiple" options={productOptions((code) => productLook(code).name)} /></Form.Item>
      <Form.Item name="days" label={tr("抽样期间", "From, until")} rules={NEEDED}><DatePicker.RangePicker /></Form.Item>
      {method === "named" ? <Form.Item name="stations" label={tr("加油站编号", "Station ids")} rules={NEEDED}><Select mode="tags" tokenSeparators={[",", " "]} open={false} /></Form.Item> : <Form.Item name="count" label={tr("站数", "How many stations")} rules={NEEDED}><InputNumber min={1} max={2000} /></Form.Item>}
      {method === "random" ? <Form.Item name="seed" label={tr("随机种子（选填，公开后可复核）", "Seed (optional; made public it can be checked)")}><InputNumber min={0} precision={0} style={{ width: 200 }} /></Form.Item> : null}
      <Form.Item name="reason" label={tr("依据（选填）", "Reason (optional)")}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}
