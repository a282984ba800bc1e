/** Inspections on site: what to take along, records handed in, notes to them, checklists. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download, request } from "./raw";

export type Kit = Schemas["Kit"];
export type KitStation = Schemas["KitStation"];
export type Checklist = Schemas["ChecklistOut"];
export type Inspection = Schemas["InspectionOut"];
export type InspectionNoteIn = Schemas["InspectionNoteIn"];

/** Where a device was: degrees (WGS 84), accuracy in metres. */
export interface Place {
  latitude: number;
  longitude: number;
  accuracy_m: number | null;
  at: string;
}

/** A record as it is handed in, as JSON beside its files; docs/inspection.md says what each part means. */
export interface InspectionIn {
  number: string;
  station_id: string;
  checklist: number;
  started_at: string;
  ended_at: string;
  inspectors: Inspection["inspectors"];
  site_name: string;
  site_role: string;
  place: Place | null;
  answers: Pick<Inspection["answers"][number], "code" | "answer" | "remark">[];
  readings: { kind: "totalizer" | "level" | "water" | "temperature" | "price" | "pressure" | "other"; at: string; value: string; remark: string }[];
  seals: Pick<Inspection["seals"][number], "dispenser_id" | "position" | "seal_no" | "state" | "remark">[];
  photos: { item: string; caption: string; taken_at: string; place: Place | null }[];
  signatures: Pick<Inspection["signatures"][number], "side" | "name" | "signed_at">[];
  findings: string;
  conclusion: Inspection["conclusion"];
  rectify_by: string | null;
  statement: string;
  refused: string;
  lead: { kind: string; text: string } | null;
}

export const INSPECTIONS = [["inspections"], ["table", "inspections"]];

/** Checklists and stations; kept on the device for when there is no network. */
export const inspectionKit = queryOptions({ queryKey: ["inspections", "kit"], queryFn: () => ask(api.GET("/api/v1/inspections/kit")), staleTime: 300_000 });

export const inspection = (id: number) =>
  queryOptions({ queryKey: ["inspections", "one", id], queryFn: () => ask(api.GET("/api/v1/inspections/{inspection_id}", { params: { path: { inspection_id: id } } })) });

export const addNote = (id: number, body: InspectionNoteIn) => ask(api.POST("/api/v1/inspections/{inspection_id}/notes", { params: { path: { inspection_id: id } }, body }));

export const setChecklist = (department: string, body: Schemas["ChecklistIn"]) => ask(api.PUT("/api/v1/inspections/checklists/{department}", { params: { path: { department } }, body }));

export const downloadRecord = (id: number, code: string) => download(`/api/v1/inspections/${id}/record.pdf`, [], `${code}.pdf`);

/** Hands in a record with its files, in the order in which the record names them. */
export function handIn(record: InspectionIn, photos: readonly Blob[], signatures: readonly Blob[]): Promise<Inspection> {
  const body = new FormData();
  body.set("record", JSON.stringify(record));
  photos.forEach((photo, place) => body.append("photos", photo, `photo-${place + 1}.jpg`));
  signatures.forEach((signature, place) => body.append("signatures", signature, `signature-${place + 1}.png`));
  return request<Inspection>("POST", "/api/v1/inspections", { body });
}
