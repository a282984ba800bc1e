import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { cityBook, closeMonths, type BookPlace, type CityBook } from "@/api/stock";
import { useMay } from "@/app/session";
import { cityDay } from "@/format/days";
import { count, litresFromMl } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import type { Columns } from "./columns";
import { standingLook, varianceWords } from "./looks";
import { MonthPicker } from "./MonthPicker";
import { ReasonDialog } from "./ReasonDialog";
import "./stock.css";

/** 月结: which stations' months are closed, and closing those that are not. */
export default function ClosesPage() {
  const { search, change } = useUrlState();
  const period = search.get("period") ?? cityDay().subtract(1, "month").format("YYYY-MM");
  const found = useQuery(cityBook(period));
  return (
    <div className="page">
      <PageHead title={tr("台账月结", "Month close")}><MonthPicker period={period} onChange={(value) => change({ period: value })} /></PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(book) => <View key={book.period} book={book} />}</FetchedView>
    </div>
  );
}

function View({ book }: { book: CityBook }) {
  const may = useMay("stock.close") && book.until_on <= book.standing.measured_until;
  const [chosen, setChosen] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const open = book.stations.filter(({ closed }) => !closed).length;
  return (
    <>
      <Answer>{tr(`${book.period} 共 ${count(book.stations.length)} 站有台账，已月结 ${count(book.closed_stations)} 站，未月结 ${count(open)} 站。`, `${count(book.stations.length)} stations have a book of ${book.period}: ${count(book.closed_stations)} are closed, ${count(open)} are not.`)}</Answer>
      <section className="block">
        <div className="block-head">
          <h2>{tr("按加油站", "By station")}</h2>
          {may && open ? <Button className="no-print" type="primary" onClick={() => setAsking(true)}>{chosen.length ? tr(`月结所选 ${chosen.length} 站`, `Close the ${chosen.length} chosen`) : tr(`月结全部 ${open} 站`, `Close all ${open}`)}</Button> : null}
        </div>
        <Table<BookPlace>
          size="small"
          rowKey="code"
          rowSelection={may ? { selectedRowKeys: chosen, onChange: (keys) => setChosen(keys.map(String)), getCheckboxProps: (row) => ({ disabled: row.closed, "aria-label": row.name }) } : undefined}
          columns={columnsOf(book.period)}
          dataSource={book.stations}
          pagination={book.stations.length > 50 ? { pageSize: 50, size: "small", showSizeChanger: false } : false}
          scroll={{ x: 800 }}
          locale={{ emptyText: <Nothing what={tr("这个月没有台账", "There is no book of this month")} how={tr("月份结束后可以月结", "A month can be closed when it is over")} /> }}
        />
      </section>
      {asking ? <ReasonDialog title={tr(`月结 ${book.period}`, `Close ${book.period}`)} okText={tr("月结", "Close")} needed={false} note={tr("月结后数据定格；之后到达的记录列为月结后差异。", "The figures are kept; what comes later is shown beside them.")} send={(note) => closeMonths(book.period, chosen.length ? chosen : null, note)} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function columnsOf(period: string): Columns<BookPlace> {
  return [
    { key: "name", title: tr("加油站", "Station"), width: 260, render: (_, row) => <Link to={`/stock/${row.code}?period=${period}`}>{row.name}</Link> },
    { key: "closed", title: tr("月结", "Closed"), width: 110, render: (_, row) => <StateSymbol look={row.closed ? { ...standingLook("ok"), word: tr("已月结", "closed") } : { ...standingLook("undecidable"), word: tr("未月结", "open") }} /> },
    { key: "standing", title: tr("状态", "State"), width: 150, render: (_, row) => <StateSymbol look={standingLook(row.line.standing)} /> },
    { key: "variance", title: tr("损溢（20℃，升）", "Variance (20 °C, L)"), width: 160, align: "right", render: (_, row) => varianceWords(row.line.variance20_ml, row.line.sd_ml) },
    { key: "sales", title: tr("销售（常温，升）", "Sales (ambient, L)"), width: 140, align: "right", render: (_, row) => litresFromMl(row.line.sales_ml) },
  ];
}
