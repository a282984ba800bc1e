import { count, decimal, exactLitresFromMl, litresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { date, fullTime } from "@/format/time";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

import type { LiveRow, Names } from "./board";
import { aged, colour, colourFilter, link, linkChoices, moment, number, plainLook, product, productFilter, stationColumns, stationFilters } from "./columns";
import type { LiveColumn, Sheet } from "./view";

const RECENT_MS = 10 * 60_000;
const HEARD = new Set(["up", "late"]);

export type NozzleState = "recent" | "today" | "quiet" | "unheard" | "never";

/** What the records say of a nozzle; none says that it is filling at this moment, so no state does. */
export const NOZZLE_STATES: Record<NozzleState, Look & { meaning: string }> = {
  recent: { ...plainLook(tr("刚加油", "Just fuelled"), "online", "green", 0), meaning: tr("十分钟内有加油记录", "A fuelling within ten minutes") },
  today: { ...plainLook(tr("今日有", "Today"), "disc", "green", 1), meaning: tr("今日有加油记录", "A fuelling today") },
  quiet: { ...plainLook(tr("今日无", "None today"), "square", "grey", 2), meaning: tr("站在线，今日没有加油记录", "The station is connected; no fuelling today") },
  unheard: { ...plainLook(tr("未知", "Unknown"), "down", "down", 3), meaning: tr("站未连接，今日没有数据，不等于没有加油", "The station is not connected: no data today, which is not no fuelling") },
  never: { ...plainLook(tr("无记录", "No record"), "unknown", "grey", 4), meaning: tr("从未收到该枪的加油记录", "No fuelling of this nozzle ever came") },
};

export function nozzleState(row: LiveRow, now: number): NozzleState {
  const ended = moment(row.values.ended_at);
  if (ended === null) return "never";
  if (now - ended < RECENT_MS) return "recent";
  if (number(row.values.today_n)) return "today";
  return HEARD.has(row.link) ? "quiet" : "unheard";
}

/** Litres of today, mL: zero only where the station is heard, so that no data is not zero. */
export function todayOf(row: LiveRow, name: "today_ml" | "today_n"): number | null {
  const said = number(row.values[name]);
  if (said !== null) return said;
  return HEARD.has(row.link) && row.values.ended_at !== null ? 0 : null;
}

const VERIFICATION: Record<string, Look> = {
  ok: plainLook(tr("有效", "Valid"), "online", "green", 3),
  soon: plainLook(tr("将到期", "Ending soon"), "late", "late", 2),
  lapsed: plainLook(tr("已过期", "Lapsed"), "down", "down", 0),
  failed: plainLook(tr("不合格", "Failed"), "closed", "down", 1),
  none: plainLook(tr("无检定", "None"), "unknown", "grey", 4),
};
const verification = (row: LiveRow): Look => VERIFICATION[String(row.values.verification)] ?? (VERIFICATION.none as Look);

const NO_DATA = tr("没有数据，不等于零", "No data, which is not zero");

const columns = (names: Names): LiveColumn[] => [
  ...stationColumns(names),
  { name: "nozzle_id", title: tr("枪号", "Nozzle"), width: 68, number: true, phone: true, order: (row) => number(row.values.nozzle_id), text: (row) => String(row.values.nozzle_id) },
  { name: "dispenser_id", title: tr("机号", "Dispenser"), width: 84, number: true, hidden: true, order: (row) => number(row.values.dispenser_id), text: (row) => String(row.values.dispenser_id) },
  { name: "tank_id", title: tr("罐号", "Tank"), width: 68, number: true, hidden: true, order: (row) => number(row.values.tank_id), text: (row) => String(row.values.tank_id) },
  product,
  { name: "state", title: tr("状态", "State"), width: 104, phone: true, order: (row, now) => NOZZLE_STATES[nozzleState(row, now)].rank, text: (row, now) => NOZZLE_STATES[nozzleState(row, now)].word, look: (row, now) => NOZZLE_STATES[nozzleState(row, now)], hint: (row, now) => NOZZLE_STATES[nozzleState(row, now)].meaning },
  colour,
  { name: "ended_at", title: tr("最近加油", "Last fuelling"), width: 124, order: (row) => number(row.values.ended_at), text: (row, now) => aged(moment(row.values.ended_at), now), hint: (row) => fullTime(moment(row.values.ended_at)) },
  { name: "volume_l", title: tr("升数", "Litres"), width: 84, number: true, of: ["volume_ml"], order: (row) => number(row.values.volume_ml), text: (row) => exactLitresFromMl(number(row.values.volume_ml)) },
  { name: "price", title: tr("单价（元/升）", "Price (yuan/L)"), width: 112, number: true, of: ["price_fen"], order: (row) => number(row.values.price_fen), text: (row) => yuanFromFen(number(row.values.price_fen)) },
  { name: "amount", title: tr("金额（元）", "Amount (yuan)"), width: 100, number: true, of: ["amount_fen"], order: (row) => number(row.values.amount_fen), text: (row) => yuanFromFen(number(row.values.amount_fen)) },
  { name: "totalizer_l", title: tr("累计泵码（升）", "Totalizer (L)"), width: 128, number: true, of: ["totalizer_ml"], order: (row) => number(row.values.totalizer_ml), text: (row) => { const ml = number(row.values.totalizer_ml); return ml === null ? NOTHING : decimal(ml / 1000, 2); } },
  { name: "today_l", title: tr("今日升数", "Litres today"), width: 96, number: true, of: ["today_ml"], order: (row) => todayOf(row, "today_ml"), text: (row) => litresFromMl(todayOf(row, "today_ml")), hint: (row) => (todayOf(row, "today_ml") === null ? NO_DATA : null) },
  { name: "today_n", title: tr("今日笔数", "Fuellings today"), width: 96, number: true, order: (row) => todayOf(row, "today_n"), text: (row) => count(todayOf(row, "today_n")), hint: (row) => (todayOf(row, "today_n") === null ? NO_DATA : null) },
  { name: "verification", title: tr("检定", "Verification"), width: 96, order: (row) => verification(row).rank, text: (row) => verification(row).word, look: verification, hint: (row) => (row.values.valid_until ? tr(`有效至 ${date(String(row.values.valid_until))}`, `valid until ${date(String(row.values.valid_until))}`) : null) },
  link,
];

const choices = <Code extends string>(looks: Record<Code, Look>) => Object.entries<Look>(looks).map(([code, { word }]) => ({ code, title: word }));

export const NOZZLES: Sheet = {
  table: "live_nozzles",
  path: "nozzles",
  columns,
  filters: [
    ...stationFilters,
    productFilter,
    { name: "state", title: tr("状态", "State"), of: nozzleState, choices: () => choices(NOZZLE_STATES) },
    colourFilter,
    { name: "verification", title: tr("检定", "Verification"), of: (row) => String(row.values.verification), choices: () => choices(VERIFICATION) },
    { name: "link", title: tr("站连接", "Connection"), of: (row) => row.link, choices: linkChoices },
  ],
  subject: (values) => `nozzle:${values.nozzle_id}`,
  words: (row) => tr(`${row.values.nozzle_id}号枪`, `nozzle ${row.values.nozzle_id}`),
};
