import { CameraOutlined } from "@ant-design/icons";
import { App, Button, Input } from "antd";
import { useRef, useState } from "react";

import { fullTime } from "@/format/time";
import { tr } from "@/lang";

import { shrunk, whereNow } from "./device";
import type { SitePhoto } from "./draft";
import { Picture } from "./Picture";
import type { Section } from "./section";

const MOST = 20;

/** Photos of an item, or of the whole yard: made small here, with the moment and place at which they were taken. */
export function Photos({ item, draft, onChange }: Section & { item: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, work] = useState(false);
  const { message } = App.useApp();
  const add = async (files: readonly File[]) => {
    work(true);
    const taken_at = new Date().toISOString();
    const [place, blobs] = await Promise.all([whereNow(), Promise.all(files.map(shrunk))]);
    const made = blobs.map((blob): SitePhoto => ({ blob, item, caption: "", taken_at, place }));
    onChange((before) => {
      if (before.photos.length + made.length > MOST) void message.warning(tr(`一份记录最多${MOST}张照片`, `A record has at most ${MOST} photos`));
      return { photos: [...before.photos, ...made].slice(0, MOST) };
    });
    work(false);
  };
  const replace = (one: SitePhoto, next: SitePhoto[]) => onChange((before) => ({ photos: before.photos.flatMap((other) => (other === one ? next : [other])) }));
  return (
    <div>
      <input
        ref={input} type="file" multiple accept="image/jpeg,image/png,image/webp" style={{ display: "none" }} aria-label={tr("现场照片", "Photos on site")}
        onChange={(event) => {
          void add(Array.from(event.target.files ?? []));
          event.target.value = "";
        }}
      />
      <Button icon={<CameraOutlined />} loading={busy} onClick={() => input.current?.click()}>{tr("拍照", "Take photos")}</Button>
      <ul className="inspection-photos">
        {draft.photos.filter((one) => one.item === item).map((one, place) => (
          <li key={`${one.taken_at}${place}`}>
            <Picture blob={one.blob} alt={tr(`照片${place + 1}`, `Photo ${place + 1}`)} />
            <small>{fullTime(one.taken_at)} {one.place ? `${one.place.longitude.toFixed(5)}, ${one.place.latitude.toFixed(5)}` : tr("没有位置", "no place")}</small>
            <Input aria-label={tr(`照片${place + 1}说明`, `Caption of photo ${place + 1}`)} placeholder={tr("照片说明", "Caption")} maxLength={200} value={one.caption} onChange={(event) => replace(one, [{ ...one, caption: event.target.value }])} />
            <Button size="small" onClick={() => replace(one, [])}>{tr("移除", "Remove")}</Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
