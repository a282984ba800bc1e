import { useMemo } from "react";

import type { Report } from "@/api/reports";
import { valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { decimal, litresFromMl } from "@/format/quantity";
import { tr } from "@/lang";

/** A day is labelled without its year, a month (2026-11) with it. */
const [MONTH, MONTH_DAY] = [7, 5];

const SOLD = tr("销售", "Sold");
const BEFORE = tr("上期销售", "Period before");

/** What was sold on each day (or in each month) beside the same place of the period before, ambient. */
export function PointsChart({ points }: { points: Report["points"] }) {
  const option = useMemo(() => optionOf(points), [points]);
  return <Chart option={option} height={260} label={tr("各期销售与上期销售，单位千升（常温），数值见下表", "Sold, and the period before, thousand litres (ambient); the table below has the figures")} />;
}

function optionOf(points: Report["points"]) {
  const kilolitres = (ml: number | null | undefined) => (ml === null || ml === undefined ? null : ml / 1_000_000);
  return {
    grid: { left: 64, right: 24, top: 40, bottom: 28 },
    legend: { top: 0, right: 0, textStyle: { color: "var(--ink)" } },
    tooltip: { trigger: "axis", confine: true, formatter: (hits: { dataIndex: number }[]) => tip(points[hits[0]?.dataIndex ?? -1]) },
    xAxis: { type: "category", data: points.map((one) => (one.label.length > MONTH ? one.label.slice(MONTH_DAY) : one.label)), axisLabel: { color: "var(--quiet)", hideOverlap: true }, axisLine: { lineStyle: { color: "var(--line-strong)" } } },
    yAxis: valueAxis(tr("千升（常温）", "thousand L (ambient)"), { axisLabel: { color: "var(--quiet)", formatter: (value: number) => decimal(value, 1) } }),
    series: [
      { type: "bar", name: SOLD, barMaxWidth: 28, data: points.map((one) => kilolitres(one.sales_ml)), itemStyle: { color: "var(--blue)" } },
      { type: "line", name: BEFORE, symbol: "diamond", symbolSize: 7, data: points.map((one) => kilolitres(one.before_sales_ml)), lineStyle: { color: "var(--orange)", type: "dashed" }, itemStyle: { color: "var(--orange)" } },
    ],
  };
}

function tip(point: Report["points"][number] | undefined): string {
  if (!point) return "";
  const lines = [tr(`${SOLD} ${litresFromMl(point.sales_ml)} 升`, `${SOLD} ${litresFromMl(point.sales_ml)} L`), tr(`${BEFORE} ${litresFromMl(point.before_sales_ml)} 升`, `${BEFORE} ${litresFromMl(point.before_sales_ml)} L`)];
  return [`<b>${point.label}</b>`, ...lines].join("<br/>");
}
