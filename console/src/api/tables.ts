/** The one interface of every list: columns, rows, saved views. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { request, type Query } from "./raw";

export type Kind =
  | "text" | "code" | "choice" | "integer" | "number" | "litres" | "date" | "moment" | "time"
  | "flag" | "uscc" | "station" | "region" | "link";

export interface Choice {
  code: string;
  title: string;
}

export interface Column {
  name: string;
  title: string;
  kind: Kind;
  unit: string;
  sortable: boolean;
  filterable: boolean;
  choices: Choice[];
  /** Whether the column is there before somebody chooses columns. */
  shown: boolean;
  /** A path with `{column}` for values of the row; empty when the value leads nowhere. */
  link: string;
  width: number;
}

export type Row = Record<string, unknown> & { _key: string };

export interface TablePage {
  name: string;
  title: string;
  columns: Column[];
  items: Row[];
  total: number;
  page: number;
  size: number;
  as_of: string;
}

export interface SavedView {
  id: number;
  name: string;
  query: string;
  shared: boolean;
  mine: boolean;
}

const at = (name: string): string => `/api/v1/tables/${encodeURIComponent(name)}`;

export const tablePage = (name: string, query: Query) =>
  queryOptions({
    queryKey: ["table", name, query],
    queryFn: ({ signal }) => request<TablePage>("GET", at(name), { query, signal }),
    placeholderData: keepPreviousData,
  });

export const savedViews = (name: string) =>
  queryOptions({
    queryKey: ["views", name],
    queryFn: () => request<SavedView[]>("GET", `${at(name)}/views`),
    staleTime: 60_000,
  });

export const saveView = (name: string, view: Pick<SavedView, "name" | "query" | "shared">) =>
  request<SavedView>("POST", `${at(name)}/views`, { body: view });

export const dropView = (id: number) => request<void>("DELETE", `/api/v1/views/${id}`);

export const exportPath = (name: string): string => `${at(name)}/export`;
