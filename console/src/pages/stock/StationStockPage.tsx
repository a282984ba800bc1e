import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Skeleton, Table } from "antd";
import { Link, useParams } from "react-router";

import { stationBook, type BookProduct, type StationBook } from "@/api/stock";
import { count, litresFromMl } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { CloseHistory } from "./CloseHistory";
import { figureColumns } from "./columns";
import { DaysChart } from "./DaysChart";
import { Entries } from "./Entries";
import { EntryDialog } from "./EntryDialog";
import { MonthPicker, thisMonth } from "./MonthPicker";
import { Kept } from "./StockPage";
import "./stock.css";

/** A station's month of the book: by product, by day, what was corrected, what was closed. */
export default function StationStockPage() {
  const { stationId = "" } = useParams();
  const { search, change } = useUrlState();
  const period = search.get("period") ?? thisMonth();
  const found = useQuery(stationBook(stationId, period));
  const name = found.data?.station_name ?? stationId;
  return (
    <div className="page">
      <PageHead title={tr(`进销存台账：${name}`, `Stock book: ${name}`)}>
        <MonthPicker period={period} onChange={(value) => change({ period: value })} />
        {found.data?.may_correct ? <Button className="no-print" onClick={() => change({ entry: "1" })}>{tr("登记更正分录", "Enter a correction")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />} page>{(book) => <View book={book} />}</FetchedView>
      {search.has("entry") && found.data?.may_correct ? <EntryDialog book={found.data} onClose={() => change({ entry: null })} /> : null}
    </div>
  );
}

function View({ book }: { book: StationBook }) {
  if (!book.days.length) return <Nothing what={tr("这个月还没有台账", "There is no book of this month yet")} how={tr("有加油记录、进油单或液位数据后，台账自动形成", "It is made by itself of fuellings, documents and gauge readings")} />;
  const days = book.days.map(({ day, line }) => ({ day, documents20_ml: line.documents20_ml + line.shifted20_ml, sales20_ml: line.sales20_ml, variance20_ml: line.variance20_ml }));
  return (
    <>
      <Answer aside={<Kept standing={book.standing} />}>{book.sentence}</Answer>
      {book.since_close.length ? <Alert className="block" type="warning" showIcon title={tr(`月结后有 ${count(book.since_close.length)} 项数据发生变化，月结数不变，差异见下表。`, `${count(book.since_close.length)} figures are others since the close; the closed ones stand, see below.`)} /> : null}
      <section className="block">
        <h2>{tr("每日购进、销售与损溢", "Bought, sold and variance by day")}</h2>
        <DaysChart days={days} />
      </section>
      <section className="block">
        <h2>{tr("按油品", "By product")}</h2>
        <Table<BookProduct> size="small" rowKey="family" columns={[{ key: "name", title: tr("油品", "Product"), width: 150, fixed: "left", render: (_, row) => row.name }, ...figureColumns<BookProduct>()]} dataSource={book.products} pagination={false} scroll={{ x: 1750 }} />
      </section>
      <section className="block">
        <h2>{tr("按日", "By day")}</h2>
        <Table<StationBook["days"][number]>
          size="small"
          rowKey="day"
          columns={[{ key: "day", title: tr("日期", "Day"), width: 130, fixed: "left", render: (_, row) => <Link to={`/stock/${book.station_id}/${row.day}`}>{row.day}</Link> }, ...figureColumns<StationBook["days"][number]>()]}
          dataSource={book.days}
          pagination={false}
          scroll={{ x: 1750 }}
        />
        <p className="stock-kept">{tr(`本月到货日调整合计 ${litresFromMl(book.total.shifted20_ml)} 升（20℃）：单据日期与卸油日期不同时，按卸油日入账。`, `Moved between days this month: ${litresFromMl(book.total.shifted20_ml)} L (20 °C). A document counts on the day of its unloading.`)}</p>
      </section>
      <Entries book={book} />
      <CloseHistory book={book} />
    </>
  );
}
