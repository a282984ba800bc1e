/** Work orders of the hotlines 12345 and 12315. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type WorkOrder = Schemas["WorkOrderOut"];
export type NewWorkOrder = Schemas["WorkOrderIn"];
export type NewOrderStep = Schemas["WorkOrderStepIn"];
export type OrderStepKind = WorkOrder["next_steps"][number];
export type HotlineOverview = Schemas["HotlineOverview"];

export const RENEWS = [["hotline"], ["leads"], ["table", "work_orders"], ["table", "leads"], ["workbench"]];

export const hotlineOverview = (first: string, last: string) =>
  queryOptions({ queryKey: ["hotline", "overview", first, last], queryFn: () => ask(api.GET("/api/v1/hotline", { params: { query: { first, last } } })) });

export const workOrder = (id: number) =>
  queryOptions({ queryKey: ["hotline", "order", id], queryFn: () => ask(api.GET("/api/v1/hotline/orders/{order_id}", { params: { path: { order_id: id } } })) });

export const enterOrder = (body: NewWorkOrder) => ask(api.POST("/api/v1/hotline/orders", { body }));

export const takeOrderStep = (id: number, body: NewOrderStep) => ask(api.POST("/api/v1/hotline/orders/{order_id}/steps", { params: { path: { order_id: id } }, body }));

export const orderReporter = (id: number, reason: string): Promise<Schemas["ReporterOut"]> => ask(api.POST("/api/v1/hotline/orders/{order_id}/reporter", { params: { path: { order_id: id } }, body: { reason } }));
