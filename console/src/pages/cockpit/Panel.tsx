import { TableOutlined } from "@ant-design/icons";
import { useState, type ReactNode } from "react";

import { tr } from "@/lang";

interface PanelProps {
  area: string;
  title: string;
  note?: ReactNode;
  /** The same figures as a table, for those who cannot read the picture. */
  table?: ReactNode;
  children: ReactNode;
}

/** A part of the wall with its name; a picture can be turned into its table. */
export function Panel({ area, title, note, table, children }: PanelProps) {
  const [listed, setListed] = useState(false);
  return (
    <section className={`wall-panel wall-${area}`} aria-label={title}>
      <h2>
        {title}
        <span className="wall-note">{note}</span>
        {table ? (
          <button type="button" className="wall-icon" aria-pressed={listed} title={tr("图 / 表格", "Picture or table")} aria-label={tr(`${title}：以表格显示`, `${title}: as a table`)} onClick={() => setListed(!listed)}>
            <TableOutlined />
          </button>
        ) : null}
      </h2>
      <div className={listed ? "wall-body wall-listed" : "wall-body"}>{listed ? table : children}</div>
    </section>
  );
}

/** A plain table of the wall: a head and rows of cells, numbers to the right. */
export function Figures({ head, rows }: { head: string[]; rows: (string | number)[][] }) {
  return (
    <table className="wall-table">
      <thead><tr>{head.map((name) => <th key={name}>{name}</th>)}</tr></thead>
      <tbody>{rows.map((row) => <tr key={row[0]}>{row.map((cell, n) => (n ? <td key={head[n]}>{cell}</td> : <th key={head[n]} scope="row">{cell}</th>))}</tr>)}</tbody>
    </table>
  );
}
