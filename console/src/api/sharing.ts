/** Sharing: agreements, the systems that read under them, hooks, files, what was given. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download } from "./raw";

export type Agreement = Schemas["AgreementOut"];
export type AgreementIn = Schemas["AgreementIn"];
export type AgreementStep = Schemas["AgreementStepIn"]["step"];
export type DataSet = Schemas["DataSetOut"];
export type Secret = Schemas["SecretOut"];

export const SHARING = [["sharing"], ["table", "sharing_agreements"], ["table", "sharing_shares"], ["workbench"]];

const of = (agreement_id: number) => ({ params: { path: { agreement_id } } });

export const sharingOverview = queryOptions({ queryKey: ["sharing", "overview"], queryFn: () => ask(api.GET("/api/v1/sharing/overview")) });

export const agreement = (id: number) => queryOptions({ queryKey: ["sharing", "one", id], queryFn: () => ask(api.GET("/api/v1/sharing/agreements/{agreement_id}", of(id))) });

export const draftAgreement = (body: AgreementIn) => ask(api.POST("/api/v1/sharing/agreements", { body }));

export const stepAgreement = (id: number, step: AgreementStep, reason: string) => ask(api.POST("/api/v1/sharing/agreements/{agreement_id}/steps", { ...of(id), body: { step, reason } }));

export const addClient = (id: number, body: Schemas["ShareClientIn"]) => ask(api.POST("/api/v1/sharing/agreements/{agreement_id}/clients", { ...of(id), body }));

export const newSecret = (client_id: number) => ask(api.POST("/api/v1/sharing/clients/{client_id}/secret", { params: { path: { client_id } } }));

export const switchClient = (client_id: number, active: boolean) => ask(api.POST("/api/v1/sharing/clients/{client_id}/active", { params: { path: { client_id } }, body: { active } }));

export const addHook = (id: number, body: Schemas["HookIn"]) => ask(api.POST("/api/v1/sharing/agreements/{agreement_id}/hooks", { ...of(id), body }));

export const switchHook = (hook_id: number, active: boolean) => ask(api.POST("/api/v1/sharing/hooks/{hook_id}/active", { params: { path: { hook_id } }, body: { active } }));

export const replayHook = (hook_id: number, since: string) => ask(api.POST("/api/v1/sharing/hooks/{hook_id}/replay", { params: { path: { hook_id } }, body: { events: [], since } }));

export const makeFile = (id: number, body: Schemas["SharedFileIn"]) => ask(api.POST("/api/v1/sharing/agreements/{agreement_id}/files", { ...of(id), body }));

export const downloadShared = (id: number, filename: string) => download(`/api/v1/sharing/files/${id}`, [], filename);

export const giveReceipt = (shared_file_id: number, body: Schemas["ReceiptIn"]) => ask(api.POST("/api/v1/sharing/files/{shared_file_id}/receipts", { params: { path: { shared_file_id } }, body }));
