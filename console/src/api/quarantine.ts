/** Records that were set aside: what is held, one of them, and what people do with them. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type Group = Schemas["GroupOut"];
export type SetAside = Schemas["RecordOut"];
export type Settle = Schemas["SettleIn"];
export type Verb = "replay" | "discard";

const REFRESH_MS = 60_000;
const WAITING_MS = 2_000;

export const quarantineGroups = queryOptions({
  queryKey: ["quarantine", "groups"],
  queryFn: () => ask(api.GET("/api/v1/quarantine/groups")),
  refetchInterval: REFRESH_MS,
});

/** A record; asked again quickly while its replay is awaited. */
export const setAside = (id: number) =>
  queryOptions({
    queryKey: ["quarantine", id],
    queryFn: () => ask(api.GET("/api/v1/quarantine/{quarantine_id}", { params: { path: { quarantine_id: id } } })),
    refetchInterval: ({ state }) => (state.data?.status === "asked" ? WAITING_MS : false),
  });

export const settle = (verb: Verb, body: Settle) =>
  ask(verb === "replay" ? api.POST("/api/v1/quarantine/replay", { body }) : api.POST("/api/v1/quarantine/discard", { body }));
