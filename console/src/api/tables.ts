/** The one interface of every list: columns, rows, saved views. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import type { Schemas, Told } from "./client";
import { request, type Query } from "./raw";

export type Kind = Schemas["ColumnOut"]["kind"];
export type Choice = Schemas["ChoiceOut"];

/** `shown` tells whether it is there before somebody chooses columns; `link` is a path with `{column}` for values of the row. */
export type Column = Schemas["ColumnOut"];

export type Row = Record<string, unknown> & { _key: string };

export type TablePage = Told<Schemas["TablePage"], { items: Row[] }>;

export type SavedView = Schemas["ViewOut"];

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

export const revealValue = (name: string, wanted: Schemas["RevealIn"]) =>
  request<Schemas["RevealOut"]>("POST", `${at(name)}/reveal`, { body: wanted });

export const exportPath = (name: string): string => `${at(name)}/export`;
