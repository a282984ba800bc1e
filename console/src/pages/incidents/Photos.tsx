import { Button, Form, Input } from "antd";
import { useState } from "react";

import { addPhotos, INCIDENTS, type Photo } from "@/api/incidents";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PhotoPicker } from "@/pages/papers/PhotoPicker";
import { FormDialog } from "@/ui/FormDialog";
import { Nothing } from "@/ui/PageState";

interface Props {
  of: "incidents" | "drills";
  id: number;
  photos: readonly Photo[];
  may: boolean;
}

/** Photos and scans of an emergency or a drill. */
export function Photos({ of, id, photos, may }: Props) {
  const [adding, add] = useState(false);
  const [files, choose] = useState<readonly File[]>([]);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("照片", "Photos")}</h2>{may ? <Button onClick={() => add(true)}>{tr("添加照片", "Add photos")}</Button> : null}</div>
      {photos.length ? (
        <div className="case-photos">
          {photos.map((one) => (
            <figure key={one.id}>
              <a href={`/api/v1/incident-photos/${one.id}`} target="_blank" rel="noreferrer">{one.media_type.startsWith("image/") ? <img src={`/api/v1/incident-photos/${one.id}`} alt={one.caption || one.filename} /> : one.filename}</a>
              <figcaption>{one.caption} <small className="quiet">{one.made_by_name} {fullTime(one.made_at)}</small></figcaption>
            </figure>
          ))}
        </div>
      ) : <Nothing what={tr("还没有照片", "There is no photo yet")} />}
      {adding ? (
        <FormDialog<{ caption?: string }, unknown> title={tr("添加照片", "Add photos")} okText={tr("上传", "Upload")} send={({ caption }) => addPhotos(of, id, files, caption ?? "")} done={tr("已添加", "Added")} renews={INCIDENTS} onDone={() => choose([])} onClose={() => add(false)}>
          <Form.Item label={tr("照片", "Photos")}><PhotoPicker chosen={files} onChosen={choose} /></Form.Item>
          <Form.Item name="caption" label={tr("说明", "What it shows")}><Input maxLength={200} /></Form.Item>
        </FormDialog>
      ) : null}
    </section>
  );
}
