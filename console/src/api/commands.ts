/** A collector's page, and the commands that are asked of it. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type CollectorPage = Schemas["CollectorPage"];
export type Command = Schemas["CommandOut"];
export type CommandKind = Schemas["KindOut"];
export type Argument = Schemas["ArgumentOut"];

const REFRESH_MS = 30_000;
const WAITING_MS = 3_000;

export const collectorPage = (id: string) =>
  queryOptions({
    queryKey: ["collector", id],
    queryFn: () => ask(api.GET("/api/v1/collectors/{collector_id}", { params: { path: { collector_id: id } } })),
    refetchInterval: REFRESH_MS,
  });

/** Whether a command has neither an answer nor an end. */
export const isOpen = (state: string): boolean => state === "waiting" || state === "sent";

/** A command, asked again quickly while its answer is awaited. */
export const command = (id: string) =>
  queryOptions({
    queryKey: ["command", id],
    queryFn: () => ask(api.GET("/api/v1/commands/{command_id}", { params: { path: { command_id: id } } })),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.state) ? WAITING_MS : false),
  });

export const askCommand = (collector: string, body: Schemas["CommandIn"]) =>
  ask(api.POST("/api/v1/collectors/{collector_id}/commands", { params: { path: { collector_id: collector } }, body }));

export const cancelCommand = (id: string, reason: string) =>
  ask(api.POST("/api/v1/commands/{command_id}/cancel", { params: { path: { command_id: id } }, body: { reason } }));
