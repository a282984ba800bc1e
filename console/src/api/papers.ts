/** Papers of supply: delivery documents entered with photos, and one paper with all that belongs to it. */
import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "./client";
import { request } from "./raw";

export type Paper = Schemas["PaperOut"];
export type PaperKind = Paper["paper"];
export type DeliveryDefaults = Schemas["DeliveryDefaults"];
export type DeliveryEntered = Schemas["DeliveryEntered"];

export type PaperSheet = Schemas["PaperSheet"];

/** The kinds of papers with their columns. */
export const paperSheets = queryOptions({
  queryKey: ["paper-sheets"],
  queryFn: ({ signal }) => request<PaperSheet[]>("GET", "/api/v1/papers", { signal }),
  staleTime: Infinity,
});

/** What the form for a station's delivery begins with. */
export const deliveryDefaults = (station: string) =>
  queryOptions({
    queryKey: ["delivery-defaults", station],
    queryFn: ({ signal }) => request<DeliveryDefaults>("GET", `/api/v1/stations/${station}/delivery-defaults`, { signal }),
    staleTime: 60_000,
  });

export const paper = (kind: PaperKind, key: string) =>
  queryOptions({
    queryKey: ["paper", kind, key],
    queryFn: ({ signal }) => request<Paper>("GET", `/api/v1/papers/${kind}/one`, { query: [["key", key]], signal }),
  });

/** Enters a delivery with its photos; fields that are empty are left out. */
export function enterDelivery(fields: Record<string, string>, photos: readonly File[], dryRun: boolean): Promise<DeliveryEntered> {
  const body = new FormData();
  Object.entries(fields).forEach(([name, value]) => value.trim() && body.set(name, value.trim()));
  body.set("dry_run", String(dryRun));
  if (!dryRun) photos.forEach((photo) => body.append("photos", photo, photo.name));
  return request<DeliveryEntered>("POST", "/api/v1/deliveries", { body });
}

export function addPhotos(kind: PaperKind, key: string, photos: readonly File[]): Promise<Schemas["Attached"]> {
  const body = new FormData();
  body.set("key", key);
  photos.forEach((photo) => body.append("photos", photo, photo.name));
  return request("POST", `/api/v1/papers/${kind}/photos`, { body });
}
