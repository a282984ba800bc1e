import type { Column } from "@/api/tables";
import { tr } from "@/lang";

import { inFen, isRange, titleOf, wordOf } from "./render";
import { withFilter, type TableState } from "./state";

/** What is asked for rows in which a column is empty. */
export const EMPTY = "__none__";

/** One part of the filter in words, and the state without it. */
export interface Mark {
  key: string;
  words: string;
  without: TableState;
}

/** The column that a filter parameter belongs to. */
export const columnOf = (name: string): string => name.replace(/\.(from|to)$/, "");

const valueWord = (column: Column | undefined, value: string): string => {
  if (value === EMPTY) return tr("（空）", "(empty)");
  return column ? wordOf(column, value) : value;
};

const boundWord = (column: Column | undefined, value: string | undefined): string | undefined =>
  value && column && inFen(column) ? String(Number(value) / 100) : value;

function rangeWords(from: string, to: string): string {
  if (from && to) return tr(`${from} 至 ${to}`, `${from} to ${to}`);
  return from ? tr(`${from} 起`, `from ${from}`) : tr(`至 ${to}`, `up to ${to}`);
}

function wordsFor(name: string, column: Column | undefined, { filters }: TableState): string {
  const said = (filters[name] ?? []).map((value) => valueWord(column, value));
  const [from = "", to = ""] = ["from", "to"].map((side) => boundWord(column, filters[`${name}.${side}`]?.[0]));
  if (from || to) said.push(rangeWords(from, to));
  const title = column ? (isRange(column.kind) ? titleOf(column) : column.title) : name;
  return tr(`${title}：${said.join("、")}`, `${title}: ${said.join(", ")}`);
}

/** The filter in force, part by part. */
export function marksOf(state: TableState, columns: readonly Column[]): Mark[] {
  const names = [...new Set(Object.keys(state.filters).map(columnOf))];
  const marks = names.map((name) => ({
    key: name,
    words: wordsFor(name, columns.find((column) => column.name === name), state),
    without: withFilter(state, { [name]: [], [`${name}.from`]: [], [`${name}.to`]: [] }),
  }));
  if (!state.q) return marks;
  return [{ key: "q", words: tr(`含“${state.q}”`, `Holds “${state.q}”`), without: { ...state, q: "", page: 1 } }, ...marks];
}

function orderWords(state: TableState, columns: readonly Column[]): string {
  const said = state.order.map(({ name, down }) => {
    const title = columns.find((column) => column.name === name)?.title ?? name;
    return tr(`${title}${down ? "降序" : "升序"}`, `${title} ${down ? "descending" : "ascending"}`);
  });
  return said.join(tr("、", ", "));
}

interface Counted {
  total: number;
  page: number;
  size: number;
}

/** What a printed list says of itself: its filter, its order, which of how many rows. */
export function sentenceOf(state: TableState, columns: readonly Column[], { total, page, size }: Counted): string {
  const filter = marksOf(state, columns).map((mark) => mark.words).join(tr("；", "; "));
  const order = orderWords(state, columns);
  const pages = Math.max(1, Math.ceil(total / size));
  return [
    filter ? tr(`条件：${filter}。`, `Filter: ${filter}. `) : tr("未加筛选条件。", "No filter. "),
    order ? tr(`按${order}排列。`, `Sorted by ${order}. `) : "",
    tr(`共 ${total} 条，第 ${page} / ${pages} 页。`, `${total} rows, page ${page} of ${pages}.`),
  ].join("");
}
