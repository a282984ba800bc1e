import { Badge } from "antd";
import { Link } from "react-router";

import type { Row } from "@/api/tables";
import { interval, size } from "@/format/quantity";
import { fullTime, time } from "@/format/time";
import { tr } from "@/lang";
import { ALERT_STATUS, outcomeWord, timeLeft, type AlertStatus } from "@/states/alert";
import { subjectName } from "@/states/fuel";
import { LevelSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { VerdictTag } from "@/ui/VerdictTag";

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

/** How the list of alerts shows what is more than a value: rule with sentence, size with interval, who has it in hand. */
export const ALERT_CELLS: Cells = {
  colour: (value) => <LevelSymbol level={text(value)} />,
  verdict: (value) => <VerdictTag verdict={text(value)} />,
  rule: (_, row, words) => (
    <>
      <Link className="row-link" to={`/alerts/${row.id}`}>{words}</Link> <VerdictTag verdict={text(row.verdict)} />
      <div className="row-message">{text(row.message)}</div>
    </>
  ),
  station_name: (value, row) => (
    <>
      <Link to={`/stations/${text(row.station_id)}`}>{text(value)}</Link>
      <div className="quiet">{text(row.device) || subjectName(text(row.subject))}</div>
    </>
  ),
  departments: (_, row, words) => (
    <>
      {words}
      <div className="quiet">{text(row.assigned_to)}</div>
    </>
  ),
  due_at: (value, row) => (
    <>
      {row.snoozed_until ? <span className="quiet">{tr("暂缓中", "Put off")}</span> : <Due at={text(value)} />}
      {row.level ? <div className="late">{tr(`督办 ${row.level as number} 级`, `Level ${row.level as number}`)}</div> : null}
    </>
  ),
  estimate: (_, row) => <Size row={row} />,
  opened_at: (value, row) => (
    <>
      <time title={tr(`发出：${fullTime(text(value))} 北京时间`, `Raised: ${fullTime(text(value))} Beijing time`)}>{time(text(value))}</time>
      <div className="quiet">
        <time title={tr(`发生：${fullTime(text(row.started_at))} 北京时间`, `Began: ${fullTime(text(row.started_at))} Beijing time`)}>{tr("发生", "Began")} {time(text(row.started_at))}</time>
      </div>
    </>
  ),
  status: (value, row) => <Status status={text(value)} row={row} />,
};

/** What is due next and how long it takes until then. */
function Due({ at }: { at: string }) {
  if (!at) return null;
  const left = timeLeft(at);
  return <time className={left.late ? "late" : undefined} title={tr(`${fullTime(at)} 北京时间`, `${fullTime(at)} Beijing time`)}>{left.words}</time>;
}

function Size({ row }: { row: Row }) {
  if (row.verdict === "undecidable") return <span className="quiet">{tr("不能判定", "Cannot be judged")}</span>;
  const range = interval(number(row.low), number(row.high), text(row.unit));
  return (
    <>
      <b>{size(number(row.estimate), text(row.unit))}</b>
      {range ? <div className="quiet">{range}</div> : null}
    </>
  );
}

function Status({ status, row }: { status: string; row: Row }) {
  const { word, badge } = ALERT_STATUS[status as AlertStatus];
  const who = text(row.closed_by) || text(row.signed_by);
  return (
    <>
      <Badge status={badge} text={word} />
      {who ? <div className="quiet">{row.outcome ? `${outcomeWord(text(row.outcome))} · ` : ""}{who}</div> : null}
    </>
  );
}
