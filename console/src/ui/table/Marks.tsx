import { Button } from "antd";

import type { Column } from "@/api/tables";
import { tr } from "@/lang";

import { cleared, type TableState } from "./state";
import { marksOf } from "./words";

interface MarksProps {
  columns: readonly Column[];
  state: TableState;
  change: (next: TableState) => void;
}

/** The filter in force in words; each part can be taken away. */
export function Marks({ columns, state, change }: MarksProps) {
  const marks = marksOf(state, columns);
  if (!marks.length) return null;
  return (
    <div className="table-marks no-print" role="group" aria-label={tr("已加的条件", "Filter in force")}>
      {marks.map(({ key, words, without }) => (
        <span key={key} className="table-mark">
          <span>{words}</span>
          <button type="button" aria-label={tr(`去掉条件“${words}”`, `Remove “${words}”`)} onClick={() => change(without)}>×</button>
        </span>
      ))}
      <Button type="link" size="small" onClick={() => change(cleared(state))}>{tr("清除全部条件", "Clear all")}</Button>
    </div>
  );
}
