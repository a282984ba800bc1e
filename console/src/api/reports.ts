/** Reports: as the figures are now, kept ones with their files, schedules; the station's own day. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download, request, type Query } from "./raw";

export type Report = Schemas["ReportOut"];
export type ReportRow = Schemas["ReportRow"];
export type ReportWanted = Schemas["ReportWanted"];
export type KeptReport = Schemas["KeptReport"];
export type KeptReportOut = Schemas["KeptReportOut"];
export type ReportDifferences = Schemas["ReportDifferences"];
export type ReportSchedule = Schemas["ReportSchedule"];
export type ReportScheduleIn = Schemas["ReportScheduleIn"];
export type ReportRecipient = Schemas["ReportRecipient"];
export type PortalToday = Schemas["PortalToday"];
export type PortalStation = Schemas["PortalStation"];

export const reportNow = (wanted: ReportWanted) =>
  queryOptions({
    queryKey: ["reports", "now", wanted],
    queryFn: ({ signal }) => {
      const query: Query = Object.entries(wanted).filter(([, value]) => value).map(([name, value]) => [name, String(value)] as const);
      return request<Report>("GET", "/api/v1/reports/now", { query, signal });
    },
    placeholderData: keepPreviousData,
  });

export const keptReports = (page: number) =>
  queryOptions({ queryKey: ["reports", "kept", page], queryFn: () => ask(api.GET("/api/v1/reports", { params: { query: { page } } })), placeholderData: keepPreviousData });

export const keptReport = (number: number) =>
  queryOptions({ queryKey: ["reports", "one", number], queryFn: () => ask(api.GET("/api/v1/reports/{number}", { params: { path: { number } } })) });

export const keepReport = (body: ReportWanted) => ask(api.POST("/api/v1/reports", { body }));

export const keepReportAnew = (number: number) => ask(api.POST("/api/v1/reports/{number}/anew", { params: { path: { number } } }));

export const reportDifferences = (number: number) =>
  queryOptions({ queryKey: ["reports", "differences", number], queryFn: () => ask(api.GET("/api/v1/reports/{number}/differences", { params: { path: { number } } })) });

export const takeReport = (number: number, form: "xlsx" | "pdf") => download(`/api/v1/reports/${number}/files/${form}`, [], `report-${number}.${form}`);

export const reportSchedules = queryOptions({ queryKey: ["reports", "schedules"], queryFn: () => ask(api.GET("/api/v1/report-schedules")) });

export const reportRecipients = queryOptions({ queryKey: ["reports", "recipients"], queryFn: () => ask(api.GET("/api/v1/report-recipients")) });

export const scheduleReport = (body: ReportScheduleIn) => ask(api.POST("/api/v1/report-schedules", { body }));

export const setScheduleActive = (number: number, active: boolean) => ask(api.POST("/api/v1/report-schedules/{number}/active", { params: { path: { number } }, body: { active } }));

export const portalToday = queryOptions({ queryKey: ["portal", "today"], queryFn: () => ask(api.GET("/api/v1/portal/today")), refetchInterval: 60_000 });
