import { Button } from "antd";
import { useState } from "react";

import type { Column } from "@/api/tables";
import { tr } from "@/lang";

import { ColumnFilter } from "./ColumnFilter";
import { withFilter, type TableState } from "./state";

export interface FilterPopProps {
  columns: readonly Column[];
  state: TableState;
  change: (next: TableState) => void;
  onDone: () => void;
}

const trimmed = (filters: Record<string, string[]>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(filters).map(([name, values]) => [name, values.map((value) => value.trim()).filter(Boolean)]));

/** Filters of some columns, taken over together; Enter does it too. */
export function FilterPop({ columns, state, change, onDone }: FilterPopProps) {
  const [changes, setChanges] = useState<Record<string, string[]>>({});
  const names = columns.flatMap(({ name }) => [name, `${name}.from`, `${name}.to`]);
  const apply = (wanted: Record<string, string[]>) => {
    change(withFilter(state, trimmed(wanted)));
    setChanges({});
    onDone();
  };
  return (
    <form
      className="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        apply(changes);
      }}
    >
      {columns.map((column) => (
        <div key={column.name} className="filter-one">
          <span className="filter-name">{column.title}</span>
          <ColumnFilter column={column} filters={{ ...state.filters, ...changes }} onChange={(more) => setChanges({ ...changes, ...more })} />
        </div>
      ))}
      <div className="filter-pop-end">
        <Button size="small" onClick={() => apply(Object.fromEntries(names.map((name) => [name, []])))}>{tr("清除", "Clear")}</Button>
        <Button size="small" type="primary" htmlType="submit">{tr("筛选", "Apply")}</Button>
      </div>
    </form>
  );
}
