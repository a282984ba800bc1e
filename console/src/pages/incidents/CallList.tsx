import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";

import { INCIDENTS, noteCall, type CallLine, type Incident } from "@/api/incidents";
import { problemOf } from "@/api/problem";
import { fullTime } from "@/format/time";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { Nothing } from "@/ui/PageState";

/** 应急联络单: whom to call, in order, with a tick for every call. */
export function CallList({ told }: { told: Incident }) {
  return (
    <section className="block">
      <h2>{tr("应急联络单", "Call list")}</h2>
      {told.call_list.length ? (
        <ol className="incident-calls">
          {told.call_list.map((line) => <Line key={`${line.source}${line.organisation}${line.phone}${line.person}`} told={told} line={line} />)}
        </ol>
      ) : <Nothing what={tr("没有联络人", "There is nobody to call")} how={tr("请在“突发事件”页的“应急联络单”中添加", "Add them under “Call list” on the page of emergencies")} />}
    </section>
  );
}

function Line({ told, line }: { told: Incident; line: CallLine }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const calling = useMutation({
    mutationFn: (answered: boolean) => noteCall(told.id, { organisation: line.organisation || line.source_name, person: line.person, phone: line.phone, answered, note: "" }),
    onSuccess: () => INCIDENTS.forEach((queryKey) => void client.invalidateQueries({ queryKey })),
    onError: (error) => void message.error(problemOf(error).message),
  });
  const who = [line.person, line.duty].filter(Boolean).join(" ");
  return (
    <li>
      <span className="grow"><b>{line.organisation}</b> {who} <small className="quiet">{line.source_name}</small></span>
      {line.phone ? told.may_manage ? <a href={`tel:${line.phone}`}>{line.phone}</a> : <span>{line.phone}</span> : <span className="quiet">{tr("没有号码", "no number")}</span>}
      {line.called_at ? <small>{line.answered ? tr("✓ 已接通", "✓ answered") : tr("✗ 未接通", "✗ not answered")} {withNote(fullTime(line.called_at), line.called_by_name)}</small> : null}
      {told.may_manage && line.phone ? (
        <span className="case-buttons">
          <Button size="small" loading={calling.isPending} aria-label={tr(`已接通：${line.organisation}`, `Answered: ${line.organisation}`)} onClick={() => calling.mutate(true)}>{tr("已接通", "Answered")}</Button>
          <Button size="small" loading={calling.isPending} aria-label={tr(`未接通：${line.organisation}`, `No answer: ${line.organisation}`)} onClick={() => calling.mutate(false)}>{tr("未接通", "No answer")}</Button>
        </span>
      ) : null}
    </li>
  );
}
