import { useQuery } from "@tanstack/react-query";
import { Alert, Table } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import { sealing, type SealKey, type Sealing } from "@/api/sealing";
import type { Row } from "@/api/tables";
import { count } from "@/format/quantity";
import { ago, fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { sealLook } from "./looks";
import { SealDrawer } from "./SealDrawer";

type Waiting = Schemas["WaitingOut"];

const CELLS: Cells = {
  anchored_at: (value, _row, words) => (value === null ? <StateSymbol look={sealLook("unanchored")} /> : words),
  late: (late) => (late === true ? <StateSymbol look={sealLook("late")} /> : "—"),
  seal: (value) => <span className="code" title={String(value)}>{String(value).slice(0, 16)}…</span>,
};
const STALE_MS = 15 * 60_000;

/** Sealed station-days: how sealing stands, what waits, and every seal. */
export default function DaySealsPage() {
  const { search, change } = useUrlState();
  const opened = keyOf(search.get("open"));
  const open = (key: SealKey) => change({ open: [key.station, key.day, key.revision].join("|") });
  return (
    <div className="page">
      <PageHead title={tr("日数据固化", "Day seals")} />
      <State />
      <section className="block">
        <DataTable
          table="day_seals"
          cells={CELLS}
          quick={["reason"]}
          onOpen={(row) => open(keyOfRow(row))}
          empty={{ what: tr("还没有固化的业务日", "No day is sealed yet"), how: tr("一个业务日的加油记录齐全后立即固化，不齐全的在日终后48小时固化", "A day is sealed once its fuellings are whole, else 48 hours after its end") }}
        />
      </section>
      {opened ? <SealDrawer key={search.get("open")} of={opened} onOpen={open} onClose={() => change({ open: null })} /> : null}
    </div>
  );
}

const keyOfRow = (row: Row): SealKey => ({ station: String(row["station_id"]), day: String(row["day"]), revision: Number(row["revision"]) });

function keyOf(text: string | null): SealKey | null {
  const [station, day, revision] = (text ?? "").split("|");
  return station && day && revision ? { station, day, revision: Number(revision) } : null;
}

function State() {
  const found = useQuery(sealing);
  if (found.data === undefined) return <Answer>{found.isError ? tr("固化进度暂时没有取到，下面的列表不受影响。", "How sealing stands could not be fetched; the list below is not affected.") : tr("正在查询固化进度…", "Asking how sealing stands…")}</Answer>;
  return (
    <>
      <Answer aside={<span className="quiet">{anchoredWords(found.data)}</span>}>{sentence(found.data)}</Answer>
      <Troubles state={found.data} />
    </>
  );
}

function sentence({ overdue, late, waiting }: Sealing): string {
  const parts = [
    overdue ? tr(`${count(overdue)} 个站日逾期未固化`, `${count(overdue)} station-days are overdue`) : "",
    late ? tr(`${count(late)} 个站日有补录待固化`, `${count(late)} got late records and are to be sealed again`) : "",
    waiting ? tr(`${count(waiting)} 个站日等待数据齐全`, `${count(waiting)} wait for their records`) : "",
  ].filter(Boolean);
  return parts.length ? tr(`${parts.join("，")}。`, `${parts.join(", ")}.`) : tr("到期的业务日均已固化。", "Every day that is due is sealed.");
}

function anchoredWords({ anchored_at, anchor, unanchored }: Sealing): string {
  if (!anchored_at) return tr("还没有锚定过", "Nothing was anchored yet");
  const waits = unanchored ? tr(`，${count(unanchored)} 份未锚定`, `, ${count(unanchored)} not anchored`) : "";
  return tr(`最近锚定：第 ${String(anchor)} 号，${ago(anchored_at)}（${fullTime(anchored_at)}）${waits}`, `Last anchor: no. ${String(anchor)}, ${ago(anchored_at)} (${fullTime(anchored_at)})${waits}`);
}

function Troubles({ state }: { state: Sealing }) {
  const stale = state.unanchored > 0 && (!state.anchored_at || Date.now() - Date.parse(state.anchored_at) > STALE_MS);
  return (
    <>
      {stale ? <Alert className="block" type="error" showIcon title={tr("固化后超过15分钟没有锚定：请检查锚定存放处和后台任务。", "Seals have not been anchored for 15 minutes: is the second place there, and the worker?")} /> : null}
      {state.failures.map((failure) => (
        <Alert key={failure.station_id} className="block" type="error" showIcon title={tr(`${failure.station_name || failure.station_id} ${failure.day} 固化失败，自 ${fullTime(failure.since)} 起`, `${failure.station_name || failure.station_id} ${failure.day} could not be sealed, since ${fullTime(failure.since)}`)} description={failure.error} />
      ))}
      {state.days.length ? <Days days={state.days} /> : null}
    </>
  );
}

function Days({ days }: { days: readonly Waiting[] }) {
  const columns: { key: string; title: string; render: (day: Waiting) => ReactNode }[] = [
    { key: "day", title: tr("业务日", "Day"), render: (one) => one.day },
    { key: "station", title: tr("加油站", "Station"), render: (one) => <Link to={`/stations/${one.station_id}`}>{one.station_name || one.station_id}</Link> },
    { key: "state", title: tr("状态", "State"), render: (one) => <StateSymbol look={sealLook(one.state)} /> },
  ];
  return (
    <section className="block">
      <h2>{tr("逾期的和有补录的", "Overdue or with late records")}</h2>
      <Table<Waiting>
        size="small"
        pagination={days.length > 8 ? { pageSize: 8, size: "small", showSizeChanger: false } : false}
        rowKey={(one) => `${one.station_id} ${one.day}`}
        dataSource={[...days]}
        columns={columns.map(({ key, title, render }) => ({ key, title, render: (_: unknown, one: Waiting) => render(one) }))}
      />
    </section>
  );
}
