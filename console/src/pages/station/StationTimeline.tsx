import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Select, Skeleton, Tag } from "antd";
import { Fragment, useState, type ReactNode } from "react";
import { Link } from "react-router";

import { stationTimeline, type Entry } from "@/api/life";
import { sheets, type Sheet } from "@/api/register";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FetchedView, Nothing } from "@/ui/PageState";
import { shown, type Value } from "@/ui/RecordFormValues";
import { useUrlState } from "@/ui/useUrlState";
import "@/ui/RecordForm.css";

import "./lifecycle/lifecycle.css";

type Change = Entry["changes"][number];

/** Everything that happened to a station, and to those that went on as it; the kinds shown stand in the address. */
export function StationTimeline({ stationId }: { stationId: string }) {
  const { search, change } = useUrlState();
  const kinds = search.getAll("kinds");
  const found = useInfiniteQuery(stationTimeline(stationId, kinds));
  const known = useQuery(sheets);
  return (
    <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>
      {({ pages }) => (
        <>
          <Select
            className="life-kinds no-print"
            mode="multiple"
            allowClear
            value={kinds}
            aria-label={tr("只看这些类别", "Only these kinds")}
            placeholder={tr("全部类别", "All kinds")}
            options={(pages[0]?.kinds ?? []).map(({ code, name }) => ({ value: code, label: name }))}
            onChange={(next: string[]) => change({ kinds: next })}
          />
          <Entries items={pages.flatMap((page) => page.items)} names={kindNames(pages[0]?.kinds ?? [])} sheets={known.data ?? []} filtered={kinds.length > 0} />
          {found.hasNextPage ? (
            <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{tr("更早的记载", "Earlier entries")}</Button>
          ) : null}
        </>
      )}
    </FetchedView>
  );
}

const kindNames = (kinds: readonly { code: string; name: string }[]): Record<string, string> =>
  Object.fromEntries(kinds.map(({ code, name }) => [code, name]));

interface EntriesProps {
  items: readonly Entry[];
  names: Record<string, string>;
  sheets: readonly Sheet[];
  filtered: boolean;
}

function Entries({ items, names, sheets: known, filtered }: EntriesProps) {
  if (!items.length) {
    return (
      <Nothing
        what={filtered ? tr("这些类别还没有记载", "Nothing of these kinds yet") : tr("这个站还没有记载", "Nothing has been noted of this station yet")}
        how={filtered ? tr("清除类别后查看全部", "Clear the kinds to see everything") : null}
      />
    );
  }
  return (
    <ol className="life-line">
      {items.map((item, index) => (
        <Fragment key={`${item.at}-${item.kind}-${item.title}-${index}`}>
          {yearOf(item) === yearOf(items[index - 1]) ? null : <li className="life-year">{yearOf(item)}</li>}
          <li className={`life-entry life-${item.kind}`}>
            <EntryHead item={item} kind={names[item.kind] ?? item.kind} />
            {item.detail ? <div className="life-detail">{item.detail}</div> : null}
            <Changes changes={item.changes} sheets={known} />
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

const yearOf = (item: Entry | undefined): string => (item ? fullTime(item.at).slice(0, 4) : "");

/** What is registered by the day, without a time of day. */
const OF_A_DAY = new Set(["verification", "seal", "succession", "operation"]);

function EntryHead({ item, kind }: { item: Entry; kind: string }) {
  return (
    <div className="life-head">
      <time dateTime={item.at}>{OF_A_DAY.has(item.kind) ? fullTime(item.at).slice(5, 10) : fullTime(item.at).slice(5, 16)}</time>
      <Tag>{kind}</Tag>
      <b>{item.path ? <Link to={item.path}>{item.title}</Link> : item.title}</b>
      {item.predecessor ? <Tag color="purple"><Link to={`/stations/${item.station_id}`}>{tr(`原${item.predecessor}`, `Formerly ${item.predecessor}`)}</Link></Tag> : null}
      {item.actor ? <span className="quiet">{item.actor}</span> : null}
    </div>
  );
}

/** What was otherwise before, a line a field; long lists open on demand. */
function Changes({ changes, sheets: known }: { changes: readonly Change[]; sheets: readonly Sheet[] }) {
  const [open, setOpen] = useState(false);
  const told = changes.filter((change) => change.kind === "changed" || changes.length > 1);
  if (!told.length) return null;
  const few = told.length <= 3;
  return (
    <>
      {few || open ? told.map((change, index) => <OneChange key={index} change={change} sheet={known.find(({ name }) => name === change.table)} titled={changes.length > 1} />) : null}
      {few ? null : (
        <Button size="small" type="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? tr("收起", "Fold") : tr(`逐项查看（${told.length}）`, `One by one (${told.length})`)}
        </Button>
      )}
    </>
  );
}

const KIND_WORDS: Record<Change["kind"], string> = { added: tr("新增", "added"), changed: tr("修改", "changed"), removed: tr("删除", "removed") };

function OneChange({ change, sheet, titled }: { change: Change; sheet: Sheet | undefined; titled: boolean }) {
  const names = change.kind === "changed" ? Object.keys(change.after ?? {}) : [];
  const field = (name: string) => sheet?.fields.find((one) => one.name === name);
  const words = (name: string, value: unknown): ReactNode => {
    const known = field(name);
    return known ? shown(known, value as Value) : String(value ?? "—");
  };
  return (
    <div className="life-change">
      {titled ? <span className="quiet">{change.title} {KIND_WORDS[change.kind]}</span> : null}
      {names.map((name) => (
        <span key={name} className="change-list"><span className="quiet">{field(name)?.title ?? name}</span> <del>{words(name, change.before?.[name])}</del> → <ins>{words(name, change.after?.[name])}</ins></span>
      ))}
    </div>
  );
}
