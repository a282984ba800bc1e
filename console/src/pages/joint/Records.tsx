import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { addOperationFiles, JOINT, linkRecord, type Operation } from "@/api/joint";
import { tablePage } from "@/api/tables";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PhotoPicker } from "@/pages/papers/PhotoPicker";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { Nothing } from "@/ui/PageState";

const LATEST = [["size", "50"], ["sort", "-ended_at"]] as const;

/** The stations of an operation and the inspections that were done in it. */
export function Records({ told }: { told: Operation }) {
  const [linking, link] = useState(false);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("加油站和现场检查记录", "Stations and inspections")}</h2>{told.may_work ? <Button onClick={() => link(true)}>{tr("关联检查记录", "Link an inspection")}</Button> : null}</div>
      {told.stations.length ? (
        <ul className="case-links">
          {told.stations.map((one) => <li key={one.station_id}><Link to={`/stations/${one.station_id}`}>{one.station_name}</Link> <small className="quiet">{[one.chosen_name, one.why].filter(Boolean).join(" ")} {tr(`已检查${one.records}次`, `inspected ${one.records} times`)}</small></li>)}
        </ul>
      ) : null}
      {told.records.length ? (
        <ul className="case-links">
          {told.records.map((one) => <li key={one.inspection_id}><Link to={`/inspections/${one.inspection_id}`}>{one.code}</Link> {one.station_name} {one.department_name} <small className="quiet">{fullTime(one.ended_at)} {one.conclusion_name}</small></li>)}
        </ul>
      ) : <Nothing what={tr("还没有关联检查记录", "No inspection is linked yet")} how={tr("在“现场检查”中完成检查后在此关联", "Inspect on site first, then link the record here")} />}
      {linking ? <LinkDialog told={told} onClose={() => link(false)} /> : null}
    </section>
  );
}

function LinkDialog({ told, onClose }: { told: Operation; onClose: () => void }) {
  const found = useQuery(tablePage("inspections", LATEST));
  const there = new Set(told.records.map((one) => one.inspection_id));
  const stations = new Set(told.stations.map((one) => one.station_id));
  const rows = (found.data?.items ?? []).filter((row) => !there.has(Number(row["id"])) && (!stations.size || stations.has(String(row["station_id"]))));
  return (
    <FormDialog<{ inspection: number }, Operation> title={tr("关联检查记录", "Link an inspection")} send={({ inspection }) => linkRecord(told.id, inspection)} done={tr("已关联", "Linked")} renews={JOINT} onClose={onClose}>
      <Form.Item name="inspection" label={tr("检查记录（本次行动的加油站）", "Inspection (at this operation's stations)")} rules={NEEDED}><Select loading={found.isPending} notFoundContent={tr("没有可关联的检查记录", "There is none to link")} options={rows.map((row) => ({ value: Number(row["id"]), label: `JC-${String(row["id"]).padStart(6, "0")} ${String(row["station_name"] ?? row["station_id"])}` }))} /></Form.Item>
    </FormDialog>
  );
}

/** Photos and scans, as links or pictures. */
export function FileList({ files }: { files: Operation["files"] }) {
  return (
    <div className="case-photos">
      {files.map((one) => (
        <figure key={one.id}>
          <a href={`/api/v1/joint-files/${one.id}`} target="_blank" rel="noreferrer">{one.media_type.startsWith("image/") ? <img src={`/api/v1/joint-files/${one.id}`} alt={one.caption || one.filename} /> : one.filename}</a>
          <figcaption>{one.caption} <small className="quiet">{one.made_by_name} {fullTime(one.made_at)}</small></figcaption>
        </figure>
      ))}
    </div>
  );
}

/** Photos of the operation as a whole. */
export function Photos({ told }: { told: Operation }) {
  const [adding, add] = useState(false);
  const [files, choose] = useState<readonly File[]>([]);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("照片", "Photos")}</h2>{told.may_work ? <Button onClick={() => add(true)}>{tr("添加照片", "Add photos")}</Button> : null}</div>
      {told.files.length ? <FileList files={told.files} /> : <Nothing what={tr("还没有照片", "There is no photo yet")} />}
      {adding ? (
        <FormDialog<{ caption?: string }, Operation> title={tr("添加照片", "Add photos")} okText={tr("上传", "Upload")} send={({ caption }) => addOperationFiles(told.id, files, caption ?? "")} done={tr("已添加", "Added")} renews={JOINT} onDone={() => choose([])} onClose={() => add(false)}>
          <Form.Item label={tr("照片", "Photos")}><PhotoPicker chosen={files} onChosen={choose} /></Form.Item>
          <Form.Item name="caption" label={tr("说明", "What it shows")}><Input maxLength={200} /></Form.Item>
        </FormDialog>
      ) : null}
    </section>
  );
}
