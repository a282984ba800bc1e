/** Cases: opened, taken step by step, with tasks, documents, transfers, objections and dossiers. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download, request } from "./raw";

export type Case = Schemas["CaseOut"];
export type CaseIn = Schemas["CaseIn"];
export type CaseStepIn = Schemas["CaseStepIn"];
export type CaseNextStep = Case["next_steps"][number];
export type CaseDocument = Case["documents"][number];
export type CaseTransfer = Case["transfers"][number];
export type CaseAppeal = Case["appeals"][number];
export type CaseLink = Case["alerts"][number];
export type Dossier = Case["dossiers"][number];
export type StationCase = Schemas["StationCaseOut"];
export type Transition = Schemas["TransitionOut"];
export type CaseTerm = Schemas["CaseTermOut"];

export const CASES = [["cases"], ["table", "cases"], ["table", "case_tasks"], ["table", "case_transfers"], ["workbench"]];

const path = (id: number) => ({ params: { path: { case_id: id } } });

export const caseOverview = queryOptions({ queryKey: ["cases", "overview"], queryFn: () => ask(api.GET("/api/v1/cases/overview")) });

export const caseTransitions = queryOptions({ queryKey: ["cases", "transitions"], queryFn: () => ask(api.GET("/api/v1/cases/transitions")) });

export const caseTerms = queryOptions({ queryKey: ["cases", "terms"], queryFn: () => ask(api.GET("/api/v1/cases/terms")) });

export const setCaseTerm = (state: string, body: Schemas["CaseTermIn"]) => ask(api.PUT("/api/v1/cases/terms/{state}", { params: { path: { state } }, body }));

const MAKING_MS = 2000;

/** A case; while its dossier is being made it is asked for again. */
export const oneCase = (id: number) =>
  queryOptions({
    queryKey: ["cases", "one", id],
    queryFn: () => ask(api.GET("/api/v1/cases/{case_id}", path(id))),
    refetchInterval: ({ state }) => (state.data?.dossiers.some((one) => one.status === "queued") ? MAKING_MS : false),
  });

export const openCase = (body: CaseIn) => ask(api.POST("/api/v1/cases", { body }));

export const takeCaseStep = (id: number, body: CaseStepIn) => ask(api.POST("/api/v1/cases/{case_id}/steps", { ...path(id), body }));

export const addCaseParts = (id: number, body: Schemas["CaseAttachIn"]) => ask(api.POST("/api/v1/cases/{case_id}/parts", { ...path(id), body }));

export const giveTask = (id: number, body: Schemas["CaseTaskIn"]) => ask(api.POST("/api/v1/cases/{case_id}/tasks", { ...path(id), body }));

export const finishTask = (task_id: number, body: Schemas["CaseTaskDoneIn"]) => ask(api.POST("/api/v1/case-tasks/{task_id}/done", { params: { path: { task_id } }, body }));

export const recordHearing = (id: number, body: Schemas["CaseHearingIn"]) => ask(api.POST("/api/v1/cases/{case_id}/hearings", { ...path(id), body }));

export const draftDocument = (id: number, body: Schemas["CaseDocumentIn"]) => ask(api.POST("/api/v1/cases/{case_id}/documents", { ...path(id), body }));

const paper = (document_id: number) => ({ params: { path: { document_id } } });

export const editDocument = (id: number, body: Schemas["CaseDocumentEdit"]) => ask(api.PUT("/api/v1/case-documents/{document_id}", { ...paper(id), body }));

export const issueDocument = (id: number, body: Schemas["CaseIssueIn"]) => ask(api.POST("/api/v1/case-documents/{document_id}/issue", { ...paper(id), body }));

export const serveDocument = (id: number, body: Schemas["CaseServeIn"]) => ask(api.POST("/api/v1/case-documents/{document_id}/serve", { ...paper(id), body }));

export const downloadDocument = (one: Pick<CaseDocument, "id" | "title" | "number">, form: "docx" | "pdf") =>
  download(`/api/v1/case-documents/${one.id}/file`, [["form", form]], `${one.title} ${one.number}.${form}`);

const transfer = (transfer_id: number) => ({ params: { path: { transfer_id } } });

export const receiveTransfer = (id: number, body: Schemas["TransferReceiveIn"]) => ask(api.POST("/api/v1/case-transfers/{transfer_id}/receive", { ...transfer(id), body }));

export const returnTransfer = (id: number, body: Schemas["TransferReturnIn"]) => ask(api.POST("/api/v1/case-transfers/{transfer_id}/return", { ...transfer(id), body }));

export const settleTransfer = (id: number, body: Schemas["TransferSettleIn"]) => ask(api.POST("/api/v1/case-transfers/{transfer_id}/settle", { ...transfer(id), body }));

export const answerAppeal = (appeal_id: number, body: Schemas["CaseAnswerIn"]) => ask(api.POST("/api/v1/case-appeals/{appeal_id}/answer", { params: { path: { appeal_id } }, body }));

export const askDossier = (id: number) => ask(api.POST("/api/v1/cases/{case_id}/dossiers", path(id)));

export const downloadDossier = (one: Dossier, code: string) => download(`/api/v1/case-dossiers/${one.id}/file`, [], `${code}.zip`);

/** Keeps photos and scans of a case, or the stamped scan of a document. */
export function addFiles(id: number, files: readonly File[], caption: string, document?: number): Promise<Case> {
  const body = new FormData();
  files.forEach((file) => body.append("photos", file, file.name));
  body.set("caption", caption);
  if (document !== undefined) body.set("document_id", String(document));
  return request<Case>("POST", `/api/v1/cases/${id}/files`, { body });
}

export const ownCases = queryOptions({ queryKey: ["cases", "own"], queryFn: () => ask(api.GET("/api/v1/portal/cases")) });

export const appealCase = (id: number, text: string) => ask(api.POST("/api/v1/portal/cases/{case_id}/appeals", { ...path(id), body: { text } }));
