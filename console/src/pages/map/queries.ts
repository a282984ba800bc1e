import { queryOptions } from "@tanstack/react-query";

import { api, ask } from "@/api/client";
import { request } from "@/api/raw";
import type { Schemas } from "@/api/client";

import type { ValueLayer } from "./layers";

/** Asked for again without an event, too, ms. */
const REFRESH_MS = 60_000;

/** A layer's values; the browser is told when they are still the same. */
export const mapLayer = (layer: ValueLayer) =>
  queryOptions({
    queryKey: ["map-layer", layer],
    queryFn: ({ signal }) => request<Schemas["LayerOut"]>("GET", `/api/v1/map/layers/${layer}`, { signal }),
    refetchInterval: REFRESH_MS,
  });

/** A station in short, for the drawer. */
export const stationShort = (id: string) =>
  queryOptions({
    queryKey: ["map-station", id],
    queryFn: () => ask(api.GET("/api/v1/map/stations/{station_id}", { params: { path: { station_id: id } } })),
    refetchInterval: REFRESH_MS,
  });
