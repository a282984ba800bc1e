import { useMemo } from "react";

import { valueAxis, timeAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { decimal } from "@/format/quantity";
import { chartTime, fromChartTime } from "@/format/time";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";

import type { Cap } from "./caps";

const UNIT = tr("元/升", "yuan/L");

/** How the caps went up and down: a step for each announcement. */
export function CapsChart({ histories }: { histories: Map<string, Cap[]> }) {
  const option = useMemo(() => optionOf(histories), [histories]);
  const names = [...histories.keys()].map((product) => productLook(product).name).join(tr("、", ", "));
  return <Chart option={option} height={220} label={tr(`${names}的最高零售价变化，单位元每升，具体数值见下表`, `Price caps of ${names} over time, in yuan per litre; the table below has the figures`)} />;
}

function optionOf(histories: Map<string, Cap[]>) {
  const now = chartTime(Date.now()) ?? 0;
  return {
    useUTC: true,
    grid: { left: 52, right: 24, top: 40, bottom: 40 },
    legend: { top: 0, right: 0, textStyle: { color: "var(--ink)" } },
    tooltip: { trigger: "axis", confine: true, formatter: tip },
    xAxis: timeAxis({ axisLabel: { color: "var(--quiet)", hideOverlap: true } }),
    yAxis: valueAxis(tr(`最高零售价（${UNIT}）`, `Highest price (${UNIT})`), { scale: true, axisLabel: { color: "var(--quiet)", formatter: (value: number) => decimal(value, 2) } }),
    series: [...histories].map(([product, caps]) => seriesOf(product, caps, now)),
  };
}

function seriesOf(product: string, caps: Cap[], now: number) {
  const look = productLook(product);
  const points: [number, number][] = caps.map((cap) => [chartTime(cap.from) ?? 0, cap.fen / 100]);
  const last = points.at(-1);
  if (last && last[0] < now) points.push([now, last[1]]);
  return {
    type: "line",
    name: look.name,
    step: "end",
    data: points,
    symbolSize: 6,
    lineStyle: { color: look.colour, width: 2 },
    itemStyle: { color: look.colour },
  };
}

function tip(hits: { seriesName: string; value: [number, number] }[]): string {
  const [first] = hits;
  if (!first) return "";
  return [`<b>${fromChartTime(first.value[0]).slice(0, 11)}</b>`, ...hits.map(({ seriesName, value }) => `${seriesName} ${decimal(value[1], 2)} ${UNIT}`)].join("<br/>");
}
