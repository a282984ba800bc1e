/** Emergencies: reported, taken step by step, called about; the call list, terms and drills. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download, request } from "./raw";

export type Incident = Schemas["IncidentOut"];
export type IncidentIn = Schemas["IncidentIn"];
export type IncidentStepIn = Schemas["IncidentStepIn"];
export type IncidentNextStep = Incident["next_steps"][number];
export type CallLine = Incident["call_list"][number];
export type Contact = Schemas["IncidentContactOut"];
export type ContactIn = Schemas["IncidentContactIn"];
export type IncidentSettings = Schemas["IncidentSettings"];
export type IncidentTerm = IncidentSettings["terms"][number];
export type Photo = Incident["photos"][number];
export type Drill = Schemas["DrillOut"];
export type DrillIn = Schemas["DrillIn"];
export type DrillCounty = Schemas["DrillCounty"];

export const INCIDENTS = [["incidents"], ["drills"], ["table", "incidents"], ["table", "drills"], ["table", "drill-measures"], ["table", "drill-stations"], ["workbench"]];

const path = (incident_id: number) => ({ params: { path: { incident_id } } });

export const incidentOverview = queryOptions({ queryKey: ["incidents", "overview"], queryFn: () => ask(api.GET("/api/v1/incidents/overview")) });

export const incidentSettings = queryOptions({ queryKey: ["incidents", "settings"], queryFn: () => ask(api.GET("/api/v1/incidents/settings")) });

export const setIncidentTerm = (kind: string, what: string, body: Schemas["IncidentTermIn"]) => ask(api.PUT("/api/v1/incidents/terms/{kind}/{what}", { params: { path: { kind, what } }, body }));

export const setAudience = (kind: string, departments: string[]) => ask(api.PUT("/api/v1/incidents/audience/{kind}", { params: { path: { kind } }, body: { departments } }));

export const contacts = queryOptions({ queryKey: ["incidents", "contacts"], queryFn: () => ask(api.GET("/api/v1/incidents/contacts")) });

export const addContact = (body: ContactIn) => ask(api.POST("/api/v1/incidents/contacts", { body }));

export const changeContact = (contact_id: number, body: ContactIn) => ask(api.PUT("/api/v1/incidents/contacts/{contact_id}", { params: { path: { contact_id } }, body }));

export const removeContact = (contact_id: number) => ask(api.DELETE("/api/v1/incidents/contacts/{contact_id}", { params: { path: { contact_id } } }));

export const incident = (id: number) => queryOptions({ queryKey: ["incidents", "one", id], queryFn: () => ask(api.GET("/api/v1/incidents/{incident_id}", path(id))) });

export const reportIncident = (body: IncidentIn) => ask(api.POST("/api/v1/incidents", { body }));

export const takeIncidentStep = (id: number, body: IncidentStepIn) => ask(api.POST("/api/v1/incidents/{incident_id}/steps", { ...path(id), body }));

export const noteCall = (id: number, body: Schemas["IncidentCallIn"]) => ask(api.POST("/api/v1/incidents/{incident_id}/calls", { ...path(id), body }));

export const makeIncidentLead = (id: number, text: string) => ask(api.POST("/api/v1/incidents/{incident_id}/lead", { ...path(id), body: { text, department: "" } }));

export const downloadIncident = (one: Pick<Incident, "id" | "code">) => download(`/api/v1/incidents/${one.id}/report.pdf`, [], `${one.code}.pdf`);

/** Keeps photos of an emergency or a drill. */
export function addPhotos<Of>(of: "incidents" | "drills", id: number, photos: readonly File[], caption: string): Promise<Of> {
  const body = new FormData();
  photos.forEach((photo) => body.append("photos", photo, photo.name));
  body.set("caption", caption);
  return request<Of>("POST", `/api/v1/${of}/${id}/photos`, { body });
}

export const drillOverview = queryOptions({ queryKey: ["drills", "overview"], queryFn: () => ask(api.GET("/api/v1/drills/overview")) });

export const drill = (id: number) => queryOptions({ queryKey: ["drills", "one", id], queryFn: () => ask(api.GET("/api/v1/drills/{drill_id}", { params: { path: { drill_id: id } } })) });

export const planDrill = (body: DrillIn) => ask(api.POST("/api/v1/drills", { body }));

const ofDrill = (drill_id: number) => ({ params: { path: { drill_id } } });

export const enterResult = (id: number, body: Schemas["DrillResultIn"]) => ask(api.POST("/api/v1/drills/{drill_id}/result", { ...ofDrill(id), body }));

export const cancelDrill = (id: number, note: string) => ask(api.POST("/api/v1/drills/{drill_id}/cancel", { ...ofDrill(id), body: { note } }));

export const addMeasure = (id: number, body: Schemas["DrillMeasureIn"]) => ask(api.POST("/api/v1/drills/{drill_id}/measures", { ...ofDrill(id), body }));

export const finishMeasure = (measure_id: number, result: string) => ask(api.POST("/api/v1/drill-measures/{measure_id}/done", { params: { path: { measure_id } }, body: { result } }));
