/** Duty: rosters, the hand-over from shift to shift, and the workbench that shows both. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { request } from "./raw";

export type Roster = Schemas["RosterOut"];
export type RosterBody = Schemas["RosterIn"];
export type RosterList = Schemas["RosterList"];
export type Shift = Schemas["ShiftIn"];
export type DutyMonth = Schemas["DutyMonth"];
export type DutyDay = Schemas["DutyDay"];
export type DutySlot = Schemas["SlotOut"];
export type FillBody = Schemas["FillIn"];
export type PutBody = Schemas["PutIn"];
export type Handover = Schemas["HandoverOut"];
export type HandoverVerb = Handover["may"][number];
export type Workbench = Schemas["WorkbenchOut"];

export const workbench = queryOptions({
  queryKey: ["workbench"],
  queryFn: () => ask(api.GET("/api/v1/workbench")),
  refetchInterval: 60_000,
});

export const rosters = queryOptions({ queryKey: ["duty", "rosters"], queryFn: () => ask(api.GET("/api/v1/duty/rosters")) });

export const rosterDays = (id: number, first: string, last: string) =>
  queryOptions({
    queryKey: ["duty", "days", id, first, last],
    queryFn: () => ask(api.GET("/api/v1/duty/rosters/{roster_id}", { params: { path: { roster_id: id }, query: { first, last } } })),
  });

export const candidates = (id: number) =>
  queryOptions({
    queryKey: ["duty", "people", id],
    queryFn: () => ask(api.GET("/api/v1/duty/rosters/{roster_id}/people", { params: { path: { roster_id: id } } })),
  });

export const handover = (entry: number) =>
  queryOptions({
    queryKey: ["duty", "handover", entry],
    queryFn: () => ask(api.GET("/api/v1/duty/handovers/{entry_id}", { params: { path: { entry_id: entry } } })),
  });

export const saveRoster = (body: RosterBody) => ask(api.POST("/api/v1/duty/rosters", { body }));
export const fillRoster = (id: number, body: FillBody) => request<Schemas["FillOut"]>("POST", `/api/v1/duty/rosters/${id}/fill`, { body });
export const putShift = (id: number, body: PutBody) => request<void>("POST", `/api/v1/duty/rosters/${id}/put`, { body });
export const swapShifts = (body: Schemas["SwapIn"]) => request<void>("POST", "/api/v1/duty/swap", { body });
export const handOver = (entry: number, verb: HandoverVerb, body: Record<string, string>) =>
  request<Handover>("POST", `/api/v1/duty/handovers/${entry}/${verb}`, { body });

/** A verb about duty; what it may have changed is asked anew. */
export function useDutyVerb<In, Out>(verb: (given: In) => Promise<Out>, onDone?: (out: Out) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: verb,
    onSuccess: (out) => {
      [["duty"], ["workbench"], ["table", "handovers"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      onDone?.(out);
    },
  });
}
