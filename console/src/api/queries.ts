/** Every question the console asks, with the key it is cached under. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, type QueryClient } from "@tanstack/react-query";

import { api, ask } from "./client";
import type { operations } from "./schema";

/** How often live figures are asked for again when no event came, ms. */
const REFRESH_MS = 30_000;

/** Marks what the page asks again by itself, so that it counts neither as activity nor as another look. */
function renewing(client: QueryClient, queryKey: readonly unknown[]): Record<string, string> {
  return client.getQueryData(queryKey) === undefined ? {} : { "X-Background": "1" };
}

type QueryOf<Name extends keyof operations> = operations[Name]["parameters"] extends { query?: infer Q }
  ? NonNullable<Q>
  : never;
type AlertFilter = QueryOf<"youjian_bureau_alerts_api_alerts">;

/** What the city's profile says of the console: its modules, its own words. */
export const city = queryOptions({
  queryKey: ["city"],
  queryFn: () => ask(api.GET("/api/v1/city")),
  staleTime: Infinity,
});

export const overview = queryOptions({
  queryKey: ["overview"],
  queryFn: () => ask(api.GET("/api/v1/overview")),
  refetchInterval: REFRESH_MS,
});

export const cityMap = queryOptions({
  queryKey: ["map"],
  queryFn: () => ask(api.GET("/api/v1/map")),
  refetchInterval: REFRESH_MS,
});

export const boundaries = queryOptions({
  queryKey: ["boundaries"],
  queryFn: () => ask(api.GET("/api/v1/regions/boundaries")),
  staleTime: Infinity,
});

/** All that a wall shows; events renew it, this only when none comes. */
export const cockpit = queryOptions({
  queryKey: ["cockpit"],
  queryFn: () => ask(api.GET("/api/v1/cockpit")),
  refetchInterval: 10_000,
  refetchIntervalInBackground: true,
  staleTime: 0,
});

export const cockpitBoundaries = queryOptions({
  queryKey: ["cockpit-boundaries"],
  queryFn: () => ask(api.GET("/api/v1/cockpit/boundaries")),
  staleTime: Infinity,
});

export const rules = queryOptions({
  queryKey: ["rules"],
  queryFn: () => ask(api.GET("/api/v1/rules")),
  staleTime: 3_600_000,
});

export const station = (id: string) =>
  queryOptions({
    queryKey: ["station", id],
    queryFn: ({ client, queryKey }) => {
      const headers = renewing(client, queryKey);
      return ask(api.GET("/api/v1/stations/{station_id}", { params: { path: { station_id: id } }, headers }));
    },
    refetchInterval: REFRESH_MS,
  });

export const collectors = (id: string) =>
  queryOptions({
    queryKey: ["collectors", id],
    queryFn: () => ask(api.GET("/api/v1/stations/{station_id}/collectors", { params: { path: { station_id: id } } })),
  });

export const fuellings = (id: string, nozzle: number | null) =>
  infiniteQueryOptions({
    queryKey: ["fuellings", id, nozzle],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET("/api/v1/stations/{station_id}/fuellings", {
          params: { path: { station_id: id }, query: { nozzle_id: nozzle, before: pageParam, limit: 50 } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_before,
  });

/** A tank's levels of the last hours, up to the moment of asking. */
export const tankSeries = (id: string, tank: number, hours: number) =>
  queryOptions({
    queryKey: ["tank", id, tank, hours],
    queryFn: () => {
      const to = Date.now();
      const query = { from_at: new Date(to - hours * 3_600_000).toISOString(), to_at: new Date(to).toISOString() };
      const params = { path: { station_id: id, tank_id: tank }, query };
      return ask(api.GET("/api/v1/stations/{station_id}/tanks/{tank_id}/readings", { params }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

export const alerts = (filter: AlertFilter) =>
  queryOptions({
    queryKey: ["alerts", filter],
    queryFn: () => ask(api.GET("/api/v1/alerts", { params: { query: filter } })),
    placeholderData: keepPreviousData,
  });

/** Looking at an alert is journaled, so it is asked for again only when it changed. */
export const alert = (id: number) =>
  queryOptions({
    queryKey: ["alert", id],
    queryFn: ({ client, queryKey }) => {
      const headers = renewing(client, queryKey);
      return ask(api.GET("/api/v1/alerts/{alert_id}", { params: { path: { alert_id: id } }, headers }));
    },
    staleTime: Infinity,
  });

export const journalChain = queryOptions({
  queryKey: ["journal", "chain"],
  queryFn: () => ask(api.GET("/api/v1/journal/chain")),
});
