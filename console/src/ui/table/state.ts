/** What a table shows, as its address says it: search, order, page, columns and filters. */
import type { Query } from "@/api/raw";

export interface Order {
  name: string;
  down: boolean;
}

export interface TableState {
  q: string;
  order: Order[];
  page: number;
  size: number;
  /** The columns shown and their order; null: as the table comes. */
  columns: string[] | null;
  /** By column, or `column.from` and `column.to`. */
  filters: Record<string, string[]>;
}

export const SIZES = [20, 50, 100, 200];
export const SIZE = 50;
const OWN = new Set(["q", "sort", "page", "size", "columns"]);
/** Names that pages use for themselves; every table leaves them alone, whatever its prefix. */
const OF_PAGES = new Set(["tab", "open", "view", "new", "edit", "next", "enter", "draw", "drill", "notice", "request"]);

const positive = (text: string | null, otherwise: number): number => Math.max(1, Math.floor(Number(text)) || otherwise);

export const parseOrder = (text: string): Order[] =>
  text.split(",").filter((name) => name.replace("-", "")).map((name) => ({ name: name.replace(/^-/, ""), down: name.startsWith("-") }));

export const orderText = (order: readonly Order[]): string => order.map(({ name, down }) => (down ? `-${name}` : name)).join(",");

/** The state that an address holds under a prefix; what it says wrongly is left out. */
export function stateOf(search: URLSearchParams, prefix = ""): TableState {
  const own = (name: string) => search.get(prefix + name);
  return {
    q: own("q") ?? "",
    order: parseOrder(own("sort") ?? ""),
    page: positive(own("page"), 1),
    size: Math.min(500, positive(own("size"), SIZE)),
    columns: own("columns")?.split(",").filter(Boolean) ?? null,
    filters: filtersOf(search, prefix),
  };
}

function filtersOf(search: URLSearchParams, prefix: string): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const [full, value] of search) {
    const name = full.slice(prefix.length);
    if (!full.startsWith(prefix) || !value || OWN.has(name) || OF_PAGES.has(name) || OF_PAGES.has(full) || (!prefix && name.includes(":"))) continue;
    (filters[name] ??= []).push(value);
  }
  return filters;
}

/** The state as address parameters; what is as it comes is not said. */
export function paramsOf(state: TableState): [string, string][] {
  const said: [string, string][] = [];
  if (state.q) said.push(["q", state.q]);
  if (state.order.length) said.push(["sort", orderText(state.order)]);
  if (state.page > 1) said.push(["page", String(state.page)]);
  if (state.size !== SIZE) said.push(["size", String(state.size)]);
  if (state.columns) said.push(["columns", state.columns.join(",")]);
  for (const [name, values] of Object.entries(state.filters)) values.forEach((value) => said.push([name, value]));
  return said;
}

/** An address with this state in place of what stood under the prefix; what belongs to the page stays. */
export function withState(search: URLSearchParams, state: TableState, prefix = ""): URLSearchParams {
  const after = new URLSearchParams(search);
  const before = stateOf(search, prefix);
  [...OWN, ...Object.keys(before.filters)].forEach((name) => after.delete(prefix + name));
  paramsOf(state).forEach(([name, value]) => after.append(prefix + name, value));
  return after;
}

/** What the bureau is asked: the state within what the page holds fixed; columns are the console's own matter. */
export function queryOf(state: TableState, fixed: Readonly<Record<string, string>> = {}): Query {
  const own = paramsOf({ ...state, columns: null, size: SIZE }).filter(([name]) => !(name in fixed));
  return [...own, ["size", String(state.size)], ...Object.entries(fixed)];
}

export const isFiltered = (state: TableState): boolean => state.q !== "" || Object.keys(state.filters).length > 0;

/** A filter set, or taken away when it has no values; the first page is shown again. */
export function withFilter(state: TableState, changes: Record<string, string[]>): TableState {
  const filters = { ...state.filters, ...changes };
  const kept = Object.entries(filters).filter(([, values]) => values.some(Boolean));
  return { ...state, page: 1, filters: Object.fromEntries(kept) };
}

export const cleared = (state: TableState): TableState => ({ ...state, q: "", page: 1, filters: {} });
