import { tr } from "@/lang";
import type { Change, Day } from "@/api/calendar";

/** Monday first, as a Chinese wall calendar has it. */
export const WEEKDAYS = tr(["一", "二", "三", "四", "五", "六", "日"], ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]);
export const MONTHS = tr(
  ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
  ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
);
export const STATE_WORDS: Record<Change["before"], string> = {
  rest: tr("放假", "off"),
  work: tr("上班", "worked"),
  plain: tr("按星期", "as the week"),
};

/** How a day looks: `off` and `worked` differ from the week, `weekend` and `plain` do not. */
export type DayKind = "off" | "worked" | "weekend" | "plain";

const weekday = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

export function kindOf(day: Day): DayKind {
  if (day.special) return day.working ? "worked" : "off";
  return day.working ? "plain" : "weekend";
}

export interface Month {
  month: number;
  /** Empty places before the first day. */
  before: number;
  days: Day[];
  working: number;
}

/** A year's days by month. */
export function monthsOf(days: readonly Day[]): Month[] {
  return MONTHS.map((_, index) => {
    const own = days.filter((day) => Number(day.day.slice(5, 7)) === index + 1);
    return { month: index + 1, before: own[0] ? weekday(own[0].day) : 0, days: own, working: own.filter((day) => day.working).length };
  });
}

/** A year as it would be after changes, each marked. */
export function changed(days: readonly Day[], changes: readonly Change[]): Day[] {
  const by = new Map(changes.map((change) => [change.day, change]));
  return days.map((day) => {
    const change = by.get(day.day);
    if (!change) return day;
    const working = change.after === "plain" ? weekday(day.day) < 5 : change.after === "work";
    return { day: day.day, working, special: change.after !== "plain", name: change.after === "plain" ? "" : change.name };
  });
}

/** A day as a screen reader says it. */
export function spoken(day: Day): string {
  const date = tr(`${Number(day.day.slice(5, 7))}月${Number(day.day.slice(8))}日`, day.day);
  const words = { off: STATE_WORDS.rest, worked: STATE_WORDS.work, weekend: tr("周末", "weekend"), plain: tr("工作日", "working day") };
  return [date, words[kindOf(day)], day.name].filter(Boolean).join(" ");
}
