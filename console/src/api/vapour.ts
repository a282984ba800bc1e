/** Vapour recovery: days judged, fills beside fuellings, emission. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { request } from "./raw";

export type VapourOverview = Schemas["VapourOverview"];
export type VapourPlace = Schemas["VapourPlace"];
export type VapourSync = Schemas["VapourSync"];
export type VapourEmission = Schemas["VapourEmission"];
export type VapourStation = Schemas["VapourStation"];
export type VapourNozzle = Schemas["VapourNozzle"];
export type PressureDay = Schemas["VapourPressureDay"];
export type VapourSubject = Schemas["VapourSubjectOut"];
export type EditionCode = Schemas["VapourEditionIn"]["edition"];

export const vapourOverview = (day: string | null) =>
  queryOptions({ queryKey: ["vapour", "overview", day], queryFn: () => ask(api.GET("/api/v1/vapour", { params: { query: day ? { day } : {} } })) });

export const vapourTrust = queryOptions({ queryKey: ["vapour", "trust"], queryFn: () => ask(api.GET("/api/v1/vapour/trust")) });

export const vapourStation = (station: string) =>
  queryOptions({ queryKey: ["vapour", "station", station], queryFn: () => ask(api.GET("/api/v1/vapour/stations/{station_id}", { params: { path: { station_id: station } } })) });

export const vapourNozzle = (station: string, nozzle: number, first: string, last: string) =>
  queryOptions({
    queryKey: ["vapour", "nozzle", station, nozzle, first, last],
    queryFn: () => ask(api.GET("/api/v1/vapour/stations/{station_id}/nozzles/{nozzle_id}", { params: { path: { station_id: station, nozzle_id: nozzle }, query: { first, last } } })),
  });

export const vapourPressure = (station: string, day: string) =>
  queryOptions({
    queryKey: ["vapour", "pressure", station, day],
    queryFn: () => ask(api.GET("/api/v1/vapour/stations/{station_id}/pressure", { params: { path: { station_id: station }, query: { day } } })),
  });

export const chooseEdition = (edition: EditionCode) => ask(api.PUT("/api/v1/vapour/edition", { body: { edition } }));

export type UploadTarget = Schemas["UploadTargetOut"];
export type NewTarget = Schemas["UploadTargetIn"];

export const uploadTargets = queryOptions({ queryKey: ["vapour", "targets"], queryFn: () => ask(api.GET("/api/v1/vapour/upload-targets")) });

export const addTarget = (body: NewTarget) => ask(api.POST("/api/v1/vapour/upload-targets", { body }));

export const switchTarget = (id: number, active: boolean) => ask(api.PUT("/api/v1/vapour/upload-targets/{target_id}", { params: { path: { target_id: id } }, body: { active } }));

export const sendAgain = (id: number) => ask(api.POST("/api/v1/vapour/upload-messages/{message_id}/again", { params: { path: { message_id: id } } }));

export type VapourTest = Schemas["StationTestOut"];
export type NewVapourTest = Schemas["StationTestIn"];

export const vapourTestsStanding = queryOptions({ queryKey: ["vapour", "tests"], queryFn: () => ask(api.GET("/api/v1/vapour/station-tests")) });

export const vapourTest = (id: number) =>
  queryOptions({ queryKey: ["vapour", "test", id], queryFn: () => ask(api.GET("/api/v1/vapour/station-tests/{test_id}", { params: { path: { test_id: id } } })) });

export const enterVapourTest = (body: NewVapourTest) => ask(api.POST("/api/v1/vapour/station-tests", { body }));

export type NozzleOrder = Schemas["NozzleOrderOut"];
export type NewOrder = Schemas["NozzleOrderIn"];
export type OrderStep = NozzleOrder["next_steps"][number];
export const ORDER_RENEWS = [["vapour"], ["table", "vapour_orders"], ["workbench"]];

export const nozzleOrders = queryOptions({ queryKey: ["vapour", "orders"], queryFn: () => ask(api.GET("/api/v1/vapour/orders")) });

export const nozzleOrder = (id: number) =>
  queryOptions({ queryKey: ["vapour", "order", id], queryFn: () => ask(api.GET("/api/v1/vapour/orders/{nozzle_order_id}", { params: { path: { nozzle_order_id: id } } })) });

export const draftOrder = (body: NewOrder) => ask(api.POST("/api/v1/vapour/orders", { body }));
export const signOrder = (id: number) => ask(api.POST("/api/v1/vapour/orders/{nozzle_order_id}/sign", { params: { path: { nozzle_order_id: id } } }));
export const withdrawOrder = (id: number) => ask(api.POST("/api/v1/vapour/orders/{nozzle_order_id}/withdraw", { params: { path: { nozzle_order_id: id } } }));
export const serveOrder = (id: number, body: Schemas["OrderServeIn"]) => ask(api.POST("/api/v1/vapour/orders/{nozzle_order_id}/serve", { params: { path: { nozzle_order_id: id } }, body }));

/** Says that an order was carried out, with photos. */
export function carryOrder(id: number, note: string, photos: readonly File[]): Promise<NozzleOrder> {
  const body = new FormData();
  if (note.trim()) body.set("note", note.trim());
  photos.forEach((photo) => body.append("photos", photo, photo.name));
  return request<NozzleOrder>("POST", `/api/v1/vapour/orders/${id}/carry`, { body });
}
