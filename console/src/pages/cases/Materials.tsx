import { Button, Form, Input } from "antd";
import { useState } from "react";

import { addFiles, CASES, type Case } from "@/api/cases";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PhotoPicker } from "@/pages/papers/PhotoPicker";
import { FormDialog } from "@/ui/FormDialog";

/** Photos and scans of a case. */
export function Materials({ told }: { told: Case }) {
  const [adding, add] = useState(false);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("案件材料", "Material")}</h2>{told.may_work ? <Button onClick={() => add(true)}>{tr("添加材料", "Add")}</Button> : null}</div>
      {told.files.length ? (
        <div className="case-photos">
          {told.files.map((one) => (
            <figure key={one.id}>
              <a href={`/api/v1/case-files/${one.id}`} target="_blank" rel="noreferrer">{one.media_type.startsWith("image/") ? <img src={`/api/v1/case-files/${one.id}`} alt={one.caption || one.filename} /> : one.filename}</a>
              <figcaption>{one.caption} <small className="quiet">{one.made_by_name} {fullTime(one.made_at)}</small></figcaption>
            </figure>
          ))}
        </div>
      ) : <p className="quiet">{tr("还没有照片或扫描件", "There is no photo or scan yet")}</p>}
      {adding ? <AddDialog id={told.id} onClose={() => add(false)} /> : null}
    </section>
  );
}

function AddDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const [files, choose] = useState<readonly File[]>([]);
  return (
    <FormDialog<{ caption?: string }, Case> title={tr("添加材料", "Add material")} okText={tr("上传", "Upload")} send={(typed) => addFiles(id, files, typed.caption ?? "")} done={tr("已添加", "Added")} renews={CASES} onClose={onClose}>
      <Form.Item label={tr("照片、扫描件", "Photos and scans")}><PhotoPicker chosen={files} onChosen={choose} /></Form.Item>
      <Form.Item name="caption" label={tr("说明", "What it shows")}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
