/** A station's life: what is done with it, what happened to it, and announced downtime. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { request, type Query } from "./raw";

export type Life = Schemas["LifeOut"];
export type Verb = Life["verb"];
export type Entry = Schemas["LifeEntry"];
export type Downtime = Schemas["DowntimeOut"];
export type DowntimeVerb = Downtime["may"][number];

const of = (station: string): string => `/api/v1/stations/${encodeURIComponent(station)}`;

/** Does something with a station, or with `dry_run` tells what would be done. */
export const carryOut = (verb: Verb, station: string, body: Record<string, unknown>) =>
  request<Life>("POST", verb === "merge" ? "/api/v1/stations/merge" : `${of(station)}/${verb}`, { body });

/** Everything that happened to a station, newest first; without kinds all of them. */
export const stationTimeline = (station: string, kinds: readonly string[]) =>
  infiniteQueryOptions({
    queryKey: ["timeline", station, kinds],
    queryFn: ({ pageParam, signal }) => {
      const query: Query = [...kinds.map((kind) => ["kinds", kind] as const), ...(pageParam ? [["before", pageParam] as const] : [])];
      return request<Schemas["LifeLine"]>("GET", `${of(station)}/timeline`, { query, signal });
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next_before,
  });

export const downtime = (id: number) =>
  queryOptions({
    queryKey: ["downtime", id],
    queryFn: () => ask(api.GET("/api/v1/downtimes/{number}", { params: { path: { number: id } } })),
  });

/** How many requests wait for a decision. */
export const downtimesWaiting = queryOptions({
  queryKey: ["downtime", "waiting"],
  queryFn: async () => (await ask(api.GET("/api/v1/downtimes", { params: { query: { status: ["requested"], size: 1 } } }))).total,
});

/** The latest requests of a station. */
export const stationDowntimes = (station: string) =>
  queryOptions({
    queryKey: ["downtime", "station", station],
    queryFn: () => ask(api.GET("/api/v1/downtimes", { params: { query: { station_id: station, size: 5 } } })),
  });

/** For what of a station downtime can be announced. */
export const downtimeDevices = (station: string) =>
  queryOptions({
    queryKey: ["downtime-devices", station],
    queryFn: () => ask(api.GET("/api/v1/stations/{station_id}/downtime-devices", { params: { path: { station_id: station } } })),
    staleTime: 60_000,
  });

export const announce = (body: Schemas["DowntimeIn"]) => ask(api.POST("/api/v1/downtimes", { body }));

/** Decides on a request, withdraws, ends or revokes it. */
export const decide = (id: number, verb: Exclude<DowntimeVerb, "extend">, note: string) =>
  request<Downtime>("POST", `/api/v1/downtimes/${id}/${verb}`, { body: { note } });
