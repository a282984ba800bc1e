import { FilterFilled } from "@ant-design/icons";
import { Table, type TableProps } from "antd";
import { createContext, useContext, type ReactNode, type TableHTMLAttributes } from "react";

import type { Column, Kind, Row } from "@/api/tables";
import { tr } from "@/lang";

import type { Density } from "./Columns";
import { FilterPop } from "./FilterPop";
import { isNumber, renderCell, titleOf, type Cells } from "./render";
import type { RowProps } from "./rows";
import type { TableState } from "./state";
import { columnOf } from "./words";

const WIDTHS: Partial<Record<Kind, number>> = { text: 180, station: 180, integer: 90, number: 100, litres: 110, date: 110, moment: 130, time: 130, flag: 80, uscc: 180, code: 130 };
const WIDTH = 120;
const ACTIONS_WIDTH = 120;

interface GridProps {
  caption: string;
  columns: readonly Column[];
  rows: readonly Row[];
  state: TableState;
  change: (next: TableState) => void;
  cells?: Cells;
  rowActions?: (row: Row) => ReactNode;
  rowProps: (row: Row, i: number) => RowProps;
  loading: boolean;
  density: Density;
  widths?: Readonly<Record<string, number>>;
  empty: ReactNode;
}

type Head = NonNullable<TableProps<Row>["columns"]>[number];

const Caption = createContext("");

/** A table says to a screen reader what it lists. */
function CaptionedTable({ children, ...table }: TableHTMLAttributes<HTMLTableElement>) {
  return <table {...table}><caption className="only-read">{useContext(Caption)}</caption>{children}</table>;
}
const COMPONENTS = { table: CaptionedTable };

const widthOf = (column: Column, own: GridProps["widths"]): number => own?.[column.name] ?? (column.width || (WIDTHS[column.kind] ?? WIDTH));

/** The rows as a table: heads that sort and filter, the first column held while the rest scrolls. */
export function Grid(props: GridProps) {
  const { columns, rows, state, change, rowActions, rowProps } = props;
  const heads = columns.map((column, i) => headOf(column, i, props));
  if (rowActions) heads.push({ key: "_actions", title: <span className="only-read">{tr("操作", "Actions")}</span>, width: ACTIONS_WIDTH, render: (_, row) => <div className="row-actions">{rowActions(row)}</div> });
  const width = columns.reduce((sum, column) => sum + widthOf(column, props.widths), rowActions ? ACTIONS_WIDTH : 0);
  return (
    <Caption.Provider value={props.caption}>
      <Table<Row>
        className="table-rows"
        components={COMPONENTS}
        size={props.density}
        rowKey="_key"
        columns={heads}
        dataSource={rows}
        loading={props.loading}
        pagination={false}
        scroll={{ x: width }}
        showSorterTooltip={{ target: "sorter-icon" }}
        locale={{ emptyText: props.empty }}
        onRow={(row, i) => rowProps(row, i ?? 0)}
        onChange={(_, __, sorter) => {
          const [one] = Array.isArray(sorter) ? sorter : [sorter];
          const order = one?.order && one.columnKey ? [{ name: String(one.columnKey), down: one.order === "descend" }] : [];
          change({ ...state, page: 1, order });
        }}
      />
    </Caption.Provider>
  );
}

function headOf(column: Column, i: number, { state, change, cells, widths }: GridProps): Head {
  const [first] = state.order;
  const filtered = Object.keys(state.filters).some((name) => columnOf(name) === column.name);
  const filter: Partial<Head> = column.filterable
    ? {
        filtered,
        filterIcon: <FilterFilled aria-label={tr(`筛选${column.title}`, `Filter ${column.title}`)} />,
        filterDropdown: ({ close }) => (
          <div className="filter-pop"><FilterPop columns={[column]} state={state} change={change} onDone={close} /></div>
        ),
      }
    : {};
  return {
    key: column.name,
    title: titleOf(column),
    width: widthOf(column, widths),
    fixed: i === 0 ? "left" : undefined,
    align: isNumber(column.kind) ? "right" : undefined,
    sorter: column.sortable,
    sortOrder: first?.name === column.name ? (first.down ? "descend" : "ascend") : null,
    render: (_, row) => renderCell(column, row, cells),
    ...filter,
  };
}
