/** Tickets (运维工单): asked for, decided, cut off; pledges of confidentiality. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { request } from "./raw";

export type Ticket = Schemas["TicketOut"];
export type TicketStanding = Schemas["TicketStandingOut"];
export type NewTicket = Schemas["TicketIn"];
export type TicketStep = "withdraw" | "approve" | "reject" | "cut";

export const RENEWS = [["tickets"], ["table", "tickets"], ["me"]];

export const ticketStanding = queryOptions({ queryKey: ["tickets", "standing"], queryFn: () => ask(api.GET("/api/v1/tickets/standing")) });
export const ticket = (number: number) => queryOptions({ queryKey: ["tickets", "one", number], queryFn: () => ask(api.GET("/api/v1/tickets/{number}", { params: { path: { number } } })) });

export const askTicket = (body: NewTicket) => ask(api.POST("/api/v1/tickets", { body }));
export const takeTicketStep = (number: number, step: TicketStep, note: string) => ask(api.POST("/api/v1/tickets/{number}/{step}", { params: { path: { number, step } }, body: { note } }));
export const pledgeAddress = (id: number): string => `/api/v1/ticket-pledges/${id}/file`;

/** Files a signed pledge with its scan. */
export function filePledge(username: string, signed_on: string, until_on: string, scan: File): Promise<Schemas["PledgeOut"]> {
  const body = new FormData();
  Object.entries({ username, signed_on, until_on }).forEach(([name, value]) => body.set(name, value));
  body.set("scan", scan, scan.name);
  return request("POST", "/api/v1/ticket-pledges", { body });
}
