/** Online rates over a day or month, outages with their causes, and a station's devices. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type Connectivity = Schemas["ConnectivityOut"];
export type RateRow = Schemas["RateRow"];
export type DayRate = Schemas["DayRate"];
export type Outage = Schemas["OutageOut"];
export type StationLinks = Schemas["StationLinks"];
export type DeviceNow = Schemas["DeviceNow"];
export type Cause = Schemas["CauseIn"]["cause"];

const REFRESH_MS = 60_000;

/** A day (`2026-11-22`), a month (`2026-11`), or the running day (empty). */
export const connectivity = (period: string) =>
  queryOptions({
    queryKey: ["connectivity", period],
    queryFn: () => ask(api.GET("/api/v1/connectivity", { params: { query: period.length === 7 ? { month: period } : period ? { day: period } : {} } })),
    refetchInterval: REFRESH_MS,
  });

export const outage = (id: number) =>
  queryOptions({
    queryKey: ["outage", id],
    queryFn: () => ask(api.GET("/api/v1/connectivity/outages/{outage_id}", { params: { path: { outage_id: id } } })),
  });

export const stationLinks = (station: string) =>
  queryOptions({
    queryKey: ["station", station, "links"],
    queryFn: () => ask(api.GET("/api/v1/stations/{station_id}/connectivity", { params: { path: { station_id: station } } })),
    refetchInterval: REFRESH_MS,
  });

export const correctCause = (id: number, cause: Cause, reason: string) =>
  ask(api.POST("/api/v1/connectivity/outages/{outage_id}/cause", { params: { path: { outage_id: id } }, body: { cause, reason } }));
