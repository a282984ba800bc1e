import type { Day } from "@/api/calendar";
import { tr } from "@/lang";

import { kindOf, monthsOf, MONTHS, spoken, WEEKDAYS, type DayKind, type Month } from "./days";

const MARKS: Record<DayKind, string> = { off: tr("休", "off"), worked: tr("班", "wrk"), weekend: "", plain: "" };

interface Props {
  days: readonly Day[];
  /** Days that a change would touch. */
  touched?: ReadonlySet<string>;
  today?: string;
}

/** A year as twelve small grids; a day's mark stands beside its colour. */
export function YearGrid({ days, touched, today }: Props) {
  return (
    <div className="year">
      {monthsOf(days).map((month) => <MonthGrid key={month.month} month={month} touched={touched} today={today} />)}
    </div>
  );
}

function MonthGrid({ month, touched, today }: { month: Month; touched?: ReadonlySet<string>; today?: string }) {
  const places: (Day | null)[] = [...Array.from({ length: month.before }, () => null), ...month.days];
  const weeks = Array.from({ length: Math.ceil(places.length / 7) }, (_, week) => Array.from({ length: 7 }, (_, at) => places[week * 7 + at] ?? null));
  const name = MONTHS[month.month - 1];
  return (
    <table className="month">
      <caption>{name} <small>{tr(`工作日 ${month.working} 天`, `${month.working} working days`)}</small></caption>
      <thead><tr>{WEEKDAYS.map((word) => <th key={word} scope="col">{word}</th>)}</tr></thead>
      <tbody>
        {weeks.map((week, index) => (
          <tr key={index}>{week.map((day, at) => (day ? <OneDay key={day.day} day={day} touched={touched?.has(day.day) ?? false} today={day.day === today} /> : <td key={at} />))}</tr>
        ))}
      </tbody>
    </table>
  );
}

function OneDay({ day, touched, today }: { day: Day; touched: boolean; today: boolean }) {
  const kind = kindOf(day);
  const classes = ["day", `day-${kind}`, touched ? "day-touched" : "", today ? "day-today" : ""].filter(Boolean).join(" ");
  return (
    <td className={classes} title={spoken(day)} data-day={day.day}>
      <span aria-hidden="true">{Number(day.day.slice(8))}</span>
      <i aria-hidden="true">{MARKS[kind]}</i>
      <span className="sr-only">{spoken(day)}</span>
    </td>
  );
}

/** What the marks mean, by colour, mark and word. */
export function Legend({ touched = false }: { touched?: boolean }) {
  const words: [DayKind, string][] = [
    ["off", tr("节假日放假", "Off (a holiday)")],
    ["worked", tr("周末上班（调休）", "Weekend worked")],
    ["weekend", tr("周末", "Weekend")],
    ["plain", tr("工作日", "Working day")],
  ];
  return (
    <ul className="calendar-legend">
      {words.map(([kind, word]) => <li key={kind}><span className={`day day-${kind}`} aria-hidden="true">8<i>{MARKS[kind]}</i></span>{word}</li>)}
      {touched ? <li><span className="day day-touched" aria-hidden="true">8</span>{tr("本次变化", "Would change")}</li> : null}
    </ul>
  );
}
