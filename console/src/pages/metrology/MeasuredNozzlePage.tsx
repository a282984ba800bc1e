import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useMemo } from "react";
import { Link, useParams } from "react-router";

import { measuredNozzle, type MeasuredNozzle } from "@/api/metrology";
import { timeAxis, valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { decimal, litresFromMl, yuanFromFen } from "@/format/quantity";
import { chartTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

/** A nozzle's estimated error night by night with its interval, its verifications, and what is at stake. */
export default function MeasuredNozzlePage() {
  const { stationId = "", nozzleId = "" } = useParams();
  const found = useQuery(measuredNozzle(stationId, Number(nozzleId)));
  return (
    <div className="page">
      <PageHead title={found.data ? tr(`${found.data.station_name} ${nozzleId}号枪：实测误差`, `${found.data.station_name}, nozzle ${nozzleId}: measured error`) : tr("实测误差", "Measured error")} />
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <Shown data={data} />}</FetchedView>
    </div>
  );
}

function Shown({ data }: { data: MeasuredNozzle }) {
  return (
    <>
      <Answer>{data.sentence}</Answer>
      <p>{tr(`近30天销售 ${litresFromMl(data.sold_ml)} 升；按估计消费者少得 ${litresFromMl(data.short_ml)} 升、${yuanFromFen(data.short_fen)} 元。`, `Sold in 30 days: ${litresFromMl(data.sold_ml)} L; by the estimate customers lost ${litresFromMl(data.short_ml)} L, ${yuanFromFen(data.short_fen)} yuan.`)}</p>
      <p className="quiet"><Link to={`/metrology/dispensers/${data.station_id}/${data.dispenser_id}`}>{tr("一机一档", "The dispenser's file")}</Link> · <Link to="/metrology/measured">{tr("核查优先清单", "Priority list")}</Link></p>
      <section className="block"><ErrorChart data={data} /></section>
    </>
  );
}

function ErrorChart({ data }: { data: MeasuredNozzle }) {
  const option = useMemo(() => {
    const at = (day: string) => chartTime(`${day}T04:00:00Z`);
    const line = (name: string, pick: (one: MeasuredNozzle["points"][number]) => number, extra: object) => ({ type: "line", name, showSymbol: data.points.length < 3, data: data.points.map((one) => [at(one.night), pick(one)]), ...extra });
    return {
      grid: { left: 56, right: 24, top: 48, bottom: 44 },
      legend: { top: 0, textStyle: { color: "var(--ink)" } },
      tooltip: { trigger: "axis", confine: true, valueFormatter: (value: number) => `${decimal(value, 2)} %` },
      xAxis: timeAxis(),
      yAxis: valueAxis(tr("示值误差（%）", "Error (%)"), { axisLabel: { color: "var(--quiet)", formatter: (value: number) => decimal(value, 1) } }),
      series: [
        line(tr("估计", "Estimate"), (one) => one.error_pct, { itemStyle: { color: "var(--level-blue)" }, markArea: { silent: true, itemStyle: { color: "var(--green)", opacity: 0.1 }, data: [[{ yAxis: -data.mpe_pct }, { yAxis: data.mpe_pct }]] } }),
        line(tr("95%上限", "95 % high"), (one) => one.high_pct, { itemStyle: { color: "var(--grey)" }, lineStyle: { type: "dashed" } }),
        line(tr("95%下限", "95 % low"), (one) => one.low_pct, { itemStyle: { color: "var(--grey)" }, lineStyle: { type: "dashed" } }),
        { type: "scatter", name: tr("检定", "Verified"), symbol: "diamond", symbolSize: 12, itemStyle: { color: "var(--green)" }, data: data.verified.map((one) => [at(one.verified_on), one.error_pct]) },
      ],
    };
  }, [data]);
  return <Chart option={option} height={320} label={tr(`${data.points.length}夜的示值误差估计与95%区间，绿色为允许范围±${data.mpe_pct}%，菱形为检定值`, `Estimated error over ${data.points.length} nights with its 95 % interval; green is the permitted ±${data.mpe_pct} %, diamonds are verifications`)} />;
}
