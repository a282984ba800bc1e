import { useQuery } from "@tanstack/react-query";
import { Input, Skeleton, Table, type TableProps } from "antd";
import { useMemo, type ReactNode } from "react";

import { tablePage, type Column, type Row, type TablePage } from "@/api/tables";
import { count } from "@/format/quantity";
import { tr } from "@/lang";

import { FetchedView, Nothing } from "./PageState";
import { isNumber, renderCell, titleOf, type Cells } from "./table/render";
import { isFiltered, queryOf, SIZES, type TableState } from "./table/state";
import { useTableState } from "./table/useTableState";

export interface DataTableProps {
  /** The table's name in the tables API. */
  table: string;
  /** Filters that the page holds: not shown, not changeable, their columns left out. */
  fixed?: Readonly<Record<string, string>>;
  cells?: Cells;
  /** Buttons beside the search field. */
  actions?: ReactNode;
  /** Buttons at the end of a row. */
  rowActions?: (row: Row) => ReactNode;
  onOpen?: (row: Row) => void;
  /** Sets this table's part of the address apart from that of others on the page. */
  urlPrefix?: string;
}

const NOTHING_FIXED = {};

/** The one list of the console. */
export function DataTable(props: DataTableProps) {
  const { table, fixed = NOTHING_FIXED, urlPrefix = "" } = props;
  const [state, change] = useTableState(urlPrefix);
  const query = useQuery(tablePage(table, queryOf(state, fixed)));
  return (
    <div className="data-table">
      <div className="table-tools">
        <Input.Search allowClear defaultValue={state.q} aria-label={tr("查找", "Find")} onSearch={(q) => change({ ...state, q: q.trim(), page: 1 })} />
        {props.actions}
      </div>
      <FetchedView query={query} loading={<Skeleton active paragraph={{ rows: 12 }} />} page>
        {(data) => <Rows {...props} data={data} state={state} change={change} loading={query.isPlaceholderData} />}
      </FetchedView>
    </div>
  );
}

interface RowsProps extends DataTableProps {
  data: TablePage;
  state: TableState;
  change: (next: TableState) => void;
  loading: boolean;
}

function shownColumns(columns: readonly Column[], state: TableState, fixed: Readonly<Record<string, string>>): Column[] {
  const free = columns.filter((column) => !(column.name in fixed));
  if (!state.columns) return free.filter((column) => column.shown);
  return state.columns.flatMap((name) => free.find((column) => column.name === name) ?? []);
}

function Rows({ data, state, change, loading, cells, rowActions, onOpen, fixed = NOTHING_FIXED }: RowsProps) {
  const columns = useMemo((): TableProps<Row>["columns"] => {
    const shown = shownColumns(data.columns, state, fixed).map((column) => ({
      key: column.name,
      title: titleOf(column),
      width: column.width || undefined,
      align: isNumber(column.kind) ? ("right" as const) : undefined,
      sorter: column.sortable,
      render: (_: unknown, row: Row) => renderCell(column, row, cells),
    }));
    return rowActions ? [...shown, { key: "_actions", title: "", render: (_, row) => rowActions(row) }] : shown;
  }, [data.columns, state, fixed, cells, rowActions]);
  return (
    <Table<Row>
      size="small"
      rowKey="_key"
      columns={columns}
      dataSource={data.items}
      loading={loading}
      onRow={(row) => (onOpen ? { onClick: () => onOpen(row) } : {})}
      onChange={(_, __, sorter) => {
        const all = (Array.isArray(sorter) ? sorter : [sorter]).filter((one) => one.order && one.columnKey);
        change({ ...state, page: 1, order: all.map((one) => ({ name: String(one.columnKey), down: one.order === "descend" })) });
      }}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Nothing what={isFiltered(state) ? tr("没有符合条件的记录", "No rows match the filter") : tr("还没有记录", "Nothing here yet")} /> }}
      pagination={{
        current: data.page,
        pageSize: data.size,
        total: data.total,
        showSizeChanger: true,
        pageSizeOptions: SIZES,
        showTotal: (total) => tr(`共 ${count(total)} 条`, `${count(total)} rows`),
        onChange: (page, size) => change({ ...state, page, size }),
      }}
    />
  );
}
