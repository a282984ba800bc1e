import { FilterOutlined } from "@ant-design/icons";
import { Badge, Button, Drawer, Select } from "antd";
import { useState, type ReactNode } from "react";

import type { Query } from "@/api/raw";
import type { Column } from "@/api/tables";
import { tr } from "@/lang";
import { SearchBox } from "@/ui/SearchBox";

import { ColumnChooser, shownColumns, type Density } from "./Columns";
import { ColumnFilter } from "./ColumnFilter";
import { ExportMenu } from "./ExportMenu";
import { FilterPop } from "./FilterPop";
import { orderText, parseOrder, withFilter, type TableState } from "./state";
import { Views } from "./Views";
import { columnOf } from "./words";

export interface ToolbarProps {
  table: string;
  title: string;
  /** The columns that are free to choose and to filter. */
  columns: readonly Column[];
  state: TableState;
  change: (next: TableState) => void;
  query: Query;
  quick: readonly string[];
  /** The columns that the page shows before somebody chooses. */
  show: readonly string[] | null;
  density: Density;
  onDensity: (density: Density) => void;
  narrow: boolean;
  actions?: ReactNode;
}

/** What stands above every list. */
export function Toolbar(props: ToolbarProps) {
  const { table, title, columns, state, change, quick, show, narrow } = props;
  const shown = shownColumns(columns, state.columns ?? show).map((column) => column.name);
  const open = quick.flatMap((name) => columns.find((column) => column.name === name && column.filterable) ?? []);
  return (
    <div className="table-tools" role="search" aria-label={tr(`筛选${title}`, `Filter ${title}`)}>
      <SearchBox className="table-search" value={state.q} onChange={(q) => change({ ...state, q, page: 1 })} label={tr(`查找${title}`, `Find in ${title}`)} />
      {open.length ? (
        <div className="table-quick">
          {open.map((column) => <ColumnFilter key={column.name} bare column={column} filters={state.filters} onChange={(changes) => change(withFilter(state, changes))} />)}
        </div>
      ) : null}
      <AllFilters {...props} />
      {narrow ? <SortSelect columns={columns} state={state} change={change} /> : null}
      <div className="table-tools-end">
        <Views table={table} state={state} change={change} />
        <ColumnChooser columns={columns} show={show} state={state} change={change} density={props.density} onDensity={props.onDensity} />
        <ExportMenu table={table} query={props.query} columns={shown} />
        {props.actions}
      </div>
    </div>
  );
}

/** Every column's filter, also of columns that are not shown. */
function AllFilters({ columns, state, change }: ToolbarProps) {
  const [open, setOpen] = useState(false);
  const filterable = columns.filter((column) => column.filterable);
  const used = new Set(Object.keys(state.filters).map(columnOf)).size;
  if (!filterable.length) return null;
  return (
    <>
      <Badge count={used} size="small" color="var(--accent)">
        <Button icon={<FilterOutlined />} onClick={() => setOpen(true)}>{tr("筛选", "Filter")}</Button>
      </Badge>
      <Drawer open={open} onClose={() => setOpen(false)} title={tr("筛选条件", "Filter")} size="min(380px, 100vw)" destroyOnHidden>
        <FilterPop columns={filterable} state={state} change={change} onDone={() => setOpen(false)} />
      </Drawer>
    </>
  );
}

/** Order by a list of choices, where no column heads can be clicked. */
function SortSelect({ columns, state, change }: Pick<ToolbarProps, "columns" | "state" | "change">) {
  const options = columns.filter((column) => column.sortable).flatMap(({ name, title }) => [
    { value: name, label: `${title} ↑` },
    { value: `-${name}`, label: `${title} ↓` },
  ]);
  return (
    <Select
      allowClear
      aria-label={tr("排序", "Order")}
      placeholder={tr("排序", "Order")}
      value={orderText(state.order.slice(0, 1)) || null}
      options={options}
      popupMatchSelectWidth={false}
      onChange={(value?: string) => change({ ...state, page: 1, order: parseOrder(value ?? "") })}
    />
  );
}
