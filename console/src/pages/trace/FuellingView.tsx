import { Table, type TableProps } from "antd";
import { Link } from "react-router";

import type { Batch, FuellingTrace } from "@/api/transport";
import { decimal, exactLitresFromMl, litresFromMl, NOTHING, percent, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";

import { Flow, type Stream } from "./Flow";
import type { Model } from "./TracePage";

const COLOURS = ["var(--blue)", "var(--green)", "var(--purple)", "var(--teal, #13a8a8)"];

/** Where a fuelling's litres came from, batch by batch. */
export function FuellingView({ data, model }: { data: FuellingTrace; model: Model }) {
  const batches = data.models.find((one) => one.model === model)?.batches ?? [];
  return (
    <>
      <Answer>{sentence(data, batches)}</Answer>
      <section className="block">
        <h2>{tr("来源", "Where it came from")}</h2>
        <Flow streams={batches.map(streamOf)} label={tr("各批所占升数", "Litres by batch")} />
        <Table<Batch> size="small" rowKey={(batch) => `${batch.kind}${batch.name}`} columns={columnsOf(data.station_id)} dataSource={batches} pagination={false} scroll={{ x: 1400 }} />
        <p className="quiet">{tr(`升数为加油机计量的常温体积，各批之和等于这一笔；自 ${fullTime(data.since).slice(0, 16)} 起的库存、进油和加油按20℃逐笔推算。`, `Litres are ambient as the dispenser counted, and add up to the fuelling; stock, deliveries and fuellings since ${fullTime(data.since).slice(0, 16)} are followed at 20 °C.`)} {data.notes.length ? tr(`${listed(data.notes)}。`, `${listed(data.notes)}.`) : ""}</p>
      </section>
    </>
  );
}

function sentence(data: FuellingTrace, batches: Batch[]): React.ReactNode {
  const unknown = batches.filter((batch) => !batch.known).reduce((sum, batch) => sum + batch.share_ml, 0);
  const known = batches.filter((batch) => batch.known);
  const first = known[0];
  const station = <Link to={`/stations/${data.station_id}`}>{data.station_name}</Link>;
  const sources = first ? tr(`来自 ${known.length} 批有单据的进油，最多的是 ${first.name}（${percent(first.share)}）`, `from ${known.length} documented deliveries, most of all ${first.name} (${percent(first.share)})`) : tr("没有一批有单据", "no batch has a document");
  const rest = unknown ? tr(`，其中 ${exactLitresFromMl(unknown)} 升来源没有单据`, `; ${exactLitresFromMl(unknown)} L have no paper`) : "";
  return tr(
    <>{station} {data.nozzle_id} 号枪 {fullTime(data.ended_at).slice(0, 16)} 加 {data.product_name} {exactLitresFromMl(data.volume_ml)} 升（常温）：{sources}{rest}。</>,
    <>{station}, nozzle {data.nozzle_id}, {fullTime(data.ended_at).slice(0, 16)}, {data.product_name}, {exactLitresFromMl(data.volume_ml)} L (ambient): {sources}{rest}.</>,
  );
}

function streamOf(batch: Batch, index: number): Stream {
  const colour = batch.known ? (COLOURS[index % COLOURS.length] ?? "var(--blue)") : batch.kind === "earlier" ? "var(--grey)" : "var(--orange)";
  return { name: batch.name, size: batch.share_ml, shown: tr(`${exactLitresFromMl(batch.share_ml)} 升`, `${exactLitresFromMl(batch.share_ml)} L`), colour, shape: batch.known ? "disc" : batch.kind === "earlier" ? "unknown" : "triangle" };
}

const text = (value: string | null): string => value ?? NOTHING;

const columnsOf = (station: string): TableProps<Batch>["columns"] => [
  { title: tr("批次（进油单）", "Batch (document)"), key: "name", width: 200, render: (_, batch) => (batch.kind === "document" ? <Link className="code" to={`/trace?station=${station}&delivery=${encodeURIComponent(batch.name)}`}>{batch.name}</Link> : batch.name) },
  { title: tr("升（常温）", "L (ambient)"), dataIndex: "share_ml", width: 100, align: "right", render: exactLitresFromMl },
  { title: tr("占比", "Share"), dataIndex: "share", width: 90, align: "right", render: percent },
  { title: tr("进油时间", "Delivered"), dataIndex: "at", width: 140, render: (at: string | null) => (at ? fullTime(at).slice(0, 16) : NOTHING) },
  { title: tr("单据量（升）", "Documented (L)"), dataIndex: "documented_volume_ml", width: 110, align: "right", render: litresFromMl },
  { title: tr("供应商", "Supplier"), key: "supplier", width: 190, render: (_, batch) => batch.supplier_name ?? text(batch.supplier_uscc) },
  { title: tr("运单", "Waybill"), dataIndex: "waybill_no", width: 140, render: (waybill: string | null) => (waybill ? <Link className="code" to={`/trips/${encodeURIComponent(waybill)}`}>{waybill}</Link> : NOTHING) },
  { title: tr("车牌号", "Plate"), dataIndex: "plate_no", width: 100, render: text },
  { title: tr("发票", "Invoice"), key: "invoice", width: 210, render: (_, batch) => (batch.invoice ? tr(`${batch.invoice.invoice_no}，${yuanFromFen(batch.invoice.amount_fen)} 元`, `${batch.invoice.invoice_no}, ${yuanFromFen(batch.invoice.amount_fen)} yuan`) : text(batch.invoice_no)) },
  { title: tr("标准密度", "Density at 20 °C"), dataIndex: "density20_kg_m3", width: 100, align: "right", render: (value: number | null) => decimal(value, 1) },
  { title: tr("质量批次", "Quality lot"), dataIndex: "quality_lot", width: 100, render: (lot: string | null) => lot ?? tr("没有记录", "not recorded") },
  { title: tr("单据核对", "Match"), key: "match", width: 120, render: (_, batch) => (batch.match_id ? <Link to={`/matches/${batch.match_id}`}>{batch.match_state_name}</Link> : NOTHING) },
];
