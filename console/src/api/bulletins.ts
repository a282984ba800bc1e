/** Bulletins of weeks and months, and notices that want an answer. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";
import { download } from "./raw";

export type Bulletin = Schemas["BulletinOut"];
export type Notice = Schemas["BulletinNoticeOut"];

export const BULLETINS = [["bulletins"], ["table", "bulletins"], ["table", "notices"], ["workbench"]];

export const bulletinOverview = queryOptions({ queryKey: ["bulletins", "overview"], queryFn: () => ask(api.GET("/api/v1/bulletins")) });

const bulletin = (bulletin_id: number) => ({ params: { path: { bulletin_id } } });
const notice = (urge_id: number) => ({ params: { path: { urge_id } } });

export const oneBulletin = (id: number) => queryOptions({ queryKey: ["bulletins", "one", id], queryFn: () => ask(api.GET("/api/v1/bulletins/{bulletin_id}", bulletin(id))) });

export const draftBulletin = (body: Schemas["BulletinIn"]) => ask(api.POST("/api/v1/bulletins", { body }));

export const editBulletin = (id: number, body: Schemas["BulletinEdit"]) => ask(api.PUT("/api/v1/bulletins/{bulletin_id}", { ...bulletin(id), body }));

export const issueBulletin = (id: number, body: Schemas["BulletinIssue"]) => ask(api.POST("/api/v1/bulletins/{bulletin_id}/issue", { ...bulletin(id), body }));

export const bulletinPaper = (id: number, form: "docx" | "pdf") => download(`/api/v1/bulletins/${id}/files/${form}`, [], `bulletin-${id}.${form}`);

export const oneNotice = (id: number) => queryOptions({ queryKey: ["bulletins", "notice", id], queryFn: () => ask(api.GET("/api/v1/notices/{urge_id}", notice(id))) });

export const writeNotice = (body: Schemas["BulletinNoticeIn"]) => ask(api.POST("/api/v1/notices", { body }));

export const proposeNotices = () => ask(api.POST("/api/v1/notices/propose"));

export const issueNotice = (id: number, body: Schemas["NoticeIssue"]) => ask(api.POST("/api/v1/notices/{urge_id}/issue", { ...notice(id), body }));

export const dropNotice = (id: number) => ask(api.POST("/api/v1/notices/{urge_id}/drop", notice(id)));

export const acknowledgeNotice = (id: number) => ask(api.POST("/api/v1/notices/{urge_id}/acknowledge", notice(id)));

export const answerNotice = (id: number, text: string) => ask(api.POST("/api/v1/notices/{urge_id}/answer", { ...notice(id), body: { text } }));

export const noticePaper = (id: number, form: "docx" | "pdf") => download(`/api/v1/notices/${id}/files/${form}`, [], `notice-${id}.${form}`);
