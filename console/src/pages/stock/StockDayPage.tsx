import { useQuery } from "@tanstack/react-query";
import { Alert, Skeleton, Table } from "antd";
import { Link, useParams } from "react-router";

import { stationDay, type BookProduct, type StationBookDay } from "@/api/stock";
import { count, exactLitresFromMl, litresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime, timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";
import { FUELLING_KIND, FUELLING_SOURCE } from "@/states/fuel";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";
import { useUrlState } from "@/ui/useUrlState";

import { figureColumns, type Columns } from "./columns";
import { EntryTable } from "./Entries";
import "./stock.css";

const PAGE = 200;
type Fuelling = StationBookDay["fuellings"][number];
type Document = StationBookDay["documents"][number];
type Rise = StationBookDay["rises"][number];

/** A day of a station's book, down to every single record. */
export default function StockDayPage() {
  const { stationId = "", day = "" } = useParams();
  const { search } = useUrlState();
  const found = useQuery(stationDay(stationId, day, Number(search.get("page")) || 1));
  const name = found.data?.station_name ?? stationId;
  return (
    <div className="page">
      <PageHead title={tr(`${name} ${day} 台账`, `Stock book of ${name}, ${day}`)}><Link to={`/stock/${stationId}?period=${day.slice(0, 7)}`}>{tr("本月台账", "The month")}</Link></PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />} page>{(data) => <View data={data} />}</FetchedView>
    </div>
  );
}

function View({ data }: { data: StationBookDay }) {
  const { search, change } = useUrlState();
  return (
    <>
      <Answer>{data.sentence}</Answer>
      {data.missing.length ? <Alert className="block" type="info" showIcon title={tr("损溢不能判定，缺少：", "The variance cannot be said; missing:")} description={<ul className="stock-missing">{data.missing.map((one) => <li key={one}>{one}</li>)}</ul>} /> : null}
      <section className="block">
        <h2>{tr("按油品", "By product")}</h2>
        <Table<BookProduct> size="small" rowKey="family" columns={[{ key: "name", title: tr("油品", "Product"), width: 150, fixed: "left", render: (_, row) => row.name }, ...figureColumns<BookProduct>()]} dataSource={data.products} pagination={false} scroll={{ x: 1750 }} />
      </section>
      <section className="block">
        <h2>{tr("进油单", "Delivery documents")}</h2>
        <Table<Document> size="small" rowKey="delivery_id" columns={DOCUMENTS} dataSource={data.documents} pagination={false} scroll={{ x: 800 }} locale={{ emptyText: <Nothing what={tr("当日没有进油单", "No document of this day")} /> }} />
      </section>
      <section className="block">
        <h2>{tr("液位测得的卸油", "Unloadings that the gauges saw")}</h2>
        <Table<Rise> size="small" rowKey={(row) => `${row.tank_id}-${row.started_at}`} columns={RISES} dataSource={data.rises} pagination={false} scroll={{ x: 800 }} locale={{ emptyText: <Nothing what={tr("当日没有测得卸油", "No unloading was seen")} /> }} />
      </section>
      <section className="block">
        <h2>{tr("更正分录", "Correcting entries")}</h2>
        <EntryTable entries={data.entries} />
      </section>
      <section className="block">
        <h2>{tr(`加油记录（${count(data.fuellings_total)}笔）`, `Fuellings (${count(data.fuellings_total)})`)}</h2>
        <Table<Fuelling>
          size="small"
          rowKey={(row) => `${row.nozzle_id}-${row.seq}`}
          columns={FUELLINGS}
          dataSource={data.fuellings}
          pagination={data.fuellings_total > PAGE ? { pageSize: PAGE, total: data.fuellings_total, current: Number(search.get("page")) || 1, showSizeChanger: false, size: "small", onChange: (page) => change({ page }) } : false}
          scroll={{ x: 900 }}
          locale={{ emptyText: <Nothing what={tr("当日没有加油记录", "No fuelling of this day")} /> }}
        />
      </section>
    </>
  );
}

const DOCUMENTS: Columns<Document> = [
  { key: "id", title: tr("单号", "Number"), width: 160, dataIndex: "delivery_id" },
  { key: "at", title: tr("到货时间", "Delivered"), width: 150, render: (_, row) => fullTime(row.delivered_at) },
  { key: "product", title: tr("油品", "Product"), width: 120, render: (_, row) => <ProductName product={row.product} /> },
  { key: "volume", title: tr("单据升数", "Documented (L)"), width: 120, align: "right", render: (_, row) => litresFromMl(row.documented_volume_ml) },
  { key: "reference", title: tr("计量温度", "At"), width: 90, render: (_, row) => (row.reference === "ambient" ? tr("常温", "ambient") : tr(`${row.reference}℃`, `${row.reference} °C`)) },
  { key: "litres20", title: tr("升（20℃）", "L (20 °C)"), width: 120, align: "right", render: (_, row) => litresFromMl(row.litres20_ml) },
  { key: "waybill", title: tr("运单、发票", "Waybill, invoice"), render: (_, row) => <>{row.waybill_no ?? NOTHING}<span className="stock-sub">{row.invoice_no ?? ""}</span></> },
];

const RISES: Columns<Rise> = [
  { key: "tank", title: tr("油罐", "Tank"), width: 80, dataIndex: "tank_id" },
  { key: "product", title: tr("油品", "Product"), width: 120, render: (_, row) => <ProductName product={row.product} /> },
  { key: "from", title: tr("开始", "From"), width: 150, render: (_, row) => fullTime(row.started_at) },
  { key: "until", title: tr("结束", "Until"), width: 150, render: (_, row) => fullTime(row.ended_at) },
  { key: "litres", title: tr("升（20℃，95%区间）", "L (20 °C, 95 %)"), width: 170, align: "right", render: (_, row) => `${litresFromMl(row.litres20_ml)} ±${litresFromMl(Math.round(1.96 * row.sd_ml))}` },
  { key: "document", title: tr("对应进油单", "Its document"), render: (_, row) => row.delivery_id ?? tr("没有找到对应单据", "no document fits") },
];

const FUELLINGS: Columns<Fuelling> = [
  { key: "at", title: tr("结束时间", "Ended"), width: 150, render: (_, row) => timeWithSeconds(row.ended_at) },
  { key: "nozzle", title: tr("枪号", "Nozzle"), width: 70, dataIndex: "nozzle_id" },
  { key: "seq", title: tr("流水号", "Number"), width: 110, render: (_, row) => (row.version > 1 ? tr(`${row.seq}，第${row.version}版`, `${row.seq}, version ${row.version}`) : String(row.seq)) },
  { key: "product", title: tr("油品", "Product"), width: 120, render: (_, row) => <ProductName product={row.product} /> },
  { key: "kind", title: tr("种类", "Kind"), width: 90, render: (_, row) => FUELLING_KIND[row.kind] ?? row.kind },
  { key: "volume", title: tr("升（常温）", "L (ambient)"), width: 110, align: "right", render: (_, row) => exactLitresFromMl(row.volume_ml) },
  { key: "amount", title: tr("金额（元）", "Yuan"), width: 110, align: "right", render: (_, row) => yuanFromFen(row.amount_fen) },
  { key: "total", title: tr("泵码", "Totalizer (L)"), width: 130, align: "right", render: (_, row) => exactLitresFromMl(row.totalizer_ml) },
  { key: "source", title: tr("来源", "Source"), render: (_, row) => FUELLING_SOURCE[row.source] ?? row.source },
];
