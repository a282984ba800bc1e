import { decimal, litres, millimetres, NOTHING, percent } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { linkLook } from "@/states/station";

import type { LiveRow, Names } from "./board";
import { aged, colour, colourFilter, link, linkChoices, moment, number, plainLook, product, productFilter, stationColumns, stationFilters, temperature } from "./columns";
import { daysText, reasonWord } from "./supply";
import type { LiveColumn, Sheet } from "./view";

const STALE_MS = 10 * 60_000;

/** Whether a level is older than it should be. */
export const isStale = (row: LiveRow, now: number): boolean => {
  const at = moment(row.values.at);
  return at !== null && now - at > STALE_MS;
};

const LEVELS = {
  fresh: plainLook(tr("及时", "Fresh"), "online", "green", 2),
  stale: plainLook(tr("陈旧", "Stale"), "late", "late", 1),
  never: plainLook(tr("无读数", "No reading"), "unknown", "grey", 0),
} as const;

export const levelState = (row: LiveRow, now: number): keyof typeof LEVELS => (row.values.at === null ? "never" : isStale(row, now) ? "stale" : "fresh");

const SOURCES: Record<string, string> = { gauge: tr("液位仪给出", "by the gauge"), chart: tr("由罐容表算得", "by the tank chart") };

const measure = (name: string, title: string, width: number, text: (value: number | null) => string, more: Partial<LiveColumn> = {}): LiveColumn => ({
  name, title, width, number: true, order: (row) => number(row.values[name]), text: (row) => text(number(row.values[name])), ...more,
});

const columns = (names: Names): LiveColumn[] => [
  ...stationColumns(names),
  measure("tank_id", tr("罐号", "Tank"), 68, (value) => String(value), { phone: true }),
  product,
  { name: "state", title: tr("读数", "Reading"), width: 96, order: (row, now) => LEVELS[levelState(row, now)].rank, text: (row, now) => LEVELS[levelState(row, now)].word, look: (row, now) => LEVELS[levelState(row, now)] },
  colour,
  measure("share", tr("充装率", "Filled"), 88, percent, { phone: true }),
  measure("volume_l", tr("体积（升）", "Volume (L)"), 100, litres, { hint: (row) => SOURCES[String(row.values.volume_source)] ?? (row.values.at === null ? null : tr("没有罐容表，算不出体积", "No tank chart gives a volume")) }),
  measure("volume20_l", tr("20 ℃体积（升）", "At 20 °C (L)"), 116, litres),
  measure("ullage_l", tr("可卸空容（升）", "Room left (L)"), 116, litres),
  { name: "days", title: tr("可售天数", "Days of supply"), width: 96, number: true, phone: true, order: (row) => number(row.values.days), text: (row) => daysText(number(row.values.days)), hint: (row) => (row.values.days === null ? reasonWord(row.values.reason as string | null) : paceWord(row)) },
  measure("product_mm", tr("油高", "Level"), 104, millimetres),
  measure("water_mm", tr("水高", "Water"), 92, millimetres),
  { name: "temp_c", title: tr("油温", "Temperature"), width: 84, number: true, order: (row) => number(row.values.temp_c), text: temperature },
  { name: "at", title: tr("读数时间", "Read"), width: 116, order: (row) => number(row.values.at), text: (row, now) => aged(moment(row.values.at), now), hint: (row) => fullTime(moment(row.values.at)) },
  { name: "gauge", title: tr("液位仪", "Gauge"), width: 92, order: (row) => linkLook(String(row.values.gauge)).rank, text: (row) => linkLook(String(row.values.gauge)).word, look: (row) => linkLook(String(row.values.gauge)) },
  measure("capacity_l", tr("标称容量（升）", "Capacity (L)"), 116, litres, { hidden: true }),
  measure("safe_fill_l", tr("安全充装量（升）", "Safe fill (L)"), 124, litres, { hidden: true }),
  { ...link, hidden: true },
];

function paceWord(row: LiveRow): string {
  const pace = number(row.values.litres_a_day);
  return pace === null ? NOTHING : tr(`近7日该油品每日约 ${decimal(pace, 0)} 升，全站同油品油罐合计`, `About ${decimal(pace, 0)} L of this product a day over 7 days; all tanks of the product together`);
}

export const TANKS: Sheet = {
  table: "live_tanks",
  path: "tanks",
  columns,
  filters: [
    ...stationFilters,
    productFilter,
    { name: "state", title: tr("读数", "Reading"), of: levelState, choices: () => Object.entries(LEVELS).map(([code, { word }]) => ({ code, title: word })) },
    colourFilter,
    { name: "link", title: tr("站连接", "Connection"), of: (row) => row.link, choices: linkChoices },
  ],
  subject: (values) => `tank:${values.tank_id}`,
  words: (row) => tr(`${row.values.tank_id}号罐`, `tank ${row.values.tank_id}`),
};
