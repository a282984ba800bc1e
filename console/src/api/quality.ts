/** Fuel quality: plans, samples, reports, limits, hints. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type QualityOverview = Schemas["QualityOverview"];
export type DensityHint = Schemas["DensityHint"];
export type SamplingPlan = Schemas["SamplingPlanOut"];
export type NewPlan = Schemas["SamplingPlanIn"];
export type FuelSample = Schemas["SampleOut"];
export type NewSample = Schemas["SampleIn"];
export type SampleStep = Schemas["SampleStepIn"];
export type LabReport = Schemas["LabReportOut"];
export type NewReport = Schemas["LabReportIn"];
export type QualityLimit = Schemas["QualityLimitOut"];
export type NewLimit = Schemas["QualityLimitIn"];

export const RENEWS = [["quality"], ["table", "quality_samples"]];

export const qualityOverview = (first: string, last: string) =>
  queryOptions({ queryKey: ["quality", "overview", first, last], queryFn: () => ask(api.GET("/api/v1/quality", { params: { query: { first, last } } })) });

export const samplingPlans = queryOptions({ queryKey: ["quality", "plans"], queryFn: () => ask(api.GET("/api/v1/quality/plans")) });

export const makePlan = (body: NewPlan) => ask(api.POST("/api/v1/quality/plans", { body }));

export const fuelSample = (id: number) =>
  queryOptions({ queryKey: ["quality", "sample", id], queryFn: () => ask(api.GET("/api/v1/quality/samples/{sample_id}", { params: { path: { sample_id: id } } })) });

export const takeSample = (body: NewSample) => ask(api.POST("/api/v1/quality/samples", { body }));

export const takeStep = (id: number, body: SampleStep) => ask(api.POST("/api/v1/quality/samples/{sample_id}/steps", { params: { path: { sample_id: id } }, body }));

export const enterReport = (id: number, body: NewReport) => ask(api.POST("/api/v1/quality/samples/{sample_id}/reports", { params: { path: { sample_id: id } }, body }));

export const qualityLimits = queryOptions({ queryKey: ["quality", "limits"], queryFn: () => ask(api.GET("/api/v1/quality/limits")) });

export const setLimit = (body: NewLimit) => ask(api.POST("/api/v1/quality/limits", { body }));
