/** Prices: notices of highest retail prices, prices seen, anomalies. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download, request } from "./raw";

export type PriceNotice = Schemas["PriceNoticeOut"];
export type PriceSeen = Schemas["PriceSeen"];
export type Prices = Schemas["PricesOut"];
export type PriceLimits = Schemas["PriceLimits"];
export type OddPrice = Schemas["OddPriceOut"];

export const priceNotices = queryOptions({ queryKey: ["prices", "notices"], queryFn: () => ask(api.GET("/api/v1/prices/notices")) });

export const priceAnomalies = (first: string, last: string) =>
  queryOptions({ queryKey: ["prices", "anomalies", first, last], queryFn: () => ask(api.GET("/api/v1/prices/anomalies", { params: { query: { first, last } } })) });

export const stationPrices = (station: string, first: string, last: string) =>
  queryOptions({
    queryKey: ["prices", "station", station, first, last],
    queryFn: () => ask(api.GET("/api/v1/prices/stations/{station_id}", { params: { path: { station_id: station }, query: { first, last } } })),
  });

export const setPriceLimits = (limits: PriceLimits, reason: string) => ask(api.POST("/api/v1/prices/limits", { body: { limits, reason } }));

export interface NewNotice {
  notice_no: string;
  issued_by: string;
  issued_on?: string;
  region_code: string;
  effective_from: string;
  prices: string;
}

/** Enters a notice, with its file where it is at hand. */
export function enterNotice(notice: NewNotice, file: File | null): Promise<PriceNotice> {
  const body = new FormData();
  Object.entries(notice).forEach(([name, value]) => value && body.set(name, value));
  if (file) body.set("file", file, file.name);
  return request<PriceNotice>("POST", "/api/v1/prices/notices", { body });
}

export const takeNotice = (notice: PriceNotice) => download(`/api/v1/prices/notices/${notice.id}/file`, [], notice.filename);
