import { App, Button, DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";

import { addFiles, CASES, downloadDocument, draftDocument, editDocument, issueDocument, serveDocument, type Case, type CaseDocument } from "@/api/cases";
import { problemOf } from "@/api/problem";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PhotoPicker } from "@/pages/papers/PhotoPicker";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import { DOCUMENTS, SERVED_HOW } from "./words";

type Doing = { verb: "edit" | "issue" | "serve" | "scan"; one: CaseDocument };

/** Legal documents of a case: drafts, what was issued under which number, to whom it was served, stamped scans. */
export function Documents({ told }: { told: Case }) {
  const [drafting, draft] = useState(false);
  const [doing, take] = useState<Doing | null>(null);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("文书", "Documents")}</h2>{told.may_work ? <Button onClick={() => draft(true)}>{tr("拟制文书", "Draft a document")}</Button> : null}</div>
      {told.documents.length ? <ul className="case-list">{told.documents.map((one) => <li key={one.id}><Line one={one} working={told.may_work} issuing={told.may_issue} onTake={(verb) => take({ verb, one })} /></li>)}</ul> : <p className="quiet">{tr("还没有文书", "There is no document yet")}</p>}
      {drafting ? <DraftDialog told={told} onClose={() => draft(false)} /> : null}
      {doing ? <Dialog id={told.id} doing={doing} onClose={() => take(null)} /> : null}
    </section>
  );
}

function Line({ one, working, issuing, onTake }: { one: CaseDocument; working: boolean; issuing: boolean; onTake: (verb: Doing["verb"]) => void }) {
  const { message } = App.useApp();
  const take = (form: "docx" | "pdf") => void downloadDocument(one, form).catch((error: unknown) => void message.error(problemOf(error).message));
  return (
    <>
      <div><b>{one.title}</b> {one.number} <small className="quiet">{one.status_name}</small></div>
      <small className="quiet">
        {[one.issued_at ? tr(`签发 ${fullTime(one.issued_at)} ${one.issued_by_name}`, `issued ${fullTime(one.issued_at)} ${one.issued_by_name}`) : tr(`拟稿 ${one.made_by_name}`, `drafted by ${one.made_by_name}`), one.served_at ? tr(`${one.served_how_name} ${fullTime(one.served_at)} ${one.served_to}`, `${one.served_how_name} ${fullTime(one.served_at)} ${one.served_to}`) : ""].filter(Boolean).join(tr("；", "; "))}
      </small>
      <div className="case-buttons">
        <Button size="small" onClick={() => take("docx")}>{tr("下载Word", "Word")}</Button>
        <Button size="small" onClick={() => take("pdf")}>{tr("下载PDF", "PDF")}</Button>
        {working && one.status === "draft" ? <Button size="small" onClick={() => onTake("edit")}>{tr("修改", "Edit")}</Button> : null}
        {issuing && one.status === "draft" ? <Button size="small" onClick={() => onTake("issue")}>{tr("签发", "Issue")}</Button> : null}
        {working && one.status === "issued" ? <Button size="small" onClick={() => onTake("serve")}>{tr("登记送达", "Served")}</Button> : null}
        {working && one.status !== "draft" ? <Button size="small" onClick={() => onTake("scan")}>{tr("上传盖章件", "Add stamped scan")}</Button> : null}
        {one.files.map((file) => <a key={file.id} href={`/api/v1/case-files/${file.id}`} target="_blank" rel="noreferrer">{file.filename}</a>)}
      </div>
    </>
  );
}

function DraftDialog({ told, onClose }: { told: Case; onClose: () => void }) {
  const served = told.documents.filter((one) => one.status === "served");
  return (
    <FormDialog<{ kind: CaseDocument["kind"]; of_document?: number }, Case> title={tr("拟制文书", "Draft a document")} send={(typed) => draftDocument(told.id, { kind: typed.kind as never, title: "", addressee: "", body: null, of_document: typed.of_document ?? null })} done={tr("已按案情预填，请核对修改", "Prefilled from the case; please check it")} renews={CASES} onClose={onClose}>
      <Form.Item name="kind" label={tr("种类", "Kind")} rules={NEEDED}><Select options={DOCUMENTS} /></Form.Item>
      {served.length ? <Form.Item name="of_document" label={tr("所送达的文书（送达回证）", "Document that was served (for a receipt)")}><Select allowClear options={served.map((one) => ({ value: one.id, label: `${one.title} ${one.number}` }))} /></Form.Item> : null}
    </FormDialog>
  );
}

function Dialog({ id, doing: { verb, one }, onClose }: { id: number; doing: Doing; onClose: () => void }) {
  const [files, choose] = useState<readonly File[]>([]);
  switch (verb) {
    case "edit":
      return (
        <FormDialog<{ title: string; addressee: string; text: string }, Case> title={tr("修改文书", "Edit a document")} width={760} initial={{ title: one.title, addressee: one.addressee, text: one.body.join("\n") }} send={({ text, title, addressee }) => editDocument(one.id, { title, addressee: addressee ?? "", body: text.split("\n") })} done={tr("已修改", "Changed")} renews={CASES} onClose={onClose}>
          <Form.Item name="title" label={tr("标题", "Title")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
          <Form.Item name="addressee" label={tr("主送", "Addressee")}><Input maxLength={128} /></Form.Item>
          <Form.Item name="text" label={tr("正文（每行一段）", "Text (a line a paragraph)")} rules={NEEDED}><Input.TextArea rows={14} /></Form.Item>
        </FormDialog>
      );
    case "issue":
      return (
        <FormDialog<{ number: string }, Case> title={tr(`签发《${one.title}》`, `Issue: ${one.title}`)} send={(typed) => issueDocument(one.id, typed)} done={tr("已签发，内容不再改变", "Issued; its text stays as it is")} renews={CASES} onClose={onClose}>
          <p className="quiet">{tr("签发后文书内容固定并留摘要；盖章件请在本部门系统盖章后上传。", "Once issued its text stays, with its digest; upload the stamped scan afterwards.")}</p>
          <Form.Item name="number" label={tr("文号", "Number")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        </FormDialog>
      );
    case "serve":
      return (
        <FormDialog<{ served_to: string; served_how: string; at: Dayjs }, Case> title={tr("登记送达", "Served")} initial={{ served_how: "direct", at: dayjs() }} send={({ at, ...typed }) => serveDocument(one.id, { served_to: typed.served_to, served_how: typed.served_how as never, served_at: at.toISOString(), to_station: true })} done={tr("已登记，当事加油站可在企业端查看", "Noted; the station reads it on its pages")} renews={CASES} onClose={onClose}>
          <Form.Item name="served_to" label={tr("收件人", "Received by")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
          <Form.Item name="served_how" label={tr("送达方式", "How")} rules={NEEDED}><Select options={SERVED_HOW} /></Form.Item>
          <Form.Item name="at" label={tr("送达时间", "When")} rules={NEEDED}><DatePicker showTime /></Form.Item>
        </FormDialog>
      );
    case "scan":
      return (
        <FormDialog<object, Case> title={tr("上传盖章件", "Add stamped scan")} okText={tr("上传", "Upload")} send={() => addFiles(id, files, one.title, one.id)} done={tr("已上传", "Uploaded")} renews={CASES} onClose={onClose}>
          <Form.Item label={tr("扫描件", "Scan")}><PhotoPicker chosen={files} onChosen={choose} /></Form.Item>
        </FormDialog>
      );
  }
}
