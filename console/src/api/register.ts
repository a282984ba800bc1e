/** The register: what its tables hold, one row, its changes; and writing it. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, ask } from "./client";
import { request, type Query } from "./raw";
import type { Choice, Kind, TablePage } from "./tables";

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
export interface RegisterChange {
  id: number;
  at: string;
  kind: "added" | "changed" | "removed";
  kind_title: string;
  before: RowValues | null;
  after: RowValues | null;
  username: string;
  display_name: string;
  reason: string;
  source: string;
  source_title: string;
  effective_on: string | null;
}

export const rowChanges = (sheet: string, key: RowKey) =>
  queryOptions({
    queryKey: ["register", "changes", sheet, key],
    queryFn: () => request<RegisterChange[]>("GET", `${at(sheet)}/changes`, { query: asQuery(key) }),
  });

/** Counts over the register: what there is, what lapses soon. */
export interface Standing {
  stations: number;
  operating: number;
  suspended: number;
  closed: number;
  online: number;
  licences_lapsed: number;
  licences_lapsing: number;
  companies: number;
  tanks: number;
  tanks_without_chart: number;
  tanks_retired: number;
  charts: number;
  dispensers: number;
  dispensers_without_serial: number;
  dispensers_outside_ecqs: number;
  nozzles: number;
  verifications_lapsed: number;
  verifications_lapsing: number;
  never_verified: number;
  failed: number;
  seals: number;
  seals_broken: number;
  collectors: number;
  collectors_pending: number;
  stations_without_collector: number;
  price_caps: number;
  price_caps_ahead: number;
  changes_today: number;
  changes_week: number;
  people_week: number;
}

export const standing = queryOptions({
  queryKey: ["register", "standing"],
  queryFn: () => request<Standing>("GET", "/api/v1/overview/register"),
});

/** A station that this one went on as, or from. */
export interface StationLink {
  station_id: string;
  name: string | null;
  role: "predecessor" | "successor";
  kind: string;
  happened_on: string;
  reason: string;
}

/** What is registered of a station, today or as it was on a day. */
export interface Dossier {
  station_id: string;
  on: string | null;
  as_of: string;
  there: boolean;
  known_since: string | null;
  status_since: string | null;
  rows: Record<string, RowValues[]>;
  companies: Record<string, string>;
  links: StationLink[];
}

export const dossier = (station: string, on: string | null) =>
  queryOptions({
    queryKey: ["dossier", station, on],
    queryFn: () => request<Dossier>("GET", `/api/v1/stations/${encodeURIComponent(station)}/dossier`, { query: on ? [["on", on]] : [] }),
  });

/** A tank chart as it came into force, heights rising. */
export interface ChartVersion {
  valid_from: string;
  in_force: boolean;
  lines: { height_mm: number; volume_l: number }[];
  noted: { at: string; display_name: string; reason: string } | null;
}

export interface TankCharts {
  product: string;
  capacity_l: number;
  diameter_mm: number;
  /** Newest first. */
  versions: ChartVersion[];
}

const chartsAt = (station: string, tank: number): string => `/api/v1/stations/${encodeURIComponent(station)}/tanks/${tank}/charts`;

export const tankCharts = (station: string, tank: number) =>
  queryOptions({
    queryKey: ["charts", station, tank],
    queryFn: () => request<TankCharts>("GET", chartsAt(station, tank)),
  });

export const saveChart = (station: string, tank: number, body: Pick<ChartVersion, "valid_from" | "lines"> & { reason: string }) =>
  request<unknown>("POST", chartsAt(station, tank), { body });

export interface Delivery {
  delivery_id: string;
  tank_id: number | null;
  product: string;
  delivered_at: string;
  documented_volume_ml: number;
  reference: string;
  temp_c: number;
  supplier_uscc: string | null;
  supplier: string | null;
  waybill_no: string | null;
  invoice_no: string | null;
  test: boolean;
}

interface DeliveryPage {
  items: Delivery[];
  next_before: string | null;
}

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
