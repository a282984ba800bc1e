/** The working-day calendar. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { request } from "./raw";

export type Year = Schemas["YearOut"];
export type Day = Schemas["DayOut"];
export type Change = Schemas["DayChangeOut"];
export type Taking = Schemas["TakingOut"];
export type Preview = Schemas["NoticePreview"];
export type DayRow = Schemas["DayRow"];
export type ReadFile = Schemas["FileOut"];

export const calendarYear = (year: number) =>
  queryOptions({
    queryKey: ["calendar", year],
    queryFn: () => ask(api.GET("/api/v1/calendar/{year}", { params: { path: { year } } })),
    staleTime: 60_000,
  });

/** Years whose notice should have been taken by now. */
export const calendarStatus = queryOptions({
  queryKey: ["calendar", "status"],
  queryFn: () => ask(api.GET("/api/v1/calendar/status")),
  staleTime: 600_000,
});

export const due = (day: string, n: number) =>
  queryOptions({
    queryKey: ["calendar", "due", day, n],
    queryFn: () => ask(api.GET("/api/v1/calendar/due", { params: { query: { day, n } } })),
  });

export const previewNotice = (text: string, year: number | null) => ask(api.POST("/api/v1/calendar/notices/preview", { body: { text, year } }));
export const takeNotice = (body: Schemas["TakeNoticeIn"]) => ask(api.POST("/api/v1/calendar/notices", { body }));
export const takeDays = (rows: DayRow[], reason: string) => ask(api.POST("/api/v1/calendar/days", { body: { rows, reason } }));

/** What a file holds: a notice's text, or days. */
export function readFile(file: File): Promise<ReadFile> {
  const form = new FormData();
  form.append("file", file);
  return request<ReadFile>("POST", "/api/v1/calendar/files", { body: form });
}
