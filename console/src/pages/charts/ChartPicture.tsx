import type { ECharts } from "echarts/core";
import { useMemo } from "react";

import type { ChartVersion } from "@/api/register";
import { valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { decimal, litres } from "@/format/quantity";
import { tr } from "@/lang";
import { typedMoment } from "@/ui/RecordFormReading";

import { volumeAt, type Difference } from "./compare";

interface PictureProps {
  one: ChartVersion;
  other: ChartVersion | undefined;
  found: Difference[];
  onReady?: (chart: ECharts) => void;
}

/** Volume over height of one chart or two, and their difference beneath on the same heights. */
export function ChartPicture({ one, other, found, onReady }: PictureProps) {
  const option = useMemo(() => optionOf(one, other, found), [one, other, found]);
  const label = tr("罐容表曲线：横轴液高（毫米），上图容积（升），下图两版之差（升）；旁边的表可读", "Tank chart: height in millimetres across, volume in litres above, difference in litres beneath; readable in the table beside it");
  return <Chart key={other ? "two" : "one"} option={option} label={label} height={other ? 460 : 340} className="chart-picture" onReady={onReady} />;
}

const NAME = (version: ChartVersion): string => tr(`${typedMoment(version.valid_from)} 起`, `since ${typedMoment(version.valid_from)}`);
const HEIGHT = tr("液高（mm）", "Height (mm)");

function optionOf(one: ChartVersion, other: ChartVersion | undefined, found: Difference[]) {
  const top = { left: 68, right: 24, top: 40, height: other ? 220 : 230 };
  const grids = other ? [top, { left: 68, right: 24, top: 330, height: 80 }] : [top];
  const last = Math.max(...[one, other].map((version) => version?.lines.at(-1)?.height_mm ?? 0));
  const across = (gridIndex: number, extra: object) => ({
    ...valueAxis(HEIGHT, { min: 0, max: last, nameLocation: "middle", nameGap: 26, nameTextStyle: { color: "var(--quiet)" }, ...extra }),
    gridIndex,
  });
  return {
    grid: grids,
    legend: { top: 4, right: 8, textStyle: { color: "var(--ink)" } },
    tooltip: { trigger: "axis", confine: true, formatter: (hits: { value: [number, number] }[]) => tip(hits[0]?.value[0], one, other) },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    dataZoom: [{ type: "inside", xAxisIndex: other ? [0, 1] : [0], zoomOnMouseWheel: "ctrl" }],
    xAxis: other ? [across(0, { name: "" }), across(1, {})] : [across(0, {})],
    yAxis: [
      { ...valueAxis(tr("容积（升）", "Volume (L)")), gridIndex: 0 },
      ...(other ? [{ ...valueAxis(tr("相差（升）", "Difference (L)"), { splitNumber: 2 }), gridIndex: 1 }] : []),
    ],
    series: [
      ...(other ? [line(other, "var(--grey)", "dashed")] : []),
      line(one, "var(--blue)", "solid"),
      ...(other ? [differenceLine(found)] : []),
    ],
  };
}

const line = (version: ChartVersion, colour: string, type: "solid" | "dashed") => ({
  type: "line",
  name: NAME(version),
  showSymbol: version.lines.length < 40,
  symbolSize: 4,
  data: version.lines.map(({ height_mm, volume_l }) => [height_mm, volume_l]),
  lineStyle: { color: colour, type, width: 2 },
  itemStyle: { color: colour },
});

const differenceLine = (found: Difference[]) => ({
  type: "line",
  name: tr("相差", "Difference"),
  xAxisIndex: 1,
  yAxisIndex: 1,
  showSymbol: false,
  data: found.map(({ height_mm, litres: apart }) => [height_mm, apart]),
  lineStyle: { color: "var(--orange)", width: 1.5 },
  itemStyle: { color: "var(--orange)" },
  areaStyle: { color: "var(--orange)", opacity: 0.25 },
  markLine: { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: "var(--line-strong)" }, data: [{ yAxis: 0 }] },
});

const said = (version: ChartVersion, volume: number | null): string => tr(`${NAME(version)}：${litres(volume)} 升`, `${NAME(version)}: ${litres(volume)} L`);

function tip(height: number | undefined, one: ChartVersion, other: ChartVersion | undefined): string {
  if (height === undefined) return "";
  const [a, b] = [volumeAt(one.lines, height), other ? volumeAt(other.lines, height) : null];
  const rows = [`<b>${decimal(height, 1)} mm</b>`, said(one, a)];
  if (other) rows.push(said(other, b));
  if (a !== null && b !== null) rows.push(`${tr("相差", "Difference")} ${litres(a - b)} ${tr("升", "L")}`);
  return rows.join("<br/>");
}
