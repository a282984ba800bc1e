import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Select, Skeleton, Tag } from "antd";
import { useEffect, useState } from "react";

import { previewWording, resetWording, saveWording, wordings, type Wording, type WordingIn } from "@/api/notify";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { FetchedView, ProblemView } from "@/ui/PageState";

import { useSaved } from "./useSaved";

const keyOf = ({ form, step, language }: WordingIn): string => `${form}.${step}.${language}`;
const LANGUAGES = { zh: "中文", en: "English" };
const PREVIEW_MS = 400;

/** The texts of notices: chosen, changed, looked at with an example, set back. */
export function Wordings() {
  const found = useQuery(wordings);
  const [key, choose] = useState("mail.alert.zh");
  return (
    <FetchedView query={found} loading={<Skeleton active />}>
      {(all) => {
        const chosen = all.find((one) => keyOf(one) === key);
        const options = all.map((one) => ({ value: keyOf(one), label: `${one.form_name} · ${one.step_name} · ${LANGUAGES[one.language]}${one.own ? tr("（已改）", " (changed)") : ""}` }));
        return (
          <>
            <Select className="wording-choice" value={key} onChange={choose} options={options} aria-label={tr("模板", "Text")} showSearch={{ optionFilterProp: "label" }} />
            {chosen ? <Editor key={`${key}${chosen.text}${chosen.subject}`} wording={chosen} /> : null}
          </>
        );
      }}
    </FetchedView>
  );
}

function Editor({ wording }: { wording: Wording }) {
  const [subject, setSubject] = useState(wording.subject ?? "");
  const [text, setText] = useState(wording.text ?? "");
  const body: WordingIn = { form: wording.form, step: wording.step, language: wording.language, subject, text };
  const look = useMutation({ mutationFn: previewWording });
  const save = useSaved(saveWording);
  const reset = useSaved(resetWording, undefined, tr("已恢复平台模板", "The platform's text is back"));
  const { mutate } = look;
  useEffect(() => {
    const timer = setTimeout(() => mutate({ form: wording.form, step: wording.step, language: wording.language, subject, text }), PREVIEW_MS);
    return () => clearTimeout(timer);
  }, [mutate, subject, text, wording.form, wording.step, wording.language]);
  const seen = look.data;
  return (
    <div className="wording">
      <div>
        {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
        {wording.form === "sms" ? null : <label>{tr("标题", "Subject")}<Input value={subject} maxLength={200} onChange={(event) => setSubject(event.target.value)} /></label>}
        <label>{tr("正文", "Text")}<Input.TextArea value={text} rows={12} maxLength={4000} onChange={(event) => setText(event.target.value)} /></label>
        <p className="wording-names">{wording.placeholders.map((name) => <Button key={name} size="small" onClick={() => setText(`${text}{${name}}`)}>{`{${name}}`}</Button>)}</p>
        <div className="notify-verbs">
          <Button type="primary" disabled={!!seen?.problems.length} loading={save.isPending} onClick={() => save.mutate(body)}>{tr("保存", "Save")}</Button>
          <Button disabled={!wording.own} loading={reset.isPending} onClick={() => reset.mutate(body)}>{tr("恢复平台模板", "Set back")}</Button>
        </div>
      </div>
      <div aria-live="polite">
        <h3>{tr("预览", "Preview")} {seen?.parts ? <Tag>{tr(`短信 ${seen.parts} 条`, `${seen.parts} parts`)}</Tag> : null}</h3>
        {seen?.problems.length ? <Alert type="warning" showIcon title={tr("不能保存", "Cannot be saved")} description={<ul>{seen.problems.map((one) => <li key={one}>{one}</li>)}</ul>} /> : null}
        {seen ? <div className="wording-seen"><b>{seen.subject}</b><p>{seen.text}</p></div> : <Skeleton active />}
      </div>
    </div>
  );
}
