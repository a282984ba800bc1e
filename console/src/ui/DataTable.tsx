import { useQuery } from "@tanstack/react-query";
import { Button, Pagination, Skeleton } from "antd";
import { useState, useSyncExternalStore, type ReactNode } from "react";

import { tablePage, type Row, type TablePage } from "@/api/tables";
import { remember, remembered } from "@/app/memory";
import { count } from "@/format/quantity";
import { tr } from "@/lang";

import { FetchedView, Nothing } from "./PageState";
import { Cards } from "./table/Cards";
import { shownColumns, type Density } from "./table/Columns";
import { Grid } from "./table/Grid";
import { Marks } from "./table/Marks";
import { maskedCells } from "./table/Masked";
import type { Cells } from "./table/render";
import { useFreshRows, useRowProps } from "./table/rows";
import { cleared, isFiltered, paramsOf, queryOf, SIZES, type TableState } from "./table/state";
import { Toolbar } from "./table/Toolbar";
import { useRowKeys } from "./table/useRowKeys";
import { useTableState } from "./table/useTableState";
import { sentenceOf } from "./table/words";

export interface DataTableProps {
  /** The table's name in the tables API. */
  table: string;
  /** Filters that the page holds: not shown, not changeable, their columns left out. */
  fixed?: Readonly<Record<string, string>>;
  cells?: Cells;
  /** Buttons at the end of the tools. */
  actions?: ReactNode;
  /** Buttons at the end of a row. */
  rowActions?: (row: Row) => ReactNode;
  /** A row clicked, or opened with Enter. */
  onOpen?: (row: Row) => void;
  /** Sets this table's part of the address apart from that of others on the page. */
  urlPrefix?: string;
  /** Columns with choices whose filters stand open beside the search field. */
  quick?: readonly string[];
  /** The columns that this page shows before somebody chooses, in its order; without it, as the table comes. */
  show?: readonly string[];
  /** Widths in pixels for columns whose cells this page fills more than the table expects. */
  widths?: Readonly<Record<string, number>>;
  /** What would be here, and how to get it, when nothing is and nothing is filtered. */
  empty?: { what: string; how?: ReactNode };
  /** Mark rows that come by themselves. */
  markNew?: boolean;
}

const NOTHING_FIXED: Readonly<Record<string, string>> = {};
const NONE: readonly string[] = [];
const DENSITY = "youjian.density";
const PHONE = "(max-width: 599px)";

function usePhone(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(PHONE);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => window.matchMedia(PHONE).matches,
  );
}

/** The one list of the console: everything it shows stands in the page's address. */
export function DataTable(props: DataTableProps) {
  return <OfOneTable key={props.table} {...props} />;
}

function OfOneTable(props: DataTableProps) {
  const { table, fixed = NOTHING_FIXED, urlPrefix = "" } = props;
  const [state, change] = useTableState(urlPrefix);
  const query = useQuery(tablePage(table, queryOf(state, fixed)));
  const keys = useRowKeys();
  return (
    <div className="data-table" ref={keys.box} onKeyDown={keys.onKeyDown}>
      <FetchedView query={query} loading={<Skeleton active paragraph={{ rows: 12 }} />} page>
        {(data) => <Loaded {...props} fixed={fixed} data={data} state={state} change={change} loading={query.isPlaceholderData} />}
      </FetchedView>
      {query.isError && !query.data && isFiltered(state) ? (
        <p className="center"><Button onClick={() => change(cleared(state))}>{tr("清除全部条件", "Clear all filters")}</Button></p>
      ) : null}
    </div>
  );
}

interface LoadedProps extends DataTableProps {
  fixed: Readonly<Record<string, string>>;
  data: TablePage;
  state: TableState;
  change: (next: TableState) => void;
  loading: boolean;
}

function Loaded(props: LoadedProps) {
  const { table, data, state, change, fixed, cells, rowActions, loading } = props;
  const [density, setDensity] = useState<Density>(() => remembered<Density>(DENSITY, "small"));
  const phone = usePhone();
  const fresh = useFreshRows(props.markNew && !loading ? data.items : undefined, JSON.stringify(paramsOf(state)));
  const rowProps = useRowProps(props.onOpen, fresh)(data.items);
  const free = data.columns.filter((column) => !(column.name in fixed));
  const columns = shownColumns(free, state.columns ?? props.show ?? null);
  const empty = <Empty {...props} />;
  const shared = { columns, cells: { ...maskedCells(table, columns), ...cells }, rowActions, rowProps };
  const space = (next: Density) => {
    setDensity(next);
    remember(DENSITY, next);
  };
  return (
    <>
      <Toolbar table={table} title={data.title} columns={free} state={state} change={change} query={queryOf(state, fixed)} quick={props.quick ?? NONE} show={props.show ?? null} density={density} onDensity={space} narrow={phone} actions={props.actions} />
      <Marks columns={free} state={state} change={change} />
      <p className="print-only">{sentenceOf(state, free, data)}</p>
      {phone && data.items.length ? <Cards {...shared} rows={data.items} /> : null}
      {phone && !data.items.length ? empty : null}
      {phone ? null : <Grid {...shared} caption={data.title} rows={data.items} state={state} change={change} loading={loading} density={density} widths={props.widths} empty={empty} />}
      <Foot data={data} state={state} change={change} phone={phone} />
    </>
  );
}

function Empty({ state, change, empty }: LoadedProps) {
  if (isFiltered(state)) {
    return (
      <Nothing
        what={tr("没有符合条件的记录", "No rows match the filter")}
        how={<Button type="link" onClick={() => change(cleared(state))}>{tr("清除全部条件", "Clear all filters")}</Button>}
      />
    );
  }
  return <Nothing what={empty?.what ?? tr("还没有记录", "Nothing here yet")} how={empty?.how} />;
}

function Foot({ data, state, change, phone }: Pick<LoadedProps, "data" | "state" | "change"> & { phone: boolean }) {
  return (
    <div className="table-foot no-print">
      <span className="quiet" role="status">{tr(`共 ${count(data.total)} 条`, `${count(data.total)} ${data.total === 1 ? "row" : "rows"}`)}</span>
      {data.total > Math.min(data.size, SIZES[0] ?? 1) ? (
        <Pagination
          size="small"
          simple={phone}
          current={data.page}
          pageSize={data.size}
          total={data.total}
          showSizeChanger={!phone}
          pageSizeOptions={SIZES}
          onChange={(page, size) => change({ ...state, page: size === data.size ? page : 1, size })}
        />
      ) : null}
    </div>
  );
}
