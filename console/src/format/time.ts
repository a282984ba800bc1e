/** Times are UTC on the wire and Asia/Shanghai on screens; China keeps one offset all year. */
import { tr } from "@/lang";

import { duration, NOTHING } from "./quantity";

const OFFSET_MS = 8 * 3600 * 1000;
export const TIME_ZONE = "Asia/Shanghai";

type Moment = string | number | Date | null | undefined;

function shanghai(moment: Moment): Date | null {
  if (moment === null || moment === undefined || moment === "") return null;
  const parsed = new Date(moment);
  return Number.isNaN(parsed.getTime()) ? null : new Date(parsed.getTime() + OFFSET_MS);
}

const two = (value: number): string => String(value).padStart(2, "0");
const dayOf = (t: Date): string => `${two(t.getUTCMonth() + 1)}-${two(t.getUTCDate())}`;
const minuteOf = (t: Date): string => `${two(t.getUTCHours())}:${two(t.getUTCMinutes())}`;

/** `11-21 14:05`. */
export function time(moment: Moment): string {
  const t = shanghai(moment);
  return t ? `${dayOf(t)} ${minuteOf(t)}` : NOTHING;
}

/** `11-21 14:05:09`, where the order of records matters. */
export function timeWithSeconds(moment: Moment): string {
  const t = shanghai(moment);
  return t ? `${dayOf(t)} ${minuteOf(t)}:${two(t.getUTCSeconds())}` : NOTHING;
}

/** `2026-11-21 14:05:09`, for print and the journal. */
export function fullTime(moment: Moment): string {
  const t = shanghai(moment);
  return t ? `${t.getUTCFullYear()}-${timeWithSeconds(moment)}` : NOTHING;
}

/** `2026-11-21`. */
export function date(moment: Moment): string {
  const t = shanghai(moment);
  return t ? `${t.getUTCFullYear()}-${dayOf(t)}` : NOTHING;
}

/** `14:05:09`, the clock in the header. */
export function clock(moment: Moment): string {
  const t = shanghai(moment);
  return t ? `${minuteOf(t)}:${two(t.getUTCSeconds())}` : NOTHING;
}

/** How long ago, in words: `刚刚`, `12 分钟前`, `2 天 4 小时前`. */
export function ago(moment: Moment, now: number = Date.now()): string {
  const t = shanghai(moment);
  if (!t) return NOTHING;
  const seconds = (now - (t.getTime() - OFFSET_MS)) / 1000;
  if (seconds < 60) return tr("刚刚", "just now");
  const gone = duration(Math.floor(seconds / 60) * 60);
  return tr(`${gone}前`, `${gone} ago`);
}

/** Milliseconds for a chart that reads its axis as UTC: shifted, so that the axis shows Asia/Shanghai. */
export function chartTime(moment: Moment): number | null {
  return shanghai(moment)?.getTime() ?? null;
}

/** A chart's shifted milliseconds as `11-21 14:05:09`. */
export const fromChartTime = (ms: number): string => timeWithSeconds(ms - OFFSET_MS);
