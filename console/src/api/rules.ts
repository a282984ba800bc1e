/** The rules desk: catalogue, precision, switch-offs, and changes of rules. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { request } from "./raw";

export type RuleLine = Schemas["RuleLine"];
export type RulePage = Schemas["RulePage"];
export type Parameter = Schemas["ParameterOut"];
export type Version = Schemas["VersionOut"];
export type SwitchOff = Schemas["SwitchOffOut"];
export type Precision = Schemas["PrecisionOut"];
export type Proposal = Schemas["ProposalOut"];
export type ProposalVerb = Proposal["may"][number];
export type Backtest = Schemas["BacktestOut"];
export type Change = Schemas["ParameterChange"];

const RUNNING_MS = 3_000;

/** The catalogue as this person sees it. */
export const ruleCatalogue = queryOptions({
  queryKey: ["rules", "catalogue"],
  queryFn: () => ask(api.GET("/api/v1/rules")),
});

export const rulePage = (code: string) =>
  queryOptions({
    queryKey: ["rules", "page", code],
    queryFn: () => ask(api.GET("/api/v1/rules/{rule}", { params: { path: { rule: code } } })),
  });

export const ruleSets = queryOptions({ queryKey: ["rules", "sets"], queryFn: () => ask(api.GET("/api/v1/rule-sets")) });

export const rulePrecision = (by: "rule" | "cause", days: number, region: string) =>
  queryOptions({
    queryKey: ["rules", "precision", by, days, region],
    queryFn: () => ask(api.GET("/api/v1/rule-precision", { params: { query: { by, days, region } } })),
  });

/** The rules switched off at a station now. */
export const switchedOffAt = (station: string) =>
  queryOptions({
    queryKey: ["switch-offs", station],
    queryFn: () => ask(api.GET("/api/v1/switch-offs", { params: { query: { station_id: station, running: true } } })),
  });

export const switchOff = (body: Schemas["SwitchOffIn"]) => ask(api.POST("/api/v1/switch-offs", { body }));

export const endSwitchOff = (id: number, reason: string) =>
  ask(api.POST("/api/v1/switch-offs/{number}/end", { params: { path: { number: id } }, body: { reason } }));

/** Whether a backtest has not come to its end. */
export const isRunning = (state: string | undefined): boolean => state === "waiting" || state === "running";

/** A change of rules; asked for again quickly while it is being tried. */
export const ruleChange = (id: number) =>
  queryOptions({
    queryKey: ["rule-change", id],
    queryFn: () => ask(api.GET("/api/v1/rule-changes/{change_id}", { params: { path: { change_id: id } } })),
    refetchInterval: ({ state }) => (isRunning(state.data?.backtest?.state) ? RUNNING_MS : false),
  });

export const draftChange = (body: Schemas["ProposalIn"]) => ask(api.POST("/api/v1/rule-changes", { body }));

export const editChange = (id: number, body: Schemas["ProposalIn"]) =>
  ask(api.POST("/api/v1/rule-changes/{change_id}/edit", { params: { path: { change_id: id } }, body }));

/** Takes a step with a change. */
export const stepChange = (id: number, verb: Exclude<ProposalVerb, "edit">, body: Record<string, unknown>) =>
  request<Proposal>("POST", `/api/v1/rule-changes/${id}/${verb}`, { body });
