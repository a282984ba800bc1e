/** The exchange with e-CQS: how the ledgers stand, rounds, differences decided. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type EcqsInstrument = Schemas["EcqsInstrument"];
export type ExchangeRound = Schemas["ExchangeRoundOut"];
export type Decision = Schemas["DecisionIn"];
export type LedgerDefault = Schemas["LedgerDefaultOut"];

export const RENEWS = [["ecqs"], ["table", "ecqs_instruments"], ["table", "ecqs_differences"], ["table", "ecqs_rounds"], ["workbench"]];

export const ecqsOverview = queryOptions({ queryKey: ["ecqs", "overview"], queryFn: () => ask(api.GET("/api/v1/ecqs")) });

export const ecqsDefaults = queryOptions({ queryKey: ["ecqs", "defaults"], queryFn: () => ask(api.GET("/api/v1/ecqs/defaults")) });

export const setDefault = (field: string, body: Schemas["LedgerDefaultIn"]) => ask(api.PUT("/api/v1/ecqs/defaults/{field}", { params: { path: { field } }, body }));

export const ecqsInstrument = (id: number) =>
  queryOptions({ queryKey: ["ecqs", "instrument", id], queryFn: () => ask(api.GET("/api/v1/ecqs/instruments/{instrument_id}", { params: { path: { instrument_id: id } } })) });

export const ecqsRound = (id: number) =>
  queryOptions({ queryKey: ["ecqs", "round", id], queryFn: () => ask(api.GET("/api/v1/ecqs/rounds/{round_id}", { params: { path: { round_id: id } } })) });

export const askExchange = (direction: "in" | "out") => ask(api.POST("/api/v1/ecqs/exchange", { body: { direction } }));

export const exportLedger = () => ask(api.POST("/api/v1/ecqs/export"));

export const decide = (id: number, body: Decision) => ask(api.POST("/api/v1/ecqs/differences/{difference_id}", { params: { path: { difference_id: id } }, body }));

export const pair = (id: number, body: Schemas["PairIn"]) => ask(api.POST("/api/v1/ecqs/instruments/{instrument_id}/pair", { params: { path: { instrument_id: id } }, body }));
