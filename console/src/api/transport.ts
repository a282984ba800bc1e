/** Papers, gauge and trips joined; tankers' journeys; bias; where litres came from and went. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { request } from "./raw";

export type Match = Schemas["MatchOut"];
export type MatchVerb = Match["may"][number];
export type Trip = Schemas["TripOut"];
export type Bias = Schemas["BiasOut"];
export type Party = Schemas["BiasPartyOut"];
export type Batch = Schemas["TraceBatchOut"];
export type FuellingTrace = Schemas["FuellingTraceOut"];
export type DeliveryTrace = Schemas["DeliveryTraceOut"];
export type TransportSettings = Schemas["TransportSettingsOut"];

export const matchCounts = queryOptions({ queryKey: ["match-counts"], queryFn: () => ask(api.GET("/api/v1/match-counts")) });

export const match = (id: number) =>
  queryOptions({ queryKey: ["match", id], queryFn: () => ask(api.GET("/api/v1/matches/{match_id}", { params: { path: { match_id: id } } })) });

/** Takes a step with a match; the answer is the match as it stands then, which joining may have renumbered. */
export const step = (id: number, verb: MatchVerb, body: Record<string, unknown>) =>
  request<Match>("POST", `/api/v1/matches/${id}/${verb}`, { body });

export const trip = (waybill: string) =>
  queryOptions({ queryKey: ["trip", waybill], queryFn: () => ask(api.GET("/api/v1/trips/{waybill_no}", { params: { path: { waybill_no: waybill } } })) });

export const bias = (kind: "carrier" | "supplier", from: string, to: string) =>
  queryOptions({
    queryKey: ["delivery-bias", kind, from, to],
    queryFn: () => ask(api.GET("/api/v1/delivery-bias", { params: { query: { kind, from_day: from, to_day: to } } })),
  });

export const fuellingTrace = (station: string, nozzle: number, seq: number) =>
  queryOptions({
    queryKey: ["trace", "fuelling", station, nozzle, seq],
    queryFn: () => ask(api.GET("/api/v1/trace/fuelling", { params: { query: { station_id: station, nozzle_id: nozzle, seq } } })),
  });

export const deliveryTrace = (station: string, delivery: string) =>
  queryOptions({
    queryKey: ["trace", "delivery", station, delivery],
    queryFn: () => ask(api.GET("/api/v1/trace/delivery", { params: { query: { station_id: station, delivery_id: delivery } } })),
  });

export const transportSettings = queryOptions({ queryKey: ["transport-settings"], queryFn: () => ask(api.GET("/api/v1/transport/settings")) });

export const changeSettings = (body: Schemas["TransportSettingsIn"]) => ask(api.PUT("/api/v1/transport/settings", { body }));

export const storePlace = (body: Schemas["LoadingPlaceIn"]) => ask(api.POST("/api/v1/transport/places", { body }));

/** A CSV of track points or lock events; it is taken as a whole or not at all. */
export function sendTracks(file: File): Promise<Schemas["TrackFileOut"]> {
  const form = new FormData();
  form.append("file", file);
  return request<Schemas["TrackFileOut"]>("POST", "/api/v1/transport/files", { body: form });
}
