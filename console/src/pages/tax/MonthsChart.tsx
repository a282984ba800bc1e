import { useMemo } from "react";

import type { TaxMonth } from "@/api/tax";
import { valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { decimal, litresFromMl } from "@/format/quantity";
import { tr } from "@/lang";

const SOLD = tr("测得销量", "Sold");
const INVOICED = tr("开票", "Invoiced");
const DECLARED = tr("申报", "Declared");
const BAND = tr("95%区间", "95 % interval");

/** Twelve months: sold with its band, invoiced, declared. */
export function MonthsChart({ months }: { months: readonly TaxMonth[] }) {
  const option = useMemo(() => optionOf(months), [months]);
  const short = months.filter((one) => one.open_ml > 0).map((one) => one.period);
  const label = tr(`近十二个月测得销量、开票和申报油量，单位升，${short.length ? `${short.join("、")}申报较少` : "没有少申报的月份"}，数值见下表`, `Litres sold, invoiced and declared over twelve months${short.length ? `, less declared in ${short.join(", ")}` : ""}; the table below has the figures`);
  return <Chart option={option} height={280} label={label} />;
}

const thousands = (ml: number): number => ml / 1_000_000;

/** A month in which nothing was measured is no month of zero litres. */
const measured = (one: TaxMonth, ml: number): number | null => (one.state === "no_sales" ? null : thousands(ml));

function optionOf(months: readonly TaxMonth[]) {
  const line = (name: string, colour: string, type: string, symbol: string, pick: (one: TaxMonth) => number | null) => ({
    type: "line",
    name,
    symbol,
    symbolSize: 8,
    data: months.map(pick),
    lineStyle: { color: colour, width: 2, type },
    itemStyle: { color: colour },
  });
  const band = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return {
    grid: { left: 64, right: 24, top: 60, bottom: 28 },
    legend: { top: 0, right: 0, textStyle: { color: "var(--ink)" }, data: [SOLD, INVOICED, DECLARED, BAND] },
    tooltip: { trigger: "axis", confine: true, formatter: (hits: { dataIndex: number }[]) => tip(months[hits[0]?.dataIndex ?? -1]) },
    xAxis: { type: "category", data: months.map((one) => one.period), axisLabel: { color: "var(--quiet)", hideOverlap: true }, axisLine: { lineStyle: { color: "var(--line-strong)" } } },
    yAxis: valueAxis(tr("千升（常温）", "thousand L (ambient)"), { scale: true, axisLabel: { color: "var(--quiet)", formatter: (value: number) => decimal(value, 1) } }),
    series: [
      { ...band, name: "low", data: months.map((one) => measured(one, one.band_low_ml)) },
      { ...band, name: BAND, itemStyle: { color: "var(--blue)", opacity: 0.25 }, areaStyle: { color: "var(--blue)", opacity: 0.2 }, data: months.map((one) => measured(one, one.band_high_ml - one.band_low_ml)) },
      line(SOLD, "var(--blue)", "solid", "circle", (one) => measured(one, one.total.sold_ml)),
      line(INVOICED, "var(--grey)", "dotted", "rect", (one) => (one.total.invoiced_ml ? thousands(one.total.invoiced_ml) : null)),
      line(DECLARED, "var(--orange)", "dashed", "diamond", (one) => (one.total.returns ? thousands(one.total.declared_ml) : null)),
    ],
  };
}

function tip(month: TaxMonth | undefined): string {
  if (!month) return "";
  const told: [string, number][] = [[SOLD, month.total.sold_ml], [INVOICED, month.total.invoiced_ml], [DECLARED, month.total.declared_ml]];
  return [`<b>${month.period} ${month.state_name}</b>`, ...told.map(([name, ml]) => tr(`${name} ${litresFromMl(ml)} 升`, `${name} ${litresFromMl(ml)} L`))].join("<br/>");
}
