import { useMemo } from "react";

import type { PressureDay, VapourNozzle } from "@/api/vapour";
import { timeAxis, valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { chartTime } from "@/format/time";
import { count, decimal } from "@/format/quantity";
import { tr } from "@/lang";

const GRID = { left: 56, right: 24, top: 40, bottom: 44 };
const band = (low: number, high: number) => ({ silent: true, itemStyle: { color: "var(--green)", opacity: 0.1 }, data: [[{ yAxis: low }, { yAxis: high }]] });

/** The A/L of a nozzle's fills over time, the band of the edition behind them. */
export function FillsChart({ data }: { data: VapourNozzle }) {
  const option = useMemo(() => {
    const points = (counts: boolean) => data.fills.filter((one) => one.counts === counts).map((one) => [chartTime(one.ended_at), one.ratio]);
    const scatter = (name: string, counts: boolean, colour: string) => ({ type: "scatter", name, symbolSize: counts ? 6 : 4, symbol: counts ? "circle" : "rect", data: points(counts), itemStyle: { color: colour, opacity: 0.7 } });
    return {
      grid: GRID,
      legend: { top: 0, right: 0, textStyle: { color: "var(--ink)" } },
      tooltip: { trigger: "item", confine: true },
      xAxis: timeAxis(),
      yAxis: valueAxis("A/L", { min: 0, max: (seen: { max: number }) => Math.max(seen.max, data.high + 0.2), axisLabel: { color: "var(--quiet)", formatter: (value: number) => decimal(value, 1) } }),
      series: [
        { ...scatter(tr("不少于15升", "15 L or more"), true, "var(--level-blue)"), markArea: band(data.low, data.high) },
        scatter(tr("不足15升（不计）", "less than 15 L (not counted)"), false, "var(--grey)"),
      ],
    };
  }, [data]);
  const outside = data.fills.filter((one) => one.counts && (one.ratio < data.low || one.ratio > data.high)).length;
  const said = tr(`气液比散点，${count(data.fills.length)} 次加油，其中 ${count(outside)} 次有效气液比在 ${data.low}～${data.high} 以外`, `A/L of ${count(data.fills.length)} fills; ${count(outside)} valid ones lie outside ${data.low} to ${data.high}`);
  return (
    <>
      <p className="quiet">{said}{tr("。", ".")}</p>
      <Chart option={option} height={280} label={said} />
    </>
  );
}

/** A day's pressure, the band near zero behind it. */
export function PressureChart({ data }: { data: PressureDay }) {
  const option = useMemo(
    () => ({
      grid: GRID,
      tooltip: { trigger: "axis", confine: true },
      xAxis: timeAxis(),
      yAxis: valueAxis("Pa"),
      series: [{ type: "line", name: tr("油罐压力（Pa）", "Tank pressure (Pa)"), showSymbol: false, data: data.points.map((one) => [chartTime(one.at), one.pressure_pa]), lineStyle: { color: "var(--level-blue)" }, itemStyle: { color: "var(--level-blue)" }, markArea: band(-data.band_pa, data.band_pa) }],
    }),
    [data],
  );
  return <Chart option={option} height={240} label={tr(`${data.day} 油罐压力曲线，绿色为±${data.band_pa}帕零压范围`, `Tank pressure of ${data.day}; green is the range near zero, ±${data.band_pa} Pa`)} />;
}
