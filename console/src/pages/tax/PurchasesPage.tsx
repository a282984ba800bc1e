import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, DatePicker, Skeleton, Table, type TableProps } from "antd";
import dayjs from "dayjs";
import { Link } from "react-router";

import { purchases, type PurchaseLine, type Purchases } from "@/api/tax";
import { cityDay } from "@/format/days";
import { count, litresFromMl, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";
import { VerdictTag } from "@/ui/VerdictTag";

import { lastMonth } from "./PeriodPicker";
import { PurchasePapersDrawer } from "./PurchasePapersDrawer";
import { tonnes } from "./purchases";
import { Renamed, RenamedFindings, Switched } from "./PurchasesParts";
import "./tax.css";

/** 进销与变票: purchases beside sales by station and product, and papers that changed their product. */
export default function PurchasesPage() {
  const { search, change } = useUrlState();
  const period = search.get("period") ?? lastMonth();
  const found = useQuery(purchases(period));
  const [station, family] = (search.get("papers") ?? "").split("/");
  return (
    <div className="page">
      <PageHead title={tr("进销与变票", "Purchases and products")}>
        <DatePicker picker="month" allowClear={false} aria-label={tr("月份", "Month")} value={dayjs(`${period}-01`)} disabledDate={(day) => day.isAfter(cityDay(), "day")} onChange={(day) => change({ period: dayjs(day).format("YYYY-MM"), papers: null })} />
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(data) => <View data={data} />}</FetchedView>
      {station && family ? <PurchasePapersDrawer station={station} family={family} period={period} onClose={() => change({ papers: null })} /> : null}
    </div>
  );
}

function View({ data }: { data: Purchases }) {
  const { search, change } = useUrlState();
  const told = data.lines.filter((line) => line.finding);
  const all = search.has("all") || !told.length;
  const rows = all ? data.lines : told;
  return (
    <>
      <Answer>{sentence(data, told.length)}</Answer>
      <section className="block">
        <div className="block-head">
          <h2>{tr("购销差额（按站、油品）", "Purchases beside sales, by station and product")}</h2>
          {told.length ? <Checkbox checked={all} onChange={(event) => change({ all: event.target.checked ? "1" : null })}>{tr("也显示没有疑点的", "Show those without a finding, too")}</Checkbox> : null}
        </div>
        <Table<PurchaseLine>
          size="small"
          rowKey={(line) => `${line.station_id}/${line.family}`}
          columns={columns(change)}
          dataSource={rows}
          pagination={rows.length > 20 ? { pageSize: 20, size: "small", showSizeChanger: false } : false}
          scroll={{ x: 1340 }}
          locale={{ emptyText: <Nothing what={tr("这个月没有进销数据", "Nothing was bought or sold in this month")} how={tr("有加油记录、进油单或发票后，这里按站和油品列出", "Once there are fuellings, delivery documents or invoices, they are listed here")} /> }}
        />
        <p className="tax-basis">{tr("差额为油罐出油减去进油单和库存减少（20℃）：正数是出油多于有据可查的进油，负数是有单据而没有相应的油。是否超出计量误差和损耗由规则 tax.purchase_mismatch 判定。吨数按法定换算系数折算，仅用于与发票、申报对照。", "The difference is what left the tanks less documents and falling stock, at 20 °C: positive is fuel without papers, negative papers without fuel. Whether it is beyond measuring and losses is for rule tax.purchase_mismatch to say. Tonnes are by the statutory factors, for comparison with invoices and returns alone.")}</p>
      </section>
      <Switched switched={data.switched} onPapers={(station, family) => change({ papers: `${station}/${family}` })} />
      <Renamed renamed={data.renamed} />
      <RenamedFindings findings={data.findings} />
    </>
  );
}

function sentence(data: Purchases, told: number): string {
  const changed = data.renamed.length + data.switched.length;
  if (!data.lines.length) return tr(`${data.period} 没有进销数据。`, `Nothing was bought or sold in ${data.period}.`);
  if (!told && !changed && !data.findings.length) return tr(`${data.period} 的进油、库存和销售对得上，没有发现变票。`, `In ${data.period} purchases, stock and sales fit together, and no paper changed its product.`);
  return tr(
    `${data.period} 有 ${count(told)} 条购销不符疑点；${count(data.renamed.length)} 张进油单与发票品种不同，${count(data.switched.length)} 处进项与销项品种不平衡。均须核对票据后认定。`,
    `In ${data.period} purchases and sales do not fit in ${count(told)} cases; ${count(data.renamed.length)} delivery documents name another product than their invoice, ${count(data.switched.length)} products were invoiced beyond what was bought of them. To be checked against the papers.`,
  );
}

function columns(change: (next: Record<string, string | null>) => void): TableProps<PurchaseLine>["columns"] {
  const litres = (ml: number | null) => (ml === null ? NOTHING : litresFromMl(ml));
  return [
    { key: "station", title: tr("加油站", "Station"), width: 200, render: (_, line) => <><Link to={`/stock/${line.station_id}`}>{line.station_name}</Link><span className="tax-sub"><Link to={`/tax/taxpayers/${line.taxpayer}`}>{line.taxpayer_name}</Link></span></> },
    { key: "product", title: tr("油品", "Product"), width: 100, dataIndex: "product_name" },
    { key: "beyond", title: tr("差额（升，20℃）", "Difference (L, 20 °C)"), width: 140, align: "right", render: (_, line) => <><b>{litres(line.beyond20_ml)}</b>{line.beyond_kg === null ? null : <span className="tax-sub">{tonnes(line.beyond_kg)}</span>}</> },
    { key: "out", title: tr("销售（升，常温）", "Sold (L, ambient)"), width: 150, align: "right", render: (_, line) => <>{litres(line.sold_ml)}{line.sold20_ml ? <span className="tax-sub">{tr(`20℃ ${litresFromMl(line.sold20_ml)}`, `${litresFromMl(line.sold20_ml)} at 20 °C`)}</span> : null}</> },
    { key: "documents", title: tr("进油单（升，20℃）", "Documents (L, 20 °C)"), width: 140, align: "right", render: (_, line) => <>{litres(line.documents20_ml)}<span className="tax-sub">{tr(`${count(line.documents)} 张`, `${count(line.documents)} papers`)}</span></> },
    { key: "fall", title: tr("库存减少（升，20℃）", "Stock fell by (L, 20 °C)"), width: 140, align: "right", render: (_, line) => litres(line.stock_fall20_ml) },
    { key: "bought", title: tr("进项发票（升）", "Purchase invoices (L)"), width: 150, align: "right", render: (_, line) => <>{litres(line.bought_invoices_ml)}<span className="tax-sub">{tr(`${count(line.bought_invoices)} 张，${tonnes(line.bought_invoices_kg)}`, `${count(line.bought_invoices)}, ${tonnes(line.bought_invoices_kg)}`)}</span></> },
    { key: "uninvoiced", title: tr("进油单减发票（升）", "Documents less invoices (L)"), width: 150, align: "right", render: (_, line) => litres(line.uninvoiced_ml) },
    { key: "sale", title: tr("销项发票（升）", "Sale invoices (L)"), width: 120, align: "right", render: (_, line) => litres(line.sale_invoices_ml) },
    { key: "finding", title: tr("疑点", "Finding"), width: 140, render: (_, line) => (line.finding ? <><VerdictTag verdict={line.finding.verdict} />{line.finding.alert_id ? <span className="tax-sub"><Link to={`/alerts/${line.finding.alert_id}`}>{tr("看预警", "See the alert")}</Link></span> : null}</> : NOTHING) },
    { key: "papers", title: tr("票据", "Papers"), width: 90, render: (_, line) => <Button size="small" aria-label={tr(`${line.station_name}${line.product_name}的票据`, `Papers of ${line.station_name}, ${line.product_name}`)} onClick={() => change({ papers: `${line.station_id}/${line.family}` })}>{tr("看票据", "Papers")}</Button> },
  ];
}
