import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Skeleton, Table } from "antd";
import { Link } from "react-router";

import { problemOf } from "@/api/problem";
import { cityBook, takeMonth, type BookStanding, type CityBook } from "@/api/stock";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { headed, listed, withNote } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { figureColumns, type Columns } from "./columns";
import { DaysChart } from "./DaysChart";
import { MonthPicker, thisMonth } from "./MonthPicker";
import "./stock.css";
import { treeOf, type Row } from "./tree";

/** 进销存台账: the city's month, from the whole down to a product of a station. */
export default function StockPage() {
  const { search, change } = useUrlState();
  const period = search.get("period") ?? thisMonth();
  const found = useQuery(cityBook(period));
  return (
    <div className="page">
      <PageHead title={tr("进销存台账", "Stock book")}>
        <MonthPicker period={period} onChange={(value) => change({ period: value })} />
        <Export period={period} />
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(book) => <View book={book} />}</FetchedView>
    </div>
  );
}

function Export({ period }: { period: string }) {
  const { message } = App.useApp();
  const take = () => takeMonth(period).catch((error: unknown) => void message.error(problemOf(error).message));
  return <Button className="no-print" icon={<DownloadOutlined />} onClick={() => void take()}>{tr("导出 Excel", "Export to Excel")}</Button>;
}

function View({ book }: { book: CityBook }) {
  if (!book.stations.length) return <Nothing what={tr(`${book.period} 还没有台账`, `There is no book of ${book.period} yet`)} how={tr("有加油记录、进油单或液位数据后，台账自动形成", "It is made by itself of fuellings, documents and gauge readings")} />;
  return (
    <>
      <Answer aside={<Kept standing={book.standing} />}>{book.sentence}</Answer>
      <section className="block">
        <h2>{tr("每日购进、销售与损溢", "Bought, sold and variance by day")}</h2>
        <DaysChart days={book.days} />
      </section>
      <section className="block">
        <h2>{tr("按油品", "By product")}</h2>
        <Table size="small" rowKey="family" columns={[{ key: "name", title: tr("油品", "Product"), width: 150, fixed: "left", render: (_, row) => row.name }, ...figureColumns<CityBook["products"][number]>()]} dataSource={book.products} pagination={false} scroll={{ x: 1750 }} />
      </section>
      <section className="block">
        <h2>{tr("按县区、企业、加油站、油品", "By county, company, station and product")}</h2>
        <Table<Row> size="small" rowKey="key" columns={placeColumns(book.period)} dataSource={treeOf(book)} defaultExpandedRowKeys={book.counties.length === 1 ? book.counties.map(({ code }) => code) : []} pagination={false} scroll={{ x: 1900 }} />
      </section>
    </>
  );
}

function placeColumns(period: string): Columns<Row> {
  return [{ key: "name", title: tr("单位", "Place"), width: 300, fixed: "left", render: (_, row) => <PlaceName row={row} period={period} /> }, ...figureColumns<Row>()];
}

function PlaceName({ row, period }: { row: Row; period: string }) {
  if (row.kind === "station") return <Link to={`/stock/${row.code}?period=${period}`}>{row.name}</Link>;
  if (row.kind === "product") return <>{row.name}</>;
  const told = row.needLook ? tr(`${count(row.stations)}站，${count(row.needLook)}站需核查`, `${count(row.stations)} stations, ${count(row.needLook)} need a look`) : tr(`${count(row.stations)}站`, `${count(row.stations)} stations`);
  return <>{withNote(row.name, told)}</>;
}

/** How far the book is. */
export function Kept({ standing }: { standing: BookStanding }) {
  const waiting = standing.waiting_days + standing.waiting_marks;
  const said = [
    standing.kept_at ? headed(tr("台账更新", "Kept"), fullTime(standing.kept_at)) : tr("台账尚未形成", "Not kept yet"),
    headed(tr("液位算到", "Gauges up to"), standing.measured_until),
    ...(waiting ? [tr(`还有 ${count(waiting)} 站日待计算`, `${count(waiting)} station-days wait`)] : []),
  ];
  return <small className="stock-kept">{listed(said)}</small>;
}
