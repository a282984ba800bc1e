import { Alert, App, Button, Popconfirm } from "antd";

import type { Kit } from "@/api/inspections";
import { tr } from "@/lang";

import { changed, type Draft } from "./draft";
import { Findings, Signatures } from "./Finish";
import { Items } from "./Items";
import { forget } from "./outbox";
import { Photos } from "./Photos";
import { Readings, Seals } from "./Readings";
import type { Section } from "./section";
import { Site } from "./Site";
import { useDraft } from "./useDraft";

interface Props {
  found: Draft;
  kit: Kit | undefined;
  onSigned: () => void;
  onClose: () => void;
}

/** An inspection as it is written on site, from top to bottom as it goes; everything is kept on the device at once. */
export function Editor({ found, kit, onSigned, onClose }: Props) {
  const { draft, set, save, safe, failed } = useDraft(found);
  const { message } = App.useApp();
  const onChange: Section["onChange"] = (change) => {
    if (draft.signatures.length) void message.warning(tr("内容有改动，已有的签名作废，请重新签名", "The content changed: please sign anew"));
    set((before) => changed(before, typeof change === "function" ? change(before) : change));
  };
  const done = async () => {
    set((before) => ({ ...before, state: "signed" }));
    await save();
    onSigned();
  };
  const part = { draft, onChange };
  return (
    <article aria-label={draft.station_name}>
      <div className="inspection-head">
        <b>{draft.station_name}</b>
        <span role="status">{failed ? tr("× 没有存下", "× Not kept") : safe ? tr("✓ 已存本机", "✓ Kept here") : tr("正在存到本机", "Keeping")}</span>
        <Button onClick={() => void save().then(onClose)}>{tr("暂存返回", "Keep and go back")}</Button>
        <Popconfirm title={tr("删除这份未完成的检查？", "Delete this unfinished inspection?")} onConfirm={() => void forget(draft.id).then(onClose)}><Button>{tr("删除", "Delete")}</Button></Popconfirm>
      </div>
      {failed ? <Alert className="block" type="error" showIcon title={tr("本机存不下，请勿离开本页，先移除一些照片", "This device cannot keep it: do not leave the page, remove some photos first")} /> : null}
      <Site {...part} />
      <Items {...part} />
      <Readings {...part} />
      <Seals {...part} positions={kit?.positions ?? []} />
      <section className="inspection-part">
        <h2>{tr("现场照片", "Photos")}</h2>
        <Photos item="" {...part} />
      </section>
      <Findings {...part} />
      <Signatures draft={draft} set={set} onDone={() => void done()} />
    </article>
  );
}
