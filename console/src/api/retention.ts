/** How long records are kept: the limits, what the next run does, and holds. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type Retention = Schemas["RetentionOut"];
export type Limit = Schemas["LimitOut"];
export type LimitChange = Schemas["LimitIn"];
export type Due = Schemas["DuePartitionOut"];
export type Hold = Schemas["HoldOut"];
export type NewHold = Schemas["HoldIn"];

export const RETENTION_KEY = ["retention"];
const REFRESH_MS = 300_000;

export const retention = queryOptions({
  queryKey: RETENTION_KEY,
  queryFn: () => ask(api.GET("/api/v1/retention")),
  refetchInterval: REFRESH_MS,
});

export const setLimit = (table: string, body: LimitChange) => ask(api.POST("/api/v1/retention/limits/{table}", { params: { path: { table } }, body }));

export const placeHold = (body: NewHold) => ask(api.POST("/api/v1/retention/holds", { body }));

export const releaseHold = (number: number, reason: string) => ask(api.POST("/api/v1/retention/holds/{number}/release", { params: { path: { number } }, body: { reason } }));
