import { useQuery } from "@tanstack/react-query";
import { App, Button, Form, Input, Select, Skeleton } from "antd";
import { useState } from "react";

import { bulletinPaper, BULLETINS, editBulletin, issueBulletin, oneBulletin, type Bulletin } from "@/api/bulletins";
import { problemOf } from "@/api/problem";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";

type Option = { value: string; label: string };

/** A bulletin: text, figures, and what may be done with it. */
export function BulletinDrawer({ id, departments, onClose }: { id: number; departments: Option[]; onClose: () => void }) {
  const found = useQuery(oneBulletin(id));
  const [doing, take] = useState<"edit" | "issue" | null>(null);
  const { message } = App.useApp();
  const paper = (form: "docx" | "pdf") => void bulletinPaper(id, form).catch((error: unknown) => void message.error(problemOf(error).message));
  const data = found.data;
  return (
    <ObjectDrawer
      open
      title={data ? tr(`${data.kind_name}（${data.status_name}）`, `${data.kind_name} (${data.status_name})`) : tr("通报", "Bulletin")}
      onClose={onClose}
      actions={<>
        {data?.may_edit ? <Button onClick={() => take("edit")}>{tr("修改", "Edit")}</Button> : null}
        {data?.may_issue ? <Button type="primary" onClick={() => take("issue")}>{tr("签发", "Issue")}</Button> : null}
        <Button onClick={() => paper("docx")}>{tr("下载Word", "Word")}</Button>
        <Button onClick={() => paper("pdf")}>{tr("下载PDF", "PDF")}</Button>
      </>}
    >
      <FetchedView query={found} loading={<Skeleton active />}>{(told) => <View told={told} />}</FetchedView>
      {doing === "edit" && data ? <EditDialog told={data} onClose={() => take(null)} /> : null}
      {doing === "issue" && data ? <IssueDialog told={data} departments={departments} onClose={() => take(null)} /> : null}
    </ObjectDrawer>
  );
}

function View({ told }: { told: Bulletin }) {
  return (
    <>
      <h2>{told.title}</h2>
      <p className="quiet">{told.issuer} {told.number} {told.issued_at ? tr(`，${fullTime(told.issued_at)} ${told.issued_by_name}签发`, `, issued ${fullTime(told.issued_at)} by ${told.issued_by_name}`) : tr(`，${told.made_by_name}拟稿`, `, drafted by ${told.made_by_name}`)}{told.departments.length ? tr(`；发至${told.departments.join("、")}`, `; to ${told.departments.join(", ")}`) : ""}</p>
      <p>{told.addressee}{tr("：", ":")}</p>
      {told.sections.map((one, at) => <div key={at}><h3>{one.heading}</h3><p className="credit-paper">{one.text}</p></div>)}
      {told.tables.map((table) => (
        <div key={table.caption} className="credit-table" tabIndex={0} role="region" aria-label={table.caption}>
          <h3>{table.caption}</h3>
          <table>
            <thead><tr>{table.columns.map((one, at) => <th key={one} className={table.numeric.includes(at) ? "num" : ""}>{one}</th>)}</tr></thead>
            <tbody>{table.rows.map((row, line) => <tr key={line}>{row.map((cell, at) => <td key={at} className={table.numeric.includes(at) ? "num" : ""}>{cell}</td>)}</tr>)}</tbody>
          </table>
        </div>
      ))}
    </>
  );
}

interface Typed {
  title: string;
  addressee: string;
  sections: { heading: string; text: string }[];
  attachments?: string;
}

function EditDialog({ told, onClose }: { told: Bulletin; onClose: () => void }) {
  return (
    <FormDialog<Typed, Bulletin> title={tr("修改通报", "Edit the bulletin")} width={760} initial={{ title: told.title, addressee: told.addressee, sections: told.sections, attachments: told.attachments.join("\n") }} send={({ attachments, ...typed }) => editBulletin(told.id, { ...typed, version: told.version, attachments: (attachments ?? "").split("\n").map((one) => one.trim()).filter(Boolean) })} done={tr("已修改", "Changed")} renews={BULLETINS} onClose={onClose}>
      <Form.Item name="title" label={tr("标题", "Title")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      <Form.Item name="addressee" label={tr("主送", "Addressee")} rules={NEEDED}><Input maxLength={400} /></Form.Item>
      <Form.List name="sections">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key}>
                <Form.Item name={[name, "heading"]} label={tr("标题", "Heading")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
                <Form.Item name={[name, "text"]} label={tr("正文（每行一段）", "Text (a line a paragraph)")} rules={NEEDED}><Input.TextArea rows={3} maxLength={8000} /></Form.Item>
                {fields.length > 1 ? <Button size="small" onClick={() => remove(name)}>{tr("删除本节", "Remove this part")}</Button> : null}
              </div>
            ))}
            <div className="credit-buttons"><Button onClick={() => add({ heading: "", text: "" })}>{tr("增加一节", "Add a part")}</Button></div>
          </>
        )}
      </Form.List>
      <Form.Item name="attachments" label={tr("附件名称（每行一个）", "Attachments (a line each)")}><Input.TextArea rows={2} /></Form.Item>
    </FormDialog>
  );
}

function IssueDialog({ told, departments, onClose }: { told: Bulletin; departments: Option[]; onClose: () => void }) {
  return (
    <FormDialog<{ number: string; departments?: string[] }, Bulletin> title={tr("签发通报", "Issue the bulletin")} okText={tr("签发", "Issue")} send={({ number, departments: chosen }) => issueBulletin(told.id, { number, version: told.version, departments: chosen ?? [] })} done={tr("已签发并通知收件人", "Issued; its readers are told")} renews={BULLETINS} onClose={onClose}>
      <p className="quiet">{tr("签发后内容不再改变。", "Once issued it stays as it is.")}</p>
      <Form.Item name="number" label={tr("文号", "Number")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      <Form.Item name="departments" label={tr("发至（不选为全部部门）", "To (none: all departments)")}><Select mode="multiple" allowClear optionFilterProp="label" options={departments} /></Form.Item>
    </FormDialog>
  );
}
