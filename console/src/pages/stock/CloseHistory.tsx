import { Button, Table } from "antd";
import { useState } from "react";

import { closeMonths, reopenMonth, type StationBook } from "@/api/stock";
import { decimal, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Nothing } from "@/ui/PageState";

import type { Columns } from "./columns";
import { ReasonDialog } from "./ReasonDialog";

type Close = StationBook["closes"][number];
type Difference = StationBook["since_close"][number];

/** When a month was closed and reopened, and what is different since. */
export function CloseHistory({ book }: { book: StationBook }) {
  const [asking, setAsking] = useState(false);
  const over = book.until_on <= book.standing.measured_until;
  return (
    <section className="block">
      <div className="block-head">
        <h2>{tr("月结", "Month close")}</h2>
        {book.may_close && (book.closed || over) ? <Button className="no-print" onClick={() => setAsking(true)}>{book.closed ? tr("重开本月", "Reopen") : tr("月结", "Close the month")}</Button> : null}
      </div>
      {book.since_close.length ? <Table<Difference> size="small" rowKey={(row) => `${row.family}${row.figure}`} columns={DIFFERENCES} dataSource={book.since_close} pagination={false} scroll={{ x: 600 }} /> : null}
      <Table<Close> size="small" rowKey="id" columns={CLOSES} dataSource={book.closes} pagination={false} scroll={{ x: 800 }} locale={{ emptyText: <Nothing what={tr("本月尚未月结", "The month is not closed")} how={tr("月结后数据定格，之后的变化单独列出", "A close keeps the figures; what changes later is shown beside")} /> }} />
      {asking ? <Asked book={book} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}

function Asked({ book, onClose }: { book: StationBook; onClose: () => void }) {
  if (book.closed) {
    return <ReasonDialog title={tr(`重开 ${book.period}`, `Reopen ${book.period}`)} okText={tr("重开", "Reopen")} note={tr("重开后，更正须由另一人登记；月结数保留在历史中。", "Another person has to correct it then; the closed figures stay in the history.")} send={(reason) => reopenMonth(book.period, book.station_id, reason)} onClose={onClose} />;
  }
  return <ReasonDialog title={tr(`月结 ${book.period}`, `Close ${book.period}`)} okText={tr("月结", "Close")} needed={false} send={(note) => closeMonths(book.period, [book.station_id], note)} onClose={onClose} />;
}

const CLOSES: Columns<Close> = [
  { key: "closed", title: tr("月结", "Closed"), width: 220, render: (_, row) => <>{fullTime(row.closed_at)}<span className="stock-sub">{row.closed_by_name}</span></> },
  { key: "note", title: tr("备注", "Note"), width: 200, render: (_, row) => row.note || NOTHING },
  { key: "reopened", title: tr("重开", "Reopened"), width: 220, render: (_, row) => (row.reopened_at ? <>{fullTime(row.reopened_at)}<span className="stock-sub">{row.reopened_by_name}</span></> : NOTHING) },
  { key: "reason", title: tr("重开理由", "Why"), render: (_, row) => row.reopen_reason || NOTHING },
];

const shown = (figure: string, value: number | null): string => (value === null ? NOTHING : /_ml$|20$|opening|closing/.test(figure) ? decimal(value / 1000, 3) : decimal(value));

const DIFFERENCES: Columns<Difference> = [
  { key: "product", title: tr("油品", "Product"), width: 120, dataIndex: "product_name" },
  { key: "figure", title: tr("项目", "Figure"), width: 200, dataIndex: "figure_name" },
  { key: "closed", title: tr("月结数", "Closed"), width: 140, align: "right", render: (_, row) => shown(row.figure, row.closed_ml) },
  { key: "now", title: tr("现数", "Now"), width: 140, align: "right", render: (_, row) => shown(row.figure, row.now_ml) },
  { key: "difference", title: tr("差异", "Difference"), width: 140, align: "right", render: (_, row) => shown(row.figure, (row.now_ml ?? 0) - (row.closed_ml ?? 0)) },
];
