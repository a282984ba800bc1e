/** Joint operations: planned, answered by members, run with tasks, records and findings, finished. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download, request } from "./raw";

export type Operation = Schemas["OperationOut"];
export type OperationIn = Schemas["OperationIn"];
export type OperationNextStep = Operation["next_steps"][number];
export type OperationTask = Operation["tasks"][number];
export type OperationTransition = Schemas["OperationTransitionOut"];
export type Candidate = Schemas["OperationCandidate"];

export const JOINT = [["joint"], ["table", "joint-operations"], ["table", "joint-tasks"], ["workbench"]];

const path = (operation_id: number) => ({ params: { path: { operation_id } } });

export const jointOverview = queryOptions({ queryKey: ["joint", "overview"], queryFn: () => ask(api.GET("/api/v1/joint/overview")) });

export const jointCandidates = queryOptions({ queryKey: ["joint", "candidates"], queryFn: () => ask(api.GET("/api/v1/joint/candidates")) });

export const operation = (id: number) => queryOptions({ queryKey: ["joint", "one", id], queryFn: () => ask(api.GET("/api/v1/joint/{operation_id}", path(id))) });

export const planOperation = (body: OperationIn) => ask(api.POST("/api/v1/joint", { body }));

export const changeOperation = (id: number, body: OperationIn) => ask(api.PUT("/api/v1/joint/{operation_id}", { ...path(id), body }));

export const answerOperation = (id: number, body: Schemas["OperationAnswerIn"]) => ask(api.POST("/api/v1/joint/{operation_id}/answer", { ...path(id), body }));

export const takeOperationStep = (id: number, body: Schemas["OperationStepIn"]) => ask(api.POST("/api/v1/joint/{operation_id}/steps", { ...path(id), body }));

export const giveOperationTask = (id: number, body: Schemas["OperationTaskIn"]) => ask(api.POST("/api/v1/joint/{operation_id}/tasks", { ...path(id), body }));

export const linkRecord = (id: number, inspection_id: number) => ask(api.POST("/api/v1/joint/{operation_id}/records", { ...path(id), body: { inspection_id } }));

export const addFinding = (id: number, body: Schemas["OperationFindingIn"]) => ask(api.POST("/api/v1/joint/{operation_id}/findings", { ...path(id), body }));

export const linkTo = (id: number, body: Schemas["OperationLinkIn"]) => ask(api.POST("/api/v1/joint/{operation_id}/links", { ...path(id), body }));

export const openLead = (id: number, body: Schemas["OperationLeadIn"]) => ask(api.POST("/api/v1/joint/{operation_id}/leads", { ...path(id), body }));

export const openOperationCase = (id: number, body: Schemas["CaseIn"]) => ask(api.POST("/api/v1/joint/{operation_id}/cases", { ...path(id), body }));

export const downloadOperation = (one: Pick<Operation, "id" | "code">) => download(`/api/v1/joint/${one.id}/report.pdf`, [], `${one.code}.pdf`);

function photosIn(photos: readonly File[], fields: Record<string, string>): FormData {
  const body = new FormData();
  photos.forEach((photo) => body.append("photos", photo, photo.name));
  Object.entries(fields).forEach(([name, value]) => body.set(name, value));
  return body;
}

export const finishOperationTask = (task: number, result: string, photos: readonly File[]): Promise<Operation> => request<Operation>("POST", `/api/v1/joint-tasks/${task}/done`, { body: photosIn(photos, { result }) });

export const addOperationFiles = (id: number, photos: readonly File[], caption: string): Promise<Operation> => request<Operation>("POST", `/api/v1/joint/${id}/files`, { body: photosIn(photos, { caption }) });
