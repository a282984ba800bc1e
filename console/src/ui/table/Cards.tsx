import type { ReactNode } from "react";

import type { Column, Row } from "@/api/tables";

import { renderCell, titleOf, type Cells } from "./render";
import type { RowProps } from "./rows";

interface CardsProps {
  columns: readonly Column[];
  rows: readonly Row[];
  cells?: Cells;
  rowActions?: (row: Row) => ReactNode;
  rowProps: (row: Row, i: number) => RowProps;
}

/** The rows of a list on a phone: a card each, the first column as its head. */
export function Cards({ columns, rows, cells, rowActions, rowProps }: CardsProps) {
  const [head, ...rest] = columns;
  return (
    <ul className="cards">
      {rows.map((row, i) => {
        const { className, ...given } = rowProps(row, i);
        return (
          <li key={row._key} data-row-key={row._key} className={`card-row ${className}`} {...given}>
            {head ? <div className="card-title">{renderCell(head, row, cells)}</div> : null}
            <dl>
              {rest.map((column) => (
                <div key={column.name}>
                  <dt>{titleOf(column)}</dt>
                  <dd>{renderCell(column, row, cells)}</dd>
                </div>
              ))}
            </dl>
            {rowActions ? <div className="row-actions">{rowActions(row)}</div> : null}
          </li>
        );
      })}
    </ul>
  );
}
