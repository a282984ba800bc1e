import { PauseCircleOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button, Skeleton } from "antd";
import { useMemo, useRef, useState } from "react";

import type { Column } from "@/api/tables";
import { remember, remembered } from "@/app/memory";
import { count } from "@/format/quantity";
import { timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";
import { LiveMark } from "@/ui/LiveMark";
import { Nothing, ProblemView, StaleBand } from "@/ui/PageState";
import { SearchBox } from "@/ui/SearchBox";
import { ColumnChooser, shownColumns, type Density } from "@/ui/table/Columns";
import { ColumnFilter } from "@/ui/table/ColumnFilter";
import { ExportMenu } from "@/ui/table/ExportMenu";
import { Marks } from "@/ui/table/Marks";
import { cleared, isFiltered, paramsOf, queryOf, withFilter, type TableState } from "@/ui/table/state";
import { useTableState } from "@/ui/table/useTableState";
import { sentenceOf } from "@/ui/table/words";

import type { LiveRow, Names } from "./board";
import { useLiveBoard, type LiveView } from "./useLiveBoard";
import { shownRows, type LiveColumn, type Sheet } from "./view";
import { VirtualGrid } from "./VirtualGrid";

const PHONE = "(max-width: 599px)";
const DENSITY = "youjian.density";
const HEIGHTS: Record<Density, number> = { small: 30, medium: 36, large: 44 };

/** A live table as people use it: everything that is chosen stands in the page's address. */
export function LiveTable({ sheet, title }: { sheet: Sheet; title: string }) {
  const live = useLiveBoard(sheet);
  if (live.problem && live.asOf === null) return <ProblemView problem={live.problem} onRetry={live.retry} page />;
  if (live.asOf === null) return <Skeleton active paragraph={{ rows: 14 }} />;
  return <Loaded sheet={sheet} title={title} live={live} />;
}

interface LoadedProps {
  sheet: Sheet;
  title: string;
  live: LiveView;
}

function Loaded({ sheet, title, live }: LoadedProps) {
  const { names } = live;
  const [state, change] = useTableState("");
  const columns = useMemo(() => sheet.columns(names), [sheet, names]);
  const [density, setDensity] = useState<Density>(() => remembered<Density>(DENSITY, "small"));
  const many = live.rows.length;
  const held = useRef(live.rows);
  held.current = live.rows;
  // What there is to choose from changes with the register, which brings another number of rows or other names.
  const told = useMemo(() => toldColumns(sheet, columns, names, many ? held.current : []), [sheet, columns, names, many]);
  const space = (next: Density) => {
    setDensity(next);
    remember(DENSITY, next);
  };
  const chosen = shownColumns(told.columns, state.columns).map(({ name }) => name).join(",");
  const shown = useMemo(() => chosen.split(",").flatMap((name) => columns.find((column) => column.name === name) ?? []), [columns, chosen]);
  const rows = useMemo(() => shownRows(live.rows, sheet, columns, state, live.now), [live.rows, sheet, columns, state, live.now]);
  return (
    <>
      {live.problem && live.asOf ? <StaleBand at={Date.parse(live.asOf)} error={live.problem} onRetry={live.retry} /> : null}
      <Tools sheet={sheet} title={title} told={told} chosen={chosen} state={state} change={change} live={live} density={density} onDensity={space} />
      <Marks columns={told.filters} state={state} change={change} />
      <Standing shown={rows.length} live={live} />
      <p className="print-only">{sentenceOf(state, told.filters, { total: rows.length, page: 1, size: rows.length || 1 })}{tr("打印前300行。", "The first 300 rows are printed.")}</p>
      {rows.length ? (
        <VirtualGrid rowHeight={HEIGHTS[density]} label={title} rows={rows} columns={shown} now={live.now} moved={live.moved} order={state.order[0]} onOrder={(order) => change({ ...state, order: order ? [order] : [] })} view={JSON.stringify(paramsOf(state))} />
      ) : (
        <Empty state={state} change={change} />
      )}
    </>
  );
}

function Empty({ state, change }: { state: TableState; change: (next: TableState) => void }) {
  if (isFiltered(state)) return <Nothing what={tr("没有符合条件的记录", "No rows match the filter")} how={<Button type="link" onClick={() => change(cleared(state))}>{tr("清除全部条件", "Clear all filters")}</Button>} />;
  return <Nothing what={tr("管辖范围内还没有登记", "Nothing is registered in your area yet")} how={tr("在“档案”中登记后，这里会自动出现", "It appears here once it is in the register")} />;
}

/** How many rows, of what time. */
function Standing({ shown, live }: { shown: number; live: LiveView }) {
  const of = shown === live.rows.length ? tr(`共 ${count(shown)} 行`, `${count(shown)} rows`) : tr(`${count(shown)} / ${count(live.rows.length)} 行`, `${count(shown)} of ${count(live.rows.length)} rows`);
  return (
    <p className="live-standing quiet">
      <span role="status">{of}</span>
      <span>{tr(`数据时间 ${timeWithSeconds(live.asOf)}（北京时间）`, `data of ${timeWithSeconds(live.asOf)} (Beijing time)`)}</span>
      {live.paused ? <b>{tr("已暂停更新，继续后自动补齐", "Standing still; going on brings what came since")}</b> : <LiveMark />}
    </p>
  );
}

interface ToldColumns {
  columns: Column[];
  filters: Column[];
}

/** The columns and filters in the terms of the console's one table, so that its choosers serve here, too. */
function toldColumns(sheet: Sheet, columns: readonly LiveColumn[], names: Names, rows: readonly LiveRow[]): ToldColumns {
  const phone = window.matchMedia(PHONE).matches;
  const plain: Omit<Column, "name" | "title" | "shown"> = { kind: "text", unit: "", choices: [], link: "", width: 0, sortable: true, filterable: false, masked: false };
  return {
    columns: columns.map(({ name, title, hidden, phone: small }) => ({ ...plain, name, title, shown: phone ? Boolean(small) : !hidden })),
    filters: sheet.filters.map((filter) => ({ ...plain, kind: "choice", name: filter.name, title: filter.title, filterable: true, shown: true, choices: filter.choices(rows, names) })),
  };
}

interface ToolsProps {
  sheet: Sheet;
  title: string;
  told: ToldColumns;
  chosen: string;
  state: TableState;
  change: (next: TableState) => void;
  live: LiveView;
  density: Density;
  onDensity: (density: Density) => void;
}

function Tools({ sheet, title, told, chosen, state, change, live, density, onDensity }: ToolsProps) {
  const turn = () => live.setPaused(!live.paused);
  return (
    <div className="table-tools no-print" role="search" aria-label={tr(`筛选${title}`, `Filter ${title}`)}>
      <SearchBox className="table-search" value={state.q} onChange={(q) => change({ ...state, q, page: 1 })} label={tr("站名、编号或设备号", "Station, number or device")} />
      <div className="table-quick">
        {told.filters.map((column) => <ColumnFilter key={column.name} bare column={column} filters={state.filters} onChange={(changes) => change(withFilter(state, changes))} />)}
      </div>
      <div className="table-tools-end">
        <Button icon={live.paused ? <PlayCircleOutlined /> : <PauseCircleOutlined />} aria-pressed={live.paused} type={live.paused ? "primary" : "default"} onClick={turn}>{live.paused ? tr("继续", "Go on") : tr("暂停", "Pause")}</Button>
        <ColumnChooser columns={told.columns} show={null} state={state} change={change} density={density} onDensity={onDensity} />
        <ExportMenu table={sheet.table} query={queryOf(state)} columns={chosen.split(",")} />
      </div>
    </div>
  );
}
