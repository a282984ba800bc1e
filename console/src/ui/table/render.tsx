import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Column, Kind, Row } from "@/api/tables";
import { count, decimal, litres, NOTHING } from "@/format/quantity";
import { fullTime, time } from "@/format/time";
import { tr } from "@/lang";

/** What a page puts in place of a column's own way to show a value; `words` is how the column would say it. */
export type Cells = Readonly<Record<string, (value: unknown, row: Row, words: string) => ReactNode>>;

const NUMBERS: ReadonlySet<Kind> = new Set(["integer", "number", "litres"]);
const TIMES: ReadonlySet<Kind> = new Set(["date", "moment", "time"]);
const CODES: ReadonlySet<Kind> = new Set(["code", "uscc"]);

export const isNumber = (kind: Kind): boolean => NUMBERS.has(kind);
export const isRange = (kind: Kind): boolean => NUMBERS.has(kind) || TIMES.has(kind);
export const isChoice = (column: Column): boolean => column.choices.length > 0 || column.kind === "flag";

const YES_NO: Record<string, string> = { true: tr("是", "Yes"), false: tr("否", "No") };

/** Money is kept and exported in fen and read in yuan. */
export const inFen = (column: Column): boolean => column.name.endsWith("_fen");

/** A number with as many decimals as it has, three at most. */
const plain = (value: number): string => decimal(value, Math.min(3, (String(value).split(".")[1] ?? "").length));

/** A time of this year without its year. */
function moment(value: string): string {
  const full = fullTime(value);
  return full.startsWith(fullTime(Date.now()).slice(0, 4)) ? time(value) : full.slice(0, 16);
}

/** The word of a code, or the code itself when the table does not name it. */
export function wordOf(column: Column, value: unknown): string {
  if (column.kind === "flag") return YES_NO[String(value)] ?? String(value);
  return column.choices.find((choice) => choice.code === String(value))?.title ?? String(value);
}

/** A value in words; nothing known is a dash, never zero. */
export function textOf(column: Column, value: unknown): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (Array.isArray(value)) return value.map((one) => textOf(column, one)).join(tr("、", ", ")) || NOTHING;
  if (isChoice(column)) return wordOf(column, value);
  if (typeof value === "number" && inFen(column)) return decimal(value / 100, 2);
  if (typeof value === "number") return column.kind === "litres" ? litres(value) : column.kind === "integer" ? count(value) : plain(value);
  if (column.kind === "moment" || column.kind === "time") return moment(String(value));
  if (column.kind === "date") return String(value).slice(0, 10);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Where a value leads: the column's path with the row's values in place of `{names}`; null when one is missing. */
export function pathOf(column: Column, row: Row): string | null {
  const template = column.link || (column.kind === "station" ? `/stations/{${column.name}}` : "");
  if (!template) return null;
  let whole = true;
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = row[name];
    if (value === null || value === undefined || value === "") whole = false;
    return encodeURIComponent(String(value));
  });
  return whole ? path : null;
}

/** A cell as the column's kind is shown everywhere. */
export function renderCell(column: Column, row: Row, cells?: Cells): ReactNode {
  const value = row[column.name];
  const own = cells?.[column.name];
  const text = textOf(column, value);
  if (own) return own(value, row, text);
  const path = text === NOTHING ? null : pathOf(column, row);
  if (path) return <Link to={path}>{text}</Link>;
  if (CODES.has(column.kind)) return <span className="code">{text}</span>;
  if (column.kind === "moment" || column.kind === "time") return <time title={tr(`${fullTime(String(value))} 北京时间`, `${fullTime(String(value))} Beijing time`)}>{text}</time>;
  return text;
}

/** A column's title with its unit. */
export const titleOf = (column: Column): string => {
  const { title } = column;
  const unit = inFen(column) ? tr("元/升", "yuan/L") : column.unit;
  return unit ? tr(`${title}（${unit}）`, `${title} (${unit})`) : title;
};
