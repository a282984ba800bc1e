/** Files with rows of the register: sent, previewed, committed. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import type { Schemas } from "./client";
import { download, request, type Query } from "./raw";

export type Upload = Schemas["UploadOut"];
export type UploadRow = Schemas["UploadRow"];
export type RowState = UploadRow["state"];

const at = (id: number): string => `/api/v1/uploads/${id}`;

/** A page of an upload's rows, of one state or of all. */
export const upload = (id: number, state: RowState | null, page: number, size: number) =>
  queryOptions({
    queryKey: ["upload", id, state, page, size],
    queryFn: ({ signal }) => {
      const query: [string, string][] = [["page", String(page)], ["page_size", String(size)]];
      return request<Upload>("GET", at(id), { query: state ? [...query, ["state", state]] : query, signal });
    },
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    refetchInterval: ({ state: { data } }) => (data?.progress ? 1_000 : false),
  });

/** Sends a file; what it would change comes back. */
export function sendFile(sheet: string, file: File): Promise<Upload> {
  const body = new FormData();
  body.set("sheet", sheet);
  body.set("file", file, file.name);
  return request<Upload>("POST", "/api/v1/uploads", { body });
}

export const commitUpload = (id: number, body: { reason: string; effective_on: string | null }) =>
  request<Upload>("POST", `${at(id)}/commit`, { body });

export const discardUpload = (id: number) => request<Upload>("POST", `${at(id)}/discard`);

const NO_QUERY: Query = [];

export const takeTemplate = (sheet: string) =>
  download(`/api/v1/register/${encodeURIComponent(sheet)}/template`, NO_QUERY, `${sheet}.xlsx`);

export const takeMarked = (id: number) => download(`${at(id)}/marked`, NO_QUERY, `upload-${id}.xlsx`);
