/** The exchange with platforms of others: catalogue, applications, uploads, files on a schedule, acts. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download } from "./raw";

export type Exchange = Schemas["ExchangeOverview"];
export type Platform = Schemas["PlatformOut"];
export type Application = Schemas["ApplicationOut"];
export type ActType = Schemas["ActTypeOut"];
export type Decision = Schemas["RowDecisionIn"];

const TABLES = ["entries", "applications", "messages", "batches", "rows", "differences", "runs", "acts"];
export const EXCHANGE = [["exchange"], ["sharing"], ["workbench"], ...TABLES.map((name) => ["table", `exchange_${name}`])];

export const exchangeOverview = queryOptions({ queryKey: ["exchange", "overview"], queryFn: () => ask(api.GET("/api/v1/exchange/overview")) });

export const application = (application_id: number) => queryOptions({ queryKey: ["exchange", "application", application_id], queryFn: () => ask(api.GET("/api/v1/exchange/applications/{application_id}", { params: { path: { application_id } } })) });

export const addPlatform = (body: Schemas["PlatformIn"]) => ask(api.POST("/api/v1/exchange/platforms", { body }));

const at = (platform_id: number) => ({ params: { path: { platform_id } } });

export const switchPlatform = (id: number, active: boolean) => ask(api.POST("/api/v1/exchange/platforms/{platform_id}/active", { ...at(id), body: { active } }));

export const askPlatform = (id: number) => ask(api.POST("/api/v1/exchange/platforms/{platform_id}/round", at(id)));

export const takeDocuments = (id: number, documents: Schemas["DocumentsIn"]["documents"]) => ask(api.POST("/api/v1/exchange/platforms/{platform_id}/documents", { ...at(id), body: { documents } }));

export const makeBatch = (id: number, dataset: string) => ask(api.POST("/api/v1/exchange/platforms/{platform_id}/batches", { ...at(id), body: { dataset } }));

export const writeEntry = (body: Schemas["EntryIn"]) => ask(api.POST("/api/v1/exchange/entries", { body }));

export const stepEntry = (catalogue_id: number, step: "publish" | "withdraw") => ask(api.POST("/api/v1/exchange/entries/{catalogue_id}/steps", { params: { path: { catalogue_id } }, body: { step } }));

export const decideApplication = (application_id: number, body: Schemas["ApplicationDecisionIn"]) => ask(api.POST("/api/v1/exchange/applications/{application_id}/decide", { params: { path: { application_id } }, body }));

export const decideRow = (row_id: number, body: Decision) => ask(api.POST("/api/v1/exchange/rows/{row_id}/decide", { params: { path: { row_id } }, body }));

export const decideDifference = (upload_difference_id: number, body: Decision) => ask(api.POST("/api/v1/exchange/differences/{upload_difference_id}/decide", { params: { path: { upload_difference_id } }, body }));

export const addSchedule = (body: Schemas["ScheduleIn"]) => ask(api.POST("/api/v1/exchange/schedules", { body }));

export const endSchedule = (schedule_id: number) => ask(api.POST("/api/v1/exchange/schedules/{schedule_id}/end", { params: { path: { schedule_id } } }));

export const setActType = (act_kind: string, body: Schemas["ActTypeIn"]) => ask(api.POST("/api/v1/exchange/act-types/{act_kind}", { params: { path: { act_kind } }, body }));

export const exportActs = (body: Schemas["ActExportIn"]) => ask(api.POST("/api/v1/exchange/acts", { body }));

export const downloadActs = (id: number, form: "xlsx" | "json") => download(`/api/v1/exchange/acts/${id}/${form}`, [], `JGXW-${String(id).padStart(6, "0")}.${form}`);
