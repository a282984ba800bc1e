import { useMemo } from "react";

import type { DayRate } from "@/api/connectivity";
import { valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { decimal, percent } from "@/format/quantity";
import { tr } from "@/lang";

const RATE = tr("在线率", "Online");
const ASSESSED = tr("考核在线率", "Assessed");

/** Both rates by day, with the target as a line. */
export function Trend({ days, target }: { days: readonly DayRate[]; target: number }) {
  const option = useMemo(() => optionOf(days, target), [days, target]);
  const last = days.at(-1);
  const label = last ? tr(`每日在线率，最近一天${percent(last.rate)}，考核${percent(last.assessed)}，目标${percent(target)}`, `Online rate by day: last ${percent(last.rate)}, assessed ${percent(last.assessed)}, target ${percent(target)}`) : RATE;
  return <Chart option={option} height={240} label={label} />;
}

const shown = (share: number | null): number | null => (share === null ? null : Math.round(share * 10_000) / 100);

function optionOf(days: readonly DayRate[], target: number) {
  const goal = { silent: true, symbol: "none", lineStyle: { color: "var(--quiet)", type: "dashed" }, label: { formatter: tr(`目标 ${percent(target)}`, `target ${percent(target)}`), color: "var(--ink)", position: "insideEndBottom" }, data: [{ yAxis: target * 100 }] };
  return {
    grid: { left: 56, right: 24, top: 40, bottom: 28 },
    legend: { top: 0, right: 0, textStyle: { color: "var(--ink)" } },
    tooltip: { trigger: "axis", confine: true, formatter: tip },
    xAxis: { type: "category", data: days.map((one) => one.day.slice(5)), axisLabel: { color: "var(--quiet)" }, axisLine: { lineStyle: { color: "var(--line-strong)" } } },
    yAxis: valueAxis(tr("在线率（%）", "Online (%)"), { scale: true, max: 100, axisLabel: { color: "var(--quiet)", formatter: (value: number) => decimal(value, 1) } }),
    series: [
      { type: "line", name: RATE, data: days.map((one) => shown(one.rate)), symbol: "circle", symbolSize: 6, lineStyle: { color: "var(--grey)", width: 2, type: "dotted" }, itemStyle: { color: "var(--grey)" } },
      { type: "line", name: ASSESSED, data: days.map((one) => shown(one.assessed)), symbol: "diamond", symbolSize: 8, lineStyle: { color: "var(--blue)", width: 2 }, itemStyle: { color: "var(--blue)" }, markLine: goal },
    ],
  };
}

function tip(hits: { seriesName: string; name: string; value: number | null }[]): string {
  const [first] = hits;
  if (!first) return "";
  return [`<b>${first.name}</b>`, ...hits.map(({ seriesName, value }) => `${seriesName} ${value === null ? tr("不计", "not counted") : `${decimal(value, 2)}%`}`)].join("<br/>");
}
