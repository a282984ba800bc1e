/** Measured, invoiced and declared by taxpayer; chips of nozzles; packs and hand-overs to tax. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download } from "./raw";

export type Comparison = Schemas["TaxComparison"];
export type TaxLine = Schemas["TaxLine"];
export type TaxFigures = Schemas["TaxFigures"];
export type TaxCause = Schemas["TaxCauseOut"];
export type TaxGap = Schemas["TaxGapOut"];
export type TaxBasis = Schemas["TaxBasis"];
export type Purchases = Schemas["TaxPurchases"];
export type PurchaseLine = Schemas["TaxPurchaseLine"];
export type PurchasePapers = Schemas["TaxPurchasePapers"];
type Family = "92" | "95" | "98" | "D";
export type Ranking = Schemas["TaxRanking"];
export type Ranked = Schemas["RankedTaxpayer"];
export type Taxpayer = Schemas["TaxpayerOut"];
export type TaxMonth = Schemas["TaxMonth"];
export type TaxPack = Schemas["TaxPackOut"];
export type HandOver = Schemas["TaxHandOverOut"];
export type HandOverVerb = HandOver["may"][number];
export type Chip = Schemas["ChipOut"];
export type ChipTask = Schemas["ChipTaskOut"];
export type TaxDesk = Schemas["TaxDeskOut"];
export type Outcome = Schemas["HandOverOutcomeIn"]["outcome"];

export const comparison = (period: string) =>
  queryOptions({ queryKey: ["tax", "comparison", period], queryFn: () => ask(api.GET("/api/v1/tax/comparison", { params: { query: { period } } })) });

export const ranking = (until: string) =>
  queryOptions({ queryKey: ["tax", "ranking", until], queryFn: () => ask(api.GET("/api/v1/tax/ranking", { params: { query: until ? { until } : {} } })) });

export const taxpayer = (key: string, until: string) =>
  queryOptions({
    queryKey: ["tax", "taxpayer", key, until],
    queryFn: () => ask(api.GET("/api/v1/tax/taxpayers/{taxpayer}", { params: { path: { taxpayer: key }, query: until ? { until } : {} } })),
  });

export const purchases = (period: string) =>
  queryOptions({ queryKey: ["tax", "purchases", period], queryFn: () => ask(api.GET("/api/v1/tax/purchases", { params: { query: { period } } })) });

export const purchasePapers = (station: string, family: string, period: string) =>
  queryOptions({
    queryKey: ["tax", "purchases", station, family, period],
    queryFn: () => ask(api.GET("/api/v1/tax/purchases/{station_id}", { params: { path: { station_id: station }, query: { period, family: family as Family } } })),
  });

export const taxDesk = queryOptions({ queryKey: ["tax", "desk"], queryFn: () => ask(api.GET("/api/v1/tax/desk")) });

export const chips = queryOptions({ queryKey: ["tax", "chips"], queryFn: () => ask(api.GET("/api/v1/tax/chips")) });

export const chip = (station: string, nozzle: number) =>
  queryOptions({
    queryKey: ["tax", "chip", station, nozzle],
    queryFn: () => ask(api.GET("/api/v1/tax/chips/{station_id}/{nozzle_id}", { params: { path: { station_id: station, nozzle_id: nozzle } } })),
  });

export const handOver = (id: number) =>
  queryOptions({ queryKey: ["tax", "hand-over", id], queryFn: () => ask(api.GET("/api/v1/tax/hand-overs/{hand_over_id}", { params: { path: { hand_over_id: id } } })) });

export const takeTask = (finding: string) => ask(api.POST("/api/v1/tax/chip-tasks/{finding_id}/take", { params: { path: { finding_id: finding } } }));

export const finishTask = (finding: string, note: string) =>
  ask(api.POST("/api/v1/tax/chip-tasks/{finding_id}/done", { params: { path: { finding_id: finding } }, body: { note } }));

export const makePack = (body: Schemas["TaxPackIn"]) => ask(api.POST("/api/v1/tax/packs", { body }));

export const takePack = (pack: TaxPack) => download(`/api/v1/tax/packs/${pack.id}`, [], `${pack.taxpayer}_${pack.from_period}_${pack.until_period}.zip`);

export const sendToTax = (body: Schemas["HandOverIn"]) => ask(api.POST("/api/v1/tax/hand-overs", { body }));

const of = (id: number) => ({ params: { path: { hand_over_id: id } } });

export const receiveHandOver = (id: number, body: Schemas["HandOverReceiptIn"]) => ask(api.POST("/api/v1/tax/hand-overs/{hand_over_id}/receive", { ...of(id), body }));

export const returnHandOver = (id: number, note: string) => ask(api.POST("/api/v1/tax/hand-overs/{hand_over_id}/return", { ...of(id), body: { note } }));

export const settleHandOver = (id: number, body: Schemas["HandOverOutcomeIn"]) => ask(api.POST("/api/v1/tax/hand-overs/{hand_over_id}/settle", { ...of(id), body }));

export const setRate = (body: Schemas["TaxRateIn"]) => ask(api.POST("/api/v1/tax/rates", { body }));

export const makeGroup = (body: Schemas["TaxGroupIn"]) => ask(api.POST("/api/v1/tax/groups", { body }));

export const endGroup = (id: number, until: string) =>
  ask(api.POST("/api/v1/tax/groups/{group_id}/end", { params: { path: { group_id: id } }, body: { valid_until: until } }));

export const setTaxSettings = (settings: TaxDesk["settings"], reason: string) => ask(api.POST("/api/v1/tax/settings", { body: { settings, reason } }));
