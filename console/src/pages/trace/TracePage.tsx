import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Segmented, Select, Skeleton } from "antd";

import { deliveryTrace, fuellingTrace } from "@/api/transport";
import { tr } from "@/lang";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { DeliveryView } from "./DeliveryView";
import { FuellingView } from "./FuellingView";

import "./trace.css";

export type Model = "fifo" | "mixing";

/** The two ways to take it that fuel leaves a tank; both are said with every answer. */
const MODELS: { value: Model; label: string }[] = [
  { value: "fifo", label: tr("先进先出", "First in, first out") },
  { value: "mixing", label: tr("完全混合", "Ideal mixing") },
];
const EXPLAINED: Record<Model, string> = {
  fifo: tr("先进先出：先卸入的油先售出", "First in, first out: what came in first is sold first"),
  mixing: tr("完全混合：每一升按罐内各批的比例构成", "Ideal mixing: every litre is made up as the tank is"),
};

/** From a fuelling back to its batches, from a delivery forward to sales and tax. */
export default function TracePage() {
  const { search, change } = useUrlState();
  const model: Model = search.get("model") === "mixing" ? "mixing" : "fifo";
  const station = search.get("station") ?? "";
  const delivery = search.get("delivery");
  const nozzle = Number(search.get("nozzle")) || 0;
  const seq = Number(search.get("seq")) || 0;
  return (
    <div className="page">
      <PageHead title={tr("追溯", "Tracing")} />
      <Asking key={search.toString()} station={station} delivery={delivery} nozzle={nozzle} seq={seq} onAsk={change} />
      <div className="tools">
        <Segmented aria-label={tr("模型", "Model")} value={model} options={MODELS} onChange={(value) => change({ model: value })} />
        <span className="quiet">{EXPLAINED[model]}</span>
      </div>
      {station && delivery ? <OfDelivery station={station} delivery={delivery} model={model} /> : null}
      {station && nozzle && seq && !delivery ? <OfFuelling station={station} nozzle={nozzle} seq={seq} model={model} /> : null}
      {station && (delivery || (nozzle && seq)) ? null : <Nothing what={tr("这里显示一笔加油的油从哪里来，或一车油卖到了哪里", "Here stands where a fuelling's litres came from, or where a delivery went")} how={tr("填写加油站编号，再填写枪号和序号，或进油单号；也可以从加油记录、进油单和单据核对点过来", "Give the station, then nozzle and number, or the delivery document; fuellings, documents and matches lead here too")} />}
    </div>
  );
}

function OfFuelling({ station, nozzle, seq, model }: { station: string; nozzle: number; seq: number; model: Model }) {
  const found = useQuery(fuellingTrace(station, nozzle, seq));
  return <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />} page>{(data) => <FuellingView data={data} model={model} />}</FetchedView>;
}

function OfDelivery({ station, delivery, model }: { station: string; delivery: string; model: Model }) {
  const found = useQuery(deliveryTrace(station, delivery));
  return <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />} page>{(data) => <DeliveryView data={data} model={model} />}</FetchedView>;
}

interface AskingProps {
  station: string;
  delivery: string | null;
  nozzle: number;
  seq: number;
  onAsk: (changes: Record<string, string | number | null>) => void;
}

interface Typed {
  station: string;
  from: "fuelling" | "delivery";
  delivery?: string;
  nozzle?: number;
  seq?: number;
}

const FROM = [{ value: "fuelling", label: tr("从加油记录", "From a fuelling") }, { value: "delivery", label: tr("从进油单", "From a delivery") }];
const REQUIRED = [{ required: true, message: tr("请填写", "Please fill in") }];

function Asking({ station, delivery, nozzle, seq, onAsk }: AskingProps) {
  const [form] = Form.useForm<Typed>();
  const from = Form.useWatch("from", form) ?? (delivery ? "delivery" : "fuelling");
  const ask = (typed: Typed) => onAsk(typed.from === "delivery" ? { station: typed.station.trim(), delivery: typed.delivery?.trim() ?? "", nozzle: null, seq: null } : { station: typed.station.trim(), nozzle: typed.nozzle ?? null, seq: typed.seq ?? null, delivery: null });
  return (
    <Form<Typed> className="trace-form" form={form} layout="inline" onFinish={ask} initialValues={{ station, from: delivery ? "delivery" : "fuelling", delivery: delivery ?? undefined, nozzle: nozzle || undefined, seq: seq || undefined }}>
      <Form.Item name="from" label={tr("方向", "Direction")}><Select aria-label={tr("方向", "Direction")} style={{ width: 140 }} options={FROM} /></Form.Item>
      <Form.Item name="station" label={tr("加油站编号", "Station id")} rules={REQUIRED}><Input maxLength={10} style={{ width: 130 }} /></Form.Item>
      {from === "delivery" ? <Form.Item name="delivery" label={tr("进油单号", "Document")} rules={REQUIRED}><Input maxLength={64} /></Form.Item> : (
        <>
          <Form.Item name="nozzle" label={tr("枪号", "Nozzle")} rules={REQUIRED}><InputNumber min={1} precision={0} style={{ width: 80 }} /></Form.Item>
          <Form.Item name="seq" label={tr("序号", "No.")} rules={REQUIRED}><InputNumber min={1} precision={0} /></Form.Item>
        </>
      )}
      <Button type="primary" htmlType="submit">{tr("追溯", "Trace")}</Button>
    </Form>
  );
}
