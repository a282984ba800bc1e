/** The register: what its tables hold, one row, its changes; and writing it. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask } from "./client";
import { request, type Query } from "./raw";
import type { Choice, Kind } from "./tables";

export interface Field {
  name: string;
  title: string;
  kind: Kind;
  key: boolean;
  required: boolean;
  choices: Choice[];
  note: string;
  example: string;
  unit: string;
  shown: boolean;
}

/** A table of the register as a form, a template and a list know it. */
export interface Sheet {
  name: string;
  title: string;
  note: string;
  per_station: boolean;
  fields: Field[];
}

export type RowValues = Record<string, string | number | boolean | null | undefined>;
/** The values of a row's key fields by name. */
export type RowKey = Record<string, string>;

export interface RegisterRow {
  sheet: string;
  key: RowKey;
  values: RowValues;
  editable: boolean;
}

export interface Saving {
  values: RowValues;
  reason: string;
  effective_on: string | null;
  /** The row as the person saw it, null for a new one: the platform refuses when it stands otherwise by now. */
  seen: RowValues | null;
}

const at = (sheet: string): string => `/api/v1/register/${encodeURIComponent(sheet)}`;
const asQuery = (key: RowKey): Query => Object.entries(key);

export const sheets = queryOptions({
  queryKey: ["register", "sheets"],
  queryFn: () => request<Sheet[]>("GET", "/api/v1/register/sheets"),
  staleTime: 600_000,
});

export const registerRow = (sheet: string, key: RowKey) =>
  queryOptions({
    queryKey: ["register", "row", sheet, key],
    queryFn: () => request<RegisterRow>("GET", `${at(sheet)}/row`, { query: asQuery(key) }),
  });

export const saveRow = (sheet: string, body: Saving) => request<RegisterRow>("POST", at(sheet), { body });

/** Stations whose name or number holds a text, for picking one. */
export const stationNames = (text: string) =>
  queryOptions({
    queryKey: ["station-names", text],
    queryFn: async () => (await ask(api.GET("/api/v1/stations", { params: { query: { text, page_size: 20 } } }))).items,
    staleTime: 60_000,
  });
