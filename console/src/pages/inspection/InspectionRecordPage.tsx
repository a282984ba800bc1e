import { useQuery } from "@tanstack/react-query";
import { App, Button, Descriptions, Form, Input, Select, Skeleton, Table, type TableProps } from "antd";
import { useState, type ReactNode } from "react";
import { Link, useParams } from "react-router";

import { addNote, downloadRecord, inspection, INSPECTIONS, type Inspection, type InspectionNoteIn } from "@/api/inspections";
import { problemOf } from "@/api/problem";
import { count, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { headed, withNote } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import "./record.css";
import { NOTES } from "./words";

/** 现场检查记录 as both sides signed it, what was added later, and its PDF. */
export default function InspectionRecordPage() {
  const id = Number(useParams().inspectionId);
  const found = useQuery(inspection(id));
  const [noting, note] = useState(false);
  const [loading, load] = useState(false);
  const { message } = App.useApp();
  const take = async (data: Inspection) => {
    load(true);
    await downloadRecord(id, data.code).catch((error: unknown) => void message.error(problemOf(error).message));
    load(false);
  };
  const { data } = found;
  return (
    <div className="page">
      <PageHead title={tr("现场检查记录", "Record of an inspection")}>
        {data?.may_note ? <Button onClick={() => note(true)}>{tr("补充记录", "Add to it")}</Button> : null}
        {data ? <Button type="primary" loading={loading} onClick={() => void take(data)}>{tr("下载PDF", "Download PDF")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(shown) => <Shown data={shown} />}</FetchedView>
      {noting ? <NoteDialog id={id} onClose={() => note(false)} /> : null}
    </div>
  );
}

function Shown({ data }: { data: Inspection }) {
  return (
    <>
      <Answer>{data.sentence}</Answer>
      <section className="block">
        <Descriptions size="small" bordered column={{ xs: 1, md: 2 }} items={facts(data).map(([label, children]) => ({ key: label, label, children }))} />
      </section>
      <Part title={tr("检查项目", "Checklist")}><Table<Inspection["answers"][number]> size="small" rowKey="code" columns={ITEMS} dataSource={data.answers} pagination={false} scroll={{ x: 560 }} /></Part>
      {data.readings.length ? <Part title={tr("现场读数", "Readings")}><ul>{data.readings.map((one, place) => <li key={place}>{one.kind_name} {one.at} <b>{one.value} {one.unit}</b> {one.remark}</li>)}</ul></Part> : null}
      {data.seals.length ? <Part title={tr("铅封", "Seals")}><Table<Inspection["seals"][number]> size="small" rowKey={(one) => `${one.dispenser_id}|${one.position}|${one.seal_no}`} columns={SEALS} dataSource={data.seals} pagination={false} scroll={{ x: 640 }} /></Part> : null}
      <Part title={tr("检查情况和结论", "Findings and conclusion")}>
        <p>{data.findings || tr("未另行记载。", "Nothing more was written.")}</p>
        <p>{headed(tr("结论", "Conclusion"), data.rectify_by ? withNote(data.conclusion_name, tr(`${data.rectify_by}前`, `by ${data.rectify_by}`)) : data.conclusion_name)}</p>
        <p>{headed(tr("现场负责人意见", "The person in charge says"), data.statement || NOTHING)}</p>
        {data.leads.length ? <p className="quiet">{tr("已转线索", "Leads")} {data.leads.map((one) => <Link key={one} to={`/leads?open=${one}`}>{one}</Link>)}</p> : null}
      </Part>
      {data.photos.length ? <Part title={tr("现场照片", "Photos")}><Photos data={data} /></Part> : null}
      <Part title={tr("签名", "Signatures")}>
        <div className="record-signatures">
          {data.signatures.map((one) => <figure key={one.id}><img src={`/api/v1/inspection-signatures/${one.id}`} alt={tr(`${one.name}的签名`, `Signature of ${one.name}`)} /><figcaption>{one.side_name} {one.name} {fullTime(one.signed_at)}</figcaption></figure>)}
        </div>
        {data.refused ? <p>{headed(tr("现场负责人拒绝签名", "The person in charge did not sign"), data.refused)}</p> : null}
      </Part>
      {data.notes.length ? <Part title={tr("后续补充", "Added later")}><ul>{data.notes.map((one) => <li key={one.made_at}><b>{one.kind_name}</b> {one.text} <small>{one.made_by_name} {fullTime(one.made_at)}</small></li>)}</ul></Part> : null}
      <p className="quiet record-digest">{headed(tr("内容摘要（SHA-256）", "Digest (SHA-256)"), data.digest)}</p>
    </>
  );
}

const facts = (data: Inspection): [string, ReactNode][] => [
  [tr("编号", "Number"), data.code],
  [tr("被检查单位", "Station"), <Link key="station" to={`/stations/${data.station_id}`}>{data.station_name}</Link>],
  [tr("检查部门", "Department"), tr(`${data.department_name}，检查表第 ${data.checklist_version} 版`, `${data.department_name}, checklist version ${data.checklist_version}`)],
  [tr("检查时间", "Time"), tr(`${fullTime(data.started_at)} 至 ${fullTime(data.ended_at)}`, `${fullTime(data.started_at)} to ${fullTime(data.ended_at)}`)],
  [tr("检查人员", "Inspectors"), data.inspectors.map((one) => (one.certificate_no ? withNote(one.name, one.certificate_no) : one.name)).join(tr("、", ", "))],
  [tr("现场负责人", "Person in charge"), [data.site_name, data.site_role].filter(Boolean).join(" ")],
  [tr("位置", "Place"), placeOf(data)],
  [tr("平台收到", "Received"), fullTime(data.received_at)],
];

function placeOf({ longitude, latitude, distance_m }: Inspection): string {
  if (longitude === null || latitude === null) return tr("手机没有给出位置", "The device gave no place");
  const where = `${longitude.toFixed(5)}, ${latitude.toFixed(5)}`;
  return distance_m === null ? where : withNote(where, tr(`距登记位置 ${count(Math.round(distance_m))} 米`, `${count(Math.round(distance_m))} m from the registered place`));
}

const ITEMS: TableProps<Inspection["answers"][number]>["columns"] = [
  { key: "text", title: tr("检查内容", "Item"), render: (_, one) => <>{one.text} {one.basis ? <small className="quiet">{one.basis}</small> : null}</> },
  { key: "answer", title: tr("结果", "Result"), width: 110, render: (_, one) => `${SHAPES[one.answer]} ${one.answer_name}` },
  { key: "remark", title: tr("情况", "Remark"), dataIndex: "remark" },
];
const SHAPES = { ok: "✓", problem: "×", na: "○" };

const SEALS: TableProps<Inspection["seals"][number]>["columns"] = [
  { key: "dispenser", title: tr("加油机", "Dispenser"), dataIndex: "dispenser_id", width: 90 },
  { key: "position", title: tr("位置", "Position"), dataIndex: "position_name" },
  { key: "seal_no", title: tr("铅封号", "Seal no."), dataIndex: "seal_no" },
  { key: "state", title: tr("状态", "State"), dataIndex: "state_name", width: 100 },
  { key: "effect", title: tr("处理", "Then"), render: (_, one) => [one.remark, one.effect].filter(Boolean).join(" ") },
];

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <section className="block"><h2>{title}</h2>{children}</section>;
}

function Photos({ data }: { data: Inspection }) {
  const items = new Map(data.answers.map((one) => [one.code, one.text]));
  return (
    <div className="record-photos">
      {data.photos.map((one, place) => (
        <figure key={one.id}>
          <a href={`/api/v1/inspection-photos/${one.id}`} target="_blank" rel="noreferrer"><img src={`/api/v1/inspection-photos/${one.id}`} alt={one.caption || tr(`现场照片${place + 1}`, `Photo ${place + 1}`)} /></a>
          <figcaption>{[items.get(one.item), one.caption].filter(Boolean).join(" ")} {fullTime(one.taken_at)} {one.longitude === null || one.latitude === null ? "" : `${one.longitude.toFixed(5)}, ${one.latitude.toFixed(5)}`}</figcaption>
        </figure>
      ))}
    </div>
  );
}

function NoteDialog({ id, onClose }: { id: number; onClose: () => void }) {
  return (
    <FormDialog<InspectionNoteIn, Inspection> title={tr("补充记录", "Add to the record")} initial={{ kind: "follow_up" }} send={(typed) => addNote(id, typed)} done={tr("已补充，原记录不变", "Added; the record itself stays")} renews={INSPECTIONS} onClose={onClose}>
      <p className="quiet">{tr("签名后的记录不能修改；更正、补充和复查情况另行记在后面。", "What was signed is not changed; corrections and follow-ups stand after it.")}</p>
      <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={NOTES} /></Form.Item>
      <Form.Item name="text" label={tr("内容", "Words")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}
