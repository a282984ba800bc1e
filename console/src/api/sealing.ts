/** Sealed station-days: how sealing stands, one seal with its digests, and a station's own state. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type Sealing = Schemas["SealingOut"];
export type StationSealing = Schemas["StationSealingOut"];
export type DaySeal = Schemas["DaySealOut"];
export type SealedTable = Schemas["SealedTableOut"];
export type Neighbour = Schemas["NeighbourOut"];

export interface SealKey {
  station: string;
  day: string;
  revision: number;
}

const REFRESH_MS = 60_000;

export const sealing = queryOptions({
  queryKey: ["sealing"],
  queryFn: () => ask(api.GET("/api/v1/sealing")),
  refetchInterval: REFRESH_MS,
});

export const stationSealing = (station: string) =>
  queryOptions({
    queryKey: ["sealing", station],
    queryFn: () => ask(api.GET("/api/v1/stations/{station_id}/sealing", { params: { path: { station_id: station } } })),
  });

export const daySeal = ({ station, day, revision }: SealKey) =>
  queryOptions({
    queryKey: ["sealing", station, day, revision],
    queryFn: () => ask(api.GET("/api/v1/day-seals/{station_id}/{day}/{revision}", { params: { path: { station_id: station, day, revision } } })),
  });
