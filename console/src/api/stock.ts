/** The stock book: months and days, corrections, closings, losses allowed. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download } from "./raw";

export type CityBook = Schemas["CityBook"];
export type StationBook = Schemas["StationBook"];
export type StationBookDay = Schemas["StationBookDay"];
export type BookLine = Schemas["BookLine"];
export type BookPlace = Schemas["BookPlace"];
export type BookProduct = Schemas["BookProduct"];
export type BookDayOut = Schemas["BookDayOut"];
export type BookEntry = Schemas["BookEntryOut"];
export type BookEntryIn = Schemas["BookEntryIn"];
export type BookStanding = Schemas["BookStanding"];
export type LossRate = Schemas["LossRateOut"];
export type LossRateIn = Schemas["LossRateIn"];

export const cityBook = (period: string) =>
  queryOptions({ queryKey: ["stock", "city", period], queryFn: () => ask(api.GET("/api/v1/stock/months/{period}", { params: { path: { period } } })) });

export const stationBook = (station: string, period: string) =>
  queryOptions({
    queryKey: ["stock", "station", station, period],
    queryFn: () => ask(api.GET("/api/v1/stations/{station_id}/stock/months/{period}", { params: { path: { station_id: station, period } } })),
  });

export const stationDay = (station: string, day: string, page: number) =>
  queryOptions({
    queryKey: ["stock", "day", station, day, page],
    queryFn: () => ask(api.GET("/api/v1/stations/{station_id}/stock/days/{day}", { params: { path: { station_id: station, day }, query: { page } } })),
  });

export const lossRates = queryOptions({ queryKey: ["stock", "loss-rates"], queryFn: () => ask(api.GET("/api/v1/stock/loss-rates")) });

export const takeMonth = (period: string) => download(`/api/v1/stock/months/${period}/export`, [], `${period}.xlsx`);

export const enterCorrection = (body: BookEntryIn) => ask(api.POST("/api/v1/stock/entries", { body }));

export const takeBack = (entry: number, reason: string) => ask(api.POST("/api/v1/stock/entries/{number}/take-back", { params: { path: { number: entry } }, body: { reason } }));

export const closeMonths = (period: string, stations: string[] | null, note: string) => ask(api.POST("/api/v1/stock/closes", { body: { period, station_ids: stations, note } }));

export const reopenMonth = (period: string, station: string, reason: string) => ask(api.POST("/api/v1/stock/closes/reopen", { body: { period, station_id: station, reason } }));

export const addLossRate = (body: LossRateIn) => ask(api.POST("/api/v1/stock/loss-rates", { body }));
