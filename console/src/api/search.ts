import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import type { Schemas } from "./client";
import { request } from "./raw";

export type Hit = Schemas["Hit"];

/** What the platform finds for a text, whatever kind it is. */
export const found = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    queryFn: ({ signal }) => request<Hit[]>("GET", "/api/v1/search", { query: [["q", text]], signal }),
    enabled: text !== "",
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
