import { useMemo } from "react";

import { valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { decimal, litresFromMl } from "@/format/quantity";
import { tr } from "@/lang";

export interface ChartDay {
  day: string;
  documents20_ml: number;
  sales20_ml: number;
  variance20_ml: number | null;
}

const BOUGHT = tr("购进", "Bought");
const SOLD = tr("销售", "Sold");
const VARIANCE = tr("损溢", "Variance");

/** The days of a month: what came in, what was sold, what the gauges show beside the book. */
export function DaysChart({ days }: { days: readonly ChartDay[] }) {
  const option = useMemo(() => optionOf(days), [days]);
  return <Chart option={option} height={260} label={tr("本月每日购进、销售和损溢，单位千升（20℃），数值见下表", "Bought, sold and variance by day, thousand litres at 20 °C; the tables below have the figures")} />;
}

const kilolitres = (ml: number): number => ml / 1_000_000;

function optionOf(days: readonly ChartDay[]) {
  const line = (name: string, colour: string, type: string, symbol: string, pick: (one: ChartDay) => number | null) => ({
    type: "line", name, symbol, symbolSize: 7, data: days.map(pick), connectNulls: false, lineStyle: { color: colour, width: 2, type }, itemStyle: { color: colour },
  });
  return {
    grid: { left: 64, right: 24, top: 40, bottom: 28 },
    legend: { top: 0, right: 0, textStyle: { color: "var(--ink)" } },
    tooltip: { trigger: "axis", confine: true, formatter: (hits: { dataIndex: number }[]) => tip(days[hits[0]?.dataIndex ?? -1]) },
    xAxis: { type: "category", data: days.map((one) => one.day.slice(5)), axisLabel: { color: "var(--quiet)", hideOverlap: true }, axisLine: { lineStyle: { color: "var(--line-strong)" } } },
    yAxis: valueAxis(tr("千升（20℃）", "thousand L (20 °C)"), { axisLabel: { color: "var(--quiet)", formatter: (value: number) => decimal(value, 1) } }),
    series: [
      line(BOUGHT, "var(--green)", "solid", "rect", (one) => kilolitres(one.documents20_ml)),
      line(SOLD, "var(--blue)", "solid", "circle", (one) => kilolitres(one.sales20_ml)),
      line(VARIANCE, "var(--orange)", "dashed", "diamond", (one) => (one.variance20_ml === null ? null : kilolitres(one.variance20_ml))),
    ],
  };
}

function tip(day: ChartDay | undefined): string {
  if (!day) return "";
  const told: [string, number | null][] = [[BOUGHT, day.documents20_ml], [SOLD, day.sales20_ml], [VARIANCE, day.variance20_ml]];
  return [`<b>${day.day}</b>`, ...told.map(([name, ml]) => tr(`${name} ${litresFromMl(ml)} 升`, `${name} ${litresFromMl(ml)} L`))].join("<br/>");
}
