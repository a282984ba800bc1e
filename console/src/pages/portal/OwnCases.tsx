import { useQuery } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { useState } from "react";

import { appealCase, downloadDocument, ownCases, type StationCase } from "@/api/cases";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { fullTime } from "@/format/time";
import { headed } from "@/format/words";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

/** What departments served on the station, and what it says about that. */
export function OwnCases() {
  const may = useMay("case.appeal");
  const found = useQuery({ ...ownCases, enabled: may });
  const [objecting, object] = useState<StationCase | null>(null);
  if (!found.data?.length) return null;
  return (
    <section className="block">
      <h2>{tr("送达我站的文书", "Served on my station")}</h2>
      {found.data.map((one) => <OwnCase key={one.id} one={one} onObject={() => object(one)} />)}
      {objecting ? (
        <FormDialog<{ text: string }, StationCase[]> title={tr(`陈述申辩：${objecting.code}`, `Object: ${objecting.code}`)} okText={tr("提交", "Send")} send={({ text }) => appealCase(objecting.id, text)} done={tr("已提交，承办部门会答复", "Sent; the department will answer")} renews={[["cases", "own"]]} onClose={() => object(null)}>
          <Form.Item name="text" label={tr("我站的意见", "What my station says")} rules={NEEDED}><Input.TextArea rows={5} maxLength={8000} /></Form.Item>
        </FormDialog>
      ) : null}
    </section>
  );
}

function OwnCase({ one, onObject }: { one: StationCase; onObject: () => void }) {
  const { message } = App.useApp();
  return (
    <article>
      <h3>{one.code} {one.title} <small className="quiet">{one.status_name}</small></h3>
      <ul>
        {one.documents.map((paper) => (
          <li key={paper.id}>
            {paper.title} {paper.number} {paper.served_at ? <small className="quiet">{tr("送达", "served")} {fullTime(paper.served_at)}</small> : null}{" "}
            <Button size="small" onClick={() => void downloadDocument(paper, "pdf").catch((error: unknown) => void message.error(problemOf(error).message))}>{tr("查看", "Read")}</Button>
          </li>
        ))}
        {one.appeals.map((said) => <li key={`a${said.id}`}>{headed(tr("我站申辩", "We said"), said.text)} {said.answered_at ? headed(said.result_name, said.answer) : tr("（待答复）", "(not answered yet)")}</li>)}
      </ul>
      {one.may_appeal ? <Button onClick={onObject}>{tr("陈述申辩", "Object")}</Button> : null}
    </article>
  );
}
