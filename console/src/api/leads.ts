/** Leads: opened with photos, moved step by step, who reported for a reason, terms of answers. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { request } from "./raw";

export type Lead = Schemas["LeadOut"];
export type NewLeadStep = Schemas["LeadStepIn"];
export type LeadStepKind = Lead["next_steps"][number];
export type Reporter = Schemas["ReporterOut"];
export type Term = Schemas["TermOut"];

export const RENEWS = [["leads"], ["table", "leads"], ["workbench"]];

export const leadOverview = queryOptions({ queryKey: ["leads", "overview"], queryFn: () => ask(api.GET("/api/v1/leads/overview")) });

export const leadTerms = queryOptions({ queryKey: ["leads", "terms"], queryFn: () => ask(api.GET("/api/v1/leads/terms")) });

export const setTerm = (source: string, body: Schemas["TermIn"]) => ask(api.PUT("/api/v1/leads/terms/{source}", { params: { path: { source } }, body }));

export const lead = (id: number) =>
  queryOptions({ queryKey: ["leads", "one", id], queryFn: () => ask(api.GET("/api/v1/leads/{lead_id}", { params: { path: { lead_id: id } } })) });

export const takeLeadStep = (id: number, body: NewLeadStep) => ask(api.POST("/api/v1/leads/{lead_id}/steps", { params: { path: { lead_id: id } }, body }));

export const leadReporter = (id: number, reason: string): Promise<Reporter> => ask(api.POST("/api/v1/leads/{lead_id}/reporter", { params: { path: { lead_id: id } }, body: { reason } }));

/** Enters a lead with its photos; fields that are empty are left out. */
export function enterLead(fields: Record<string, string | undefined>, photos: readonly File[]): Promise<Lead> {
  const body = new FormData();
  Object.entries(fields).forEach(([name, value]) => value?.trim() && body.set(name, value.trim()));
  photos.forEach((photo) => body.append("photos", photo, photo.name));
  return request<Lead>("POST", "/api/v1/leads", { body });
}
