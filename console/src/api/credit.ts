/** Risk classes, decisions with objections and repair, official classes, draws by lot. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download, request } from "./raw";

export type CreditStation = Schemas["CreditStation"];
export type RiskMonth = Schemas["RiskMonth"];
export type RiskScheme = Schemas["RiskSchemeOut"];
export type CreditDecision = Schemas["CreditDecisionOut"];
export type CreditRequest = Schemas["CreditRequestOut"];
export type Draw = Schemas["DrawOut"];
export type DrawIn = Schemas["DrawIn"];

export const CREDIT = [["credit"], ["table", "risk_scores"], ["table", "credit_decisions"], ["table", "credit_requests"], ["table", "official_classes"], ["table", "draws"], ["table", "drawn_inspections"], ["workbench"]];

export const creditOverview = queryOptions({ queryKey: ["credit", "overview"], queryFn: () => ask(api.GET("/api/v1/credit")) });

export const ownCredit = queryOptions({ queryKey: ["credit", "own"], queryFn: () => ask(api.GET("/api/v1/credit/own")) });

export const creditOf = (station_id: string) =>
  queryOptions({ queryKey: ["credit", "station", station_id], queryFn: () => ask(api.GET("/api/v1/credit/stations/{station_id}", { params: { path: { station_id } } })) });

export const riskSchemes = queryOptions({ queryKey: ["credit", "schemes"], queryFn: () => ask(api.GET("/api/v1/credit/schemes")) });

export const computeScores = () => ask(api.POST("/api/v1/credit/scores"));

export const proposeScheme = (body: Schemas["RiskSchemeIn"]) => ask(api.POST("/api/v1/credit/schemes", { body }));

export const decideScheme = (version: number, body: Schemas["CreditVerdictIn"]) => ask(api.POST("/api/v1/credit/schemes/{version}/verdict", { params: { path: { version } }, body }));

function form(fields: Record<string, string>, papers: readonly File[]): FormData {
  const sent = new FormData();
  Object.entries(fields).forEach(([name, value]) => sent.append(name, value));
  papers.forEach((one) => sent.append("papers", one));
  return sent;
}

export const enterDecision = (fields: Record<string, string>, papers: readonly File[]) => request<CreditDecision>("POST", "/api/v1/credit/decisions", { body: form(fields, papers) });

export const askAbout = (decision: number, fields: { kind: string; text: string }, papers: readonly File[]) => request<CreditRequest>("POST", `/api/v1/credit/decisions/${decision}/requests`, { body: form(fields, papers) });

export const objectTo = (station_id: string, fields: { month: string; text: string }, papers: readonly File[]) => request<CreditRequest>("POST", `/api/v1/credit/stations/${station_id}/objections`, { body: form(fields, papers) });

export const creditRequest = (request_id: number) =>
  queryOptions({ queryKey: ["credit", "request", request_id], queryFn: () => ask(api.GET("/api/v1/credit/requests/{request_id}", { params: { path: { request_id } } })) });

export const decideRequest = (request_id: number, body: Schemas["CreditVerdictIn"]) => ask(api.POST("/api/v1/credit/requests/{request_id}/verdict", { params: { path: { request_id } }, body }));

export const enterOfficial = (body: Schemas["OfficialClassesIn"]) => ask(api.POST("/api/v1/credit/official", { body }));

export const exportCredit = () => download("/api/v1/credit-export.csv", [], "credit.csv");

export const drawDesk = (area: string) =>
  queryOptions({ queryKey: ["credit", "draw-desk", area], queryFn: () => ask(api.GET("/api/v1/draws/desk", { params: { query: { area } } })), enabled: area !== "" });

export const oneDraw = (draw_id: number) =>
  queryOptions({ queryKey: ["credit", "draw", draw_id], queryFn: () => ask(api.GET("/api/v1/draws/{draw_id}", { params: { path: { draw_id } } })) });

export const sealDraw = (body: DrawIn) => ask(api.POST("/api/v1/draws", { body }));

export const drawBySeed = (draw_id: number, body: Schemas["SeedIn"]) => ask(api.POST("/api/v1/draws/{draw_id}/seed", { params: { path: { draw_id } }, body }));

export const drawProof = (id: number) => download(`/api/v1/draws/${id}/proof.zip`, [], `draw-${id}.zip`);

export const barInspector = (body: Schemas["ConflictIn"]) => ask(api.POST("/api/v1/conflicts", { body }));

export const endConflict = (conflict_id: number) => ask(api.POST("/api/v1/conflicts/{conflict_id}/remove", { params: { path: { conflict_id } } }));
