import { Button, Table } from "antd";
import { useState } from "react";

import type { BookEntry, StationBook } from "@/api/stock";
import { exactLitresFromMl } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Nothing } from "@/ui/PageState";

import type { Columns } from "./columns";
import { TakeBackDialog } from "./TakeBackDialog";

/** The correcting entries of a month; one may be taken back by its opposite. */
export function Entries({ book }: { book: StationBook }) {
  const [taken, setTaken] = useState<BookEntry | null>(null);
  return (
    <section className="block">
      <h2>{tr("更正分录", "Correcting entries")}</h2>
      <EntryTable entries={book.entries} onTakeBack={book.may_correct ? setTaken : undefined} />
      {taken ? <TakeBackDialog entry={taken} onClose={() => setTaken(null)} /> : null}
    </section>
  );
}

/** Entries as a table. */
export function EntryTable({ entries, onTakeBack }: { entries: BookEntry[]; onTakeBack?: (entry: BookEntry) => void }) {
  const columns: Columns<BookEntry> = [
    { key: "day", title: tr("日期", "Day"), width: 110, dataIndex: "day" },
    { key: "product", title: tr("油品", "Product"), width: 110, dataIndex: "product_name" },
    { key: "kind", title: tr("种类", "Kind"), width: 120, dataIndex: "kind_name" },
    { key: "litres", title: tr("升（20℃）", "L (20 °C)"), width: 120, align: "right", render: (_, row) => exactLitresFromMl(row.litres20_ml) },
    { key: "reason", title: tr("理由", "Reason"), render: (_, row) => <>{row.reason}{row.refers_to ? <span className="stock-sub">{row.refers_to}</span> : null}</> },
    { key: "by", title: tr("登记", "Entered"), width: 190, render: (_, row) => <>{row.made_by_name}<span className="stock-sub">{fullTime(row.made_at)}</span></> },
    { key: "verb", title: "", width: 110, render: (_, row) => verb(row, onTakeBack) },
  ];
  return <Table<BookEntry> size="small" rowKey="id" columns={columns} dataSource={entries} pagination={false} scroll={{ x: 900 }} locale={{ emptyText: <Nothing what={tr("没有更正分录", "There is no correction")} how={tr("数据不改，差错用更正分录登记", "Records are never changed: an error is put right by an entry")} /> }} />;
}

function verb(row: BookEntry, onTakeBack?: (entry: BookEntry) => void) {
  if (row.takes_back !== null) return tr(`冲销第 ${row.takes_back} 号`, `takes back ${row.takes_back}`);
  if (row.taken_back) return tr("已冲销", "taken back");
  return onTakeBack ? <Button size="small" onClick={() => onTakeBack(row)}>{tr("冲销", "Take back")}</Button> : null;
}
