import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";

import { addPhotos, type Paper } from "@/api/papers";
import { problemOf } from "@/api/problem";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import { PhotoPicker } from "./PhotoPicker";

/** The photos of a stored paper, and a way to add more. */
export function Photos({ data }: { data: Paper }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const add = useMutation({
    mutationFn: (photos: readonly File[]) => addPhotos(data.paper, data.key, photos),
    onSuccess: (told) => {
      void client.invalidateQueries({ queryKey: ["paper", data.paper, data.key] });
      void client.invalidateQueries({ queryKey: ["table"] });
      void message.success(told.kept ? tr(`已保存 ${told.kept} 张`, `${told.kept} kept`) : tr("这些照片已经有了", "These were there already"));
    },
  });
  return (
    <>
      {data.attachments.length ? null : <p className="quiet">{tr("还没有照片。", "No photos yet.")}</p>}
      <ul className="paper-photos">
        {data.attachments.map((one) => (
          <li key={one.id}>
            <a href={`/api/v1/attachments/${one.id}`} target="_blank" rel="noreferrer">
              {one.media_type.startsWith("image/") ? <img src={`/api/v1/attachments/${one.id}`} alt={one.filename} loading="lazy" /> : null}
              <span>{one.filename}</span>
            </a>
            <span className="quiet">{one.display_name} {fullTime(one.at).slice(0, 16)}</span>
          </li>
        ))}
      </ul>
      {add.isError ? <ProblemView problem={problemOf(add.error)} /> : null}
      {data.may_attach ? <PhotoPicker chosen={[]} pending={add.isPending} onChosen={(photos) => add.mutate(photos)} /> : null}
    </>
  );
}
