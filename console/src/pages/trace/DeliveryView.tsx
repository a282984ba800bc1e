import { Table, type TableProps } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import type { DeliveryTrace } from "@/api/transport";
import { valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { count, litresFromMl, NOTHING, percent } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";

import { Flow, type Stream } from "./Flow";
import type { Model } from "./TracePage";

type Went = DeliveryTrace["models"][number];

/** Where a delivery went: sold by day, nozzle and month, what is left. */
export function DeliveryView({ data, model }: { data: DeliveryTrace; model: Model }) {
  const went = data.models.find((one) => one.model === model);
  if (!went) return null;
  return (
    <>
      <Answer>{sentence(data, went)}</Answer>
      <section className="block">
        <h2>{tr("去向", "Where it went")}</h2>
        <Flow streams={streamsOf(went)} label={tr("已售、其他去向和剩余", "Sold, gone otherwise and left")} />
        <Days went={went} />
        <p className="quiet">{tr(`升数均为20℃；推算到 ${fullTime(data.until).slice(0, 16)}。`, `All litres at 20 °C, followed until ${fullTime(data.until).slice(0, 16)}.`)} {data.notes.length ? tr(`${listed(data.notes)}。`, `${listed(data.notes)}.`) : ""}</p>
      </section>
      <section className="block trace-tables">
        <div><h2>{tr("按月，与申报对照", "By month, beside declarations")}</h2><Table size="small" rowKey="period" columns={MONTHS} dataSource={went.months} pagination={false} scroll={{ x: 480 }} /></div>
        <div><h2>{tr("按枪", "By nozzle")}</h2><Table size="small" rowKey="nozzle_id" columns={NOZZLES} dataSource={went.nozzles} pagination={false} /></div>
      </section>
    </>
  );
}

function sentence(data: DeliveryTrace, went: Went): React.ReactNode {
  const station = <Link to={`/stations/${data.station_id}`}>{data.station_name}</Link>;
  const paper = data.match_id ? <Link to={`/matches/${data.match_id}`}>{data.delivery_id}</Link> : data.delivery_id;
  if (!data.came20_ml) return tr(<>{station}的进油单 {paper} 没有相应的液位上升，无法追溯去向。</>, <>No rise belongs to document {paper} of {station}: it cannot be followed.</>);
  const share = percent(went.sold20_ml / data.came20_ml);
  const span = went.first_at && went.last_at ? tr(`，售于 ${fullTime(went.first_at).slice(0, 10)} 至 ${fullTime(went.last_at).slice(0, 10)}`, `, from ${fullTime(went.first_at).slice(0, 10)} to ${fullTime(went.last_at).slice(0, 10)}`) : "";
  return tr(
    <>{station} {fullTime(data.delivered_at).slice(0, 16)} 的进油单 {paper}，{data.product_name}入罐 {litresFromMl(data.came20_ml)} 升（20℃）：已售 {litresFromMl(went.sold20_ml)} 升（{share}）{span}，还剩 {litresFromMl(went.left20_ml)} 升。</>,
    <>{station}, document {paper} of {fullTime(data.delivered_at).slice(0, 16)}, {litresFromMl(data.came20_ml)} L of {data.product_name} came in (20 °C): {litresFromMl(went.sold20_ml)} L sold ({share}){span}, {litresFromMl(went.left20_ml)} L left.</>,
  );
}

function streamsOf(went: Went): Stream[] {
  const words = (ml: number): string => tr(`${litresFromMl(ml)} 升`, `${litresFromMl(ml)} L`);
  return [
    { name: tr("已售", "Sold"), size: went.sold20_ml, shown: words(went.sold20_ml), colour: "var(--blue)", shape: "disc" },
    { name: tr("自用、倒库和代储", "Own use, transfer, custody"), size: went.other20_ml, shown: words(went.other20_ml), colour: "var(--purple)", shape: "square" },
    { name: tr("还在罐内", "Still in the tank"), size: went.left20_ml, shown: words(went.left20_ml), colour: "var(--grey)", shape: "unknown" },
  ];
}

function Days({ went }: { went: Went }) {
  const option = useMemo(() => optionOf(went), [went]);
  if (!went.days.length) return null;
  return <Chart option={option} height={200} label={tr("这一批油每天售出的升数（20℃），北京时间的营业日", "Litres of this delivery sold by business day, at 20 °C")} />;
}

function optionOf(went: Went) {
  return {
    grid: { left: 56, right: 16, top: 36, bottom: 28 },
    tooltip: { trigger: "axis", confine: true },
    xAxis: { type: "category", data: went.days.map(({ day }) => day.slice(5)), axisLabel: { color: "var(--quiet)", hideOverlap: true } },
    yAxis: valueAxis(tr("售出（升，20℃）", "Sold (L, 20 °C)")),
    series: [{ type: "bar", name: tr("售出", "Sold"), data: went.days.map(({ volume20_ml }) => Math.round(volume20_ml / 1000)), itemStyle: { color: "var(--blue)" }, barMaxWidth: 28 }],
  };
}

const MONTHS: TableProps<Went["months"][number]>["columns"] = [
  { title: tr("月份", "Month"), dataIndex: "period", width: 90 },
  { title: tr("本批售出（升，20℃）", "Of it sold (L, 20 °C)"), dataIndex: "volume20_ml", align: "right", render: litresFromMl },
  { title: tr("该月该油品申报（升，常温）", "Declared that month (L, ambient)"), dataIndex: "declared_ml", align: "right", render: (ml: number | null) => (ml === null ? tr("没有申报", "none") : litresFromMl(ml)) },
  { title: tr("申报时间", "Filed"), dataIndex: "filed_at", width: 110, render: (at: string | null) => (at ? fullTime(at).slice(0, 10) : NOTHING) },
];
const NOZZLES: TableProps<Went["nozzles"][number]>["columns"] = [
  { title: tr("枪", "Nozzle"), dataIndex: "nozzle_id", width: 70, align: "right" },
  { title: tr("笔数", "Fuellings"), dataIndex: "fuellings", align: "right", render: count },
  { title: tr("售出（升，20℃）", "Sold (L, 20 °C)"), dataIndex: "volume20_ml", align: "right", render: litresFromMl },
];
