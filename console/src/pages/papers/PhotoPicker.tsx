import { CameraOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useRef } from "react";

import { tr } from "@/lang";

interface Props {
  chosen: readonly File[];
  pending?: boolean;
  onChosen: (photos: readonly File[]) => void;
}

/** Takes photos: on a phone with its camera, on a desk from files. */
export function PhotoPicker({ chosen, pending = false, onChosen }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="photo-picker">
      <input
        ref={input}
        type="file"
        style={{ display: "none" }}
        multiple
        accept="image/jpeg,image/png,image/webp,application/pdf"
        aria-label={tr("单据照片", "Photos of the document")}
        onChange={(event) => {
          onChosen([...chosen, ...Array.from(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button icon={<CameraOutlined />} loading={pending} onClick={() => input.current?.click()}>{tr("拍照或选择照片", "Take or choose photos")}</Button>
      {chosen.length ? (
        <ul>
          {chosen.map((photo, index) => (
            <li key={`${photo.name}${index}`}>
              {photo.name}{" "}
              <Button type="link" size="small" aria-label={tr(`移除${photo.name}`, `Remove ${photo.name}`)} onClick={() => onChosen(chosen.filter((_, at) => at !== index))}>{tr("移除", "Remove")}</Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
