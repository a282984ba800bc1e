/** The public codes of dispensers. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type CodeSheet = Schemas["CodeSheet"];

export const RENEWS = [["public-codes"], ["table", "public_codes"]];

export const codeSheet = (station: string) =>
  queryOptions({ queryKey: ["public-codes", station], queryFn: () => ask(api.GET("/api/v1/public-codes/{station_id}", { params: { path: { station_id: station } } })) });

export const makeCodes = (station: string | null) => ask(api.POST("/api/v1/public-codes", { body: { station_id: station } }));

export const revokeCode = (code: string, reason: string) => ask(api.POST("/api/v1/public-codes/{code}/revoke", { params: { path: { code } }, body: { reason } }));
