/** Which rows of a live table are shown, in which order: pure, so that ten thousand rows cost some milliseconds. */
import type { Choice } from "@/api/tables";
import type { Look } from "@/states/alert";
import type { TableState } from "@/ui/table/state";

import type { LiveRow, Names } from "./board";

export interface LiveColumn {
  name: string;
  title: string;
  width: number;
  number?: boolean;
  /** Not there until somebody chooses it. */
  hidden?: boolean;
  /** There on a phone, too. */
  phone?: boolean;
  /** The value to order by; null stands last in either order. */
  order: (row: LiveRow, now: number) => number | string | null;
  text: (row: LiveRow, now: number) => string;
  look?: (row: LiveRow, now: number) => Look | null;
  /** What explains the cell: the reason for a dash, the age of a figure. */
  hint?: (row: LiveRow, now: number) => string | null;
  /** Which value changes make it blink, when that is not the column's own name. */
  of?: readonly string[];
}

export interface LiveFilter {
  name: string;
  title: string;
  choices: (rows: readonly LiveRow[], names: Names) => Choice[];
  of: (row: LiveRow, now: number) => string;
  /** A choice takes in what begins with it: a city its counties. */
  prefix?: boolean;
}

export interface Sheet {
  /** The list of the tables API that exports the same rows. */
  table: string;
  path: "nozzles" | "tanks" | "devices";
  columns: (names: Names) => readonly LiveColumn[];
  filters: readonly LiveFilter[];
  subject: (values: LiveRow["values"]) => string;
  /** What the search looks into beside name and number of the station. */
  words: (row: LiveRow) => string;
}

/** The rows that a state leaves, in its order. */
export function shownRows(rows: readonly LiveRow[], sheet: Sheet, columns: readonly LiveColumn[], state: TableState, now: number): LiveRow[] {
  const found = rows.filter(filterOf(sheet, state, now));
  const [first] = state.order;
  const column = first && columns.find(({ name }) => name === first.name);
  return column ? ordered(found, column, first.down, now) : found;
}

function filterOf(sheet: Sheet, state: TableState, now: number): (row: LiveRow) => boolean {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const set = sheet.filters.flatMap((filter) => {
    const values = state.filters[filter.name];
    return values?.length ? [{ filter, values }] : [];
  });
  return (row) => {
    for (const { filter, values } of set) {
      const value = filter.of(row, now);
      if (!values.some((one) => (filter.prefix ? value.startsWith(one) : value === one))) return false;
    }
    if (!words.length) return true;
    const held = `${row.station.name} ${row.station.id} ${sheet.words(row)}`.toLowerCase();
    return words.every((word) => held.includes(word));
  };
}

function ordered(rows: LiveRow[], column: LiveColumn, down: boolean, now: number): LiveRow[] {
  const keyed = rows.map((row) => ({ row, at: column.order(row, now) }));
  const sign = down ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.at === b.at) return 0;
    if (a.at === null) return 1;
    if (b.at === null) return -1;
    return a.at < b.at ? -sign : sign;
  });
  return keyed.map(({ row }) => row);
}

/** The codes that occur, with how many rows each has, in the order of their names. */
export function occurring(rows: readonly LiveRow[], of: (row: LiveRow) => string, title: (code: string) => string): Choice[] {
  const codes = [...new Set(rows.map(of))].filter(Boolean);
  return codes.map((code) => ({ code, title: title(code) })).sort((a, b) => a.title.localeCompare(b.title, "zh-CN"));
}

/** Where to scroll to when rows came or went: the row that stood at the top stays there. */
export function anchored(before: readonly LiveRow[], after: readonly LiveRow[], scrollTop: number, height: number): number {
  const top = before[Math.floor(scrollTop / height)];
  if (scrollTop <= 0 || !top) return scrollTop;
  const to = after.findIndex(({ key }) => key === top.key);
  return to < 0 ? scrollTop : to * height + (scrollTop % height);
}
