import type { EChartsCoreOption } from "echarts/core";

import type { Schemas } from "@/api/client";
import { decimal } from "@/format/quantity";
import { tr } from "@/lang";
import { LEVELS, sumOf } from "@/states/alert";
import { LINKS } from "@/states/station";
import { SHAPES } from "@/states/shapes";

import { FAMILIES, FAMILY_LOOK, byFamily } from "./families";

type TrendDay = Schemas["TrendDay"];
type HourOut = Schemas["HourOut"];
type CountyOut = Schemas["CountyOut"];

const QUIET = "var(--quiet)";
/** Litres in tens of thousands: what a wall reads from afar. */
const UNIT = tr("万升", "10⁴ L");
const inUnit = (ml: number): number => ml / 1e7;

const frame = (scale: number, legend: string[]) => ({
  animation: false,
  textStyle: { fontSize: 15 * scale },
  grid: { left: 58 * scale, right: 14 * scale, top: 46 * scale, bottom: 30 * scale },
  legend: { top: 2 * scale, right: 0, itemWidth: 18 * scale, itemHeight: 12 * scale, itemGap: 14 * scale, textStyle: { color: "var(--ink-soft)", fontSize: 15 * scale }, data: legend },
  tooltip: { trigger: "axis", valueFormatter: (value: unknown) => (typeof value === "number" ? `${decimal(value, 2)} ${UNIT}` : "—") },
  yAxis: {
    type: "value",
    name: UNIT,
    nameTextStyle: { color: QUIET, fontSize: 14 * scale, align: "right" },
    axisLabel: { color: QUIET, fontSize: 14 * scale, formatter: (value: number) => String(value) },
    splitLine: { lineStyle: { color: "var(--line)" } },
  },
});

const category = (scale: number, data: string[], interval: number) => ({
  type: "category",
  data,
  axisLabel: { color: QUIET, fontSize: 14 * scale, interval },
  axisLine: { lineStyle: { color: "var(--line-strong)" } },
  axisTick: { show: false },
});

/** The last thirty business days, stacked by product; the last bar is the day that runs. */
export function trendOption(days: readonly TrendDay[], scale: number): EChartsCoreOption {
  const sums = days.map((day) => byFamily(day.products));
  const shown = FAMILIES.filter((family) => sums.some((sum) => sum[family] > 0));
  return {
    ...frame(scale, shown.map((family) => FAMILY_LOOK[family].name)),
    xAxis: category(scale, days.map(({ day }) => day.slice(5)), 4),
    series: shown.map((family) => ({
      type: "bar",
      name: FAMILY_LOOK[family].name,
      stack: "all",
      barCategoryGap: "28%",
      itemStyle: { color: FAMILY_LOOK[family].colour },
      data: sums.map((sum, n) => ({ value: inUnit(sum[family]), ...(n === days.length - 1 ? { itemStyle: { opacity: 0.65 } } : {}) })),
    })),
  };
}

/** Litres hour by hour: today, yesterday, a week ago; told apart by the kind of line too. */
export function hoursOption(hours: readonly HourOut[], scale: number): EChartsCoreOption {
  const line = (name: string, type: string, colour: string, width: number, values: (number | null)[]) => ({
    type: "line",
    name,
    showSymbol: false,
    lineStyle: { type, width: width * scale, color: colour },
    itemStyle: { color: colour },
    // A day of which nothing is known is no line along zero.
    data: values.some((ml) => ml) ? values.map((ml) => (ml === null ? null : inUnit(ml))) : [],
  });
  const names = [tr("今日", "Today"), tr("昨日", "Yesterday"), tr("上周同日", "A week ago")] as const;
  return {
    ...frame(scale, [...names]),
    xAxis: category(scale, hours.map(({ hour }) => `${hour}`), 2),
    series: [
      line(names[0], "solid", "var(--link)", 4, hours.map((h) => h.today_ml)),
      line(names[1], "dashed", "var(--ink-soft)", 2, hours.map((h) => h.yesterday_ml)),
      line(names[2], "dotted", "var(--quiet)", 2, hours.map((h) => h.last_week_ml)),
    ],
  };
}

export const WALL_MAP = "wall";
const ASPECT = 0.87;

/** The middle of each county's outline, by its code. */
export type Centres = Record<string, [number, number]>;

/** How a county looks: its gravest open alert, else that nothing is open there. */
export const countyLook = (county: CountyOut) => (county.worst ? LEVELS[county.worst] : LINKS.up);

/** What a county's symbol says in words. */
export function countyWords(county: CountyOut): string {
  const alerts = sumOf(county.alerts);
  const offline = county.down ? tr(`，${county.down}站离线`, `, ${county.down} offline`) : "";
  const open = county.worst ? tr(`${alerts}条预警，最高${LEVELS[county.worst].word}`, `${alerts} alerts, gravest ${LEVELS[county.worst].word.toLowerCase()}`) : tr("无未办结预警", "no open alerts");
  return tr(`${county.name}：${county.stations}站，${open}${offline}`, `${county.name}: ${county.stations} stations, ${open}${offline}`);
}

/** The city by counties: a symbol each, in the shape and colour of its gravest open alert. */
export function mapOption(counties: readonly CountyOut[], centres: Centres, scale: number): EChartsCoreOption {
  const known = counties.filter((county) => centres[county.code]);
  return {
    animation: false,
    geo: {
      map: WALL_MAP,
      roam: false,
      silent: true,
      aspectScale: ASPECT,
      left: 12 * scale,
      right: 12 * scale,
      top: 12 * scale,
      bottom: 12 * scale,
      itemStyle: { areaColor: "var(--map-area)", borderColor: "var(--map-edge)", borderWidth: 1.5 * scale },
    },
    tooltip: { confine: true, formatter: (point: { data?: { words?: string } }) => point.data?.words ?? "" },
    series: [
      {
        type: "scatter",
        coordinateSystem: "geo",
        symbolKeepAspect: true,
        data: known.map((county) => {
          const look = countyLook(county);
          const alerts = sumOf(county.alerts);
          return {
            name: county.name,
            words: countyWords(county),
            value: centres[county.code],
            symbol: `path://${SHAPES[look.shape]}`,
            symbolSize: (county.worst ? 26 : 18) * scale,
            itemStyle: { color: look.colour, opacity: 1, borderColor: "var(--halo)", borderWidth: scale },
            label: { show: true, position: "bottom", distance: 5 * scale, color: "var(--ink)", fontSize: 16 * scale, textBorderColor: "var(--halo)", textBorderWidth: 3, formatter: alerts ? `${county.name} ${alerts}` : county.name },
          };
        }),
      },
    ],
  };
}
