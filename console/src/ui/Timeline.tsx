import { Button, Timeline as Line } from "antd";
import { Link } from "react-router";

import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";

import { Nothing } from "./PageState";

export interface TimelineItem {
  at: string;
  kind: string;
  title: string;
  detail?: string | null;
  actor?: string | null;
  path?: string | null;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

interface TimelineProps {
  items: readonly TimelineItem[];
  onMore?: () => void;
  hasMore?: boolean;
  loading?: boolean;
  /** What a field of before and after is called. */
  fieldName?: (name: string) => string;
  fieldValue?: (name: string, value: unknown) => string;
}

/** Colours of the line by kind, beside a word that says the same. */
const COLOURS: Record<string, string> = { alert: "red", downtime: "orange", change: "blue", lifecycle: "purple", verification: "green" };

/** The one history of an object, newest first: what happened, when, by whom, and what it was before. */
export function Timeline({ items, onMore, hasMore, loading, ...words }: TimelineProps) {
  if (!items.length) return <Nothing what={tr("还没有记载", "Nothing has been noted yet")} />;
  const entries = items.map((item, i) => ({
    key: `${item.at}-${i}`,
    color: COLOURS[item.kind] ?? "gray",
    content: <Entry item={item} {...words} />,
  }));
  return (
    <div className="timeline">
      <Line items={entries} />
      {hasMore ? <Button block type="link" loading={loading} onClick={onMore}>{tr("更早的", "Earlier")}</Button> : null}
    </div>
  );
}

type EntryProps = { item: TimelineItem } & Pick<TimelineProps, "fieldName" | "fieldValue">;

function Entry({ item, ...words }: EntryProps) {
  return (
    <>
      <div className="timeline-head">
        <b>{item.path ? <Link to={item.path}>{item.title}</Link> : item.title}</b>
        <time className="quiet" dateTime={item.at}>{fullTime(item.at)}</time>
        {item.actor ? <span className="quiet">{item.actor}</span> : null}
      </div>
      {item.detail ? <div className="timeline-text">{item.detail}</div> : null}
      <Changed item={item} {...words} />
    </>
  );
}

const plain = (_: string, value: unknown): string =>
  value === null || value === undefined || value === "" ? NOTHING : typeof value === "object" ? JSON.stringify(value) : String(value);

/** What was otherwise before, field by field. */
function Changed({ item: { before, after }, fieldName = (name) => name, fieldValue = plain }: EntryProps) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after?.[name] ?? null),
  );
  if (!names.length) return null;
  return (
    <dl className="timeline-changes">
      {names.map((name) => (
        <div key={name}>
          <dt>{fieldName(name)}</dt>
          <dd>{before ? <del>{fieldValue(name, before[name])}</del> : null} {after ? <ins>{fieldValue(name, after[name])}</ins> : null}</dd>
        </div>
      ))}
    </dl>
  );
}
