/** The register: what its tables hold, one row, its changes; and writing it. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas, type Told } from "./client";
import { request, type Query } from "./raw";
import type { TablePage } from "./tables";

export type Field = Schemas["FieldOut"];

/** A table of the register as a form, a template and a list know it. */
export type Sheet = Schemas["SheetOut"];

export type RowValues = Record<string, string | number | boolean | null | undefined>;
/** The values of a row's key fields by name. */
export type RowKey = Record<string, string>;

export type RegisterRow = Told<Schemas["RegisterRow"], { values: RowValues }>;

/** `seen` is the row as the person saw it, null for a new one: the platform refuses when it stands otherwise by now. */
export type Saving = Told<Schemas["RowIn"], { values: RowValues; seen: RowValues | null }>;

const at = (sheet: string): string => `/api/v1/register/${encodeURIComponent(sheet)}`;
const asQuery = (key: RowKey): Query => Object.entries(key);

/** The register's tables; a column that names a region gets the city's regions to choose from. */
export const sheets = queryOptions({
  queryKey: ["sheets"],
  queryFn: async () => {
    const [all, regions] = await Promise.all([
      request<Sheet[]>("GET", "/api/v1/register/sheets"),
      request<TablePage>("GET", "/api/v1/tables/regions", { query: [["size", "500"]] }),
    ]);
    const choices = regions.items.map((row) => ({ code: String(row["region_code"]), title: String(row["name"]) }));
    const withRegions = (field: Field): Field => (field.kind === "region" ? { ...field, choices } : field);
    return all.map((sheet) => ({ ...sheet, fields: sheet.fields.map(withRegions) }));
  },
  staleTime: 600_000,
});

export const registerRow = (sheet: string, key: RowKey) =>
  queryOptions({
    queryKey: ["register", "row", sheet, key],
    queryFn: () => request<RegisterRow>("GET", `${at(sheet)}/row`, { query: asQuery(key) }),
  });

export const saveRow = (sheet: string, body: Saving) => request<RegisterRow>("POST", at(sheet), { body });

/** A row's state before and after, who changed it, when, why, by which way and from which day on. */
export type RegisterChange = Told<Schemas["ChangeOut"], { before: RowValues | null; after: RowValues | null }>;

export const rowChanges = (sheet: string, key: RowKey) =>
  queryOptions({
    queryKey: ["register", "changes", sheet, key],
    queryFn: () => request<RegisterChange[]>("GET", `${at(sheet)}/changes`, { query: asQuery(key) }),
  });

/** Counts over the register: what there is, what lapses soon. */
export type Standing = Schemas["RegisterStanding"];

export const standing = queryOptions({
  queryKey: ["register", "standing"],
  queryFn: () => request<Standing>("GET", "/api/v1/overview/register"),
});

/** A station that this one went on as, or from. */
export type StationLink = Schemas["StationLink"];

/** What is registered of a station, today or as it was on a day. */
export type Dossier = Told<Schemas["DossierOut"], { rows: Record<string, RowValues[]> }>;

export const dossier = (station: string, on: string | null) =>
  queryOptions({
    queryKey: ["dossier", station, on],
    queryFn: () => request<Dossier>("GET", `/api/v1/stations/${encodeURIComponent(station)}/dossier`, { query: on ? [["on", on]] : [] }),
  });

/** A tank chart as it came into force, heights rising. */
export type ChartVersion = Schemas["ChartVersion"];

export type TankCharts = Schemas["ChartsOut"];

const chartsAt = (station: string, tank: number): string => `/api/v1/stations/${encodeURIComponent(station)}/tanks/${tank}/charts`;

export const tankCharts = (station: string, tank: number) =>
  queryOptions({
    queryKey: ["charts", station, tank],
    queryFn: () => request<TankCharts>("GET", chartsAt(station, tank)),
  });

export const saveChart = (station: string, tank: number, body: Pick<ChartVersion, "valid_from" | "lines"> & { reason: string }) =>
  request<unknown>("POST", chartsAt(station, tank), { body });

export type Delivery = Schemas["DeliveryOut"];

type DeliveryPage = Schemas["DeliveryList"];

export const deliveries = (station: string) =>
  infiniteQueryOptions({
    queryKey: ["deliveries", station],
    queryFn: ({ pageParam }) =>
      request<DeliveryPage>("GET", `/api/v1/stations/${encodeURIComponent(station)}/deliveries`, { query: pageParam ? [["before", pageParam]] : [] }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_before,
  });

/** Stations whose name or number holds a text, for picking one. */
export const stationNames = (text: string) =>
  queryOptions({
    queryKey: ["station-names", text],
    queryFn: async () => (await ask(api.GET("/api/v1/stations", { params: { query: { text, page_size: 20 } } }))).items,
    staleTime: 60_000,
  });
