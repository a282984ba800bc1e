import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Skeleton, Table, type TableProps } from "antd";
import { Link } from "react-router";

import { comparison, type Comparison, type TaxLine } from "@/api/tax";
import { count, decimal, litresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { DeskDrawer } from "./DeskDrawer";
import { stateLook } from "./looks";
import { lastMonth, PeriodPicker } from "./PeriodPicker";
import "./tax.css";
import { basisWords, causeWords, litresWithin, yuanWithin } from "./words";

const OPEN = new Set(["short", "no_return"]);

/** 税务比对: what was measured, invoiced and declared, taxpayer by taxpayer. */
export default function TaxPage() {
  const { search, change } = useUrlState();
  const period = search.get("period") ?? lastMonth();
  const found = useQuery(comparison(period));
  return (
    <div className="page">
      <PageHead title={tr("税务比对", "Comparison with tax")}>
        <PeriodPicker period={period} onChange={(value) => change({ period: value })} />
        <Button onClick={() => change({ desk: "1" })}>{tr("税率、参数与汇总纳税", "Rates, settings and groups")}</Button>
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(data) => <View data={data} />}</FetchedView>
      {search.has("desk") ? <DeskDrawer onClose={() => change({ desk: null })} /> : null}
    </div>
  );
}

function View({ data }: { data: Comparison }) {
  const { search, change } = useUrlState();
  const all = search.has("all");
  const open = data.lines.filter((line) => OPEN.has(line.state));
  const rows = all || !open.length ? data.lines : data.lines.filter((line) => line.state !== "within");
  return (
    <>
      <Answer aside={<Counts data={data} />}>{sentence(data, open)}</Answer>
      {data.strays.length ? <Alert className="block" type="warning" showIcon title={tr(`有 ${count(data.strays.length)} 份申报的加油站不在档案中：${listed(data.strays.map((one) => one.station_id))}`, `${count(data.strays.length)} returns name stations that the register does not know: ${listed(data.strays.map((one) => one.station_id))}`)} /> : null}
      <section className="block">
        <Totals data={data} />
        <p className="tax-basis">{basisWords(data.basis)}</p>
      </section>
      <section className="block">
        <div className="block-head">
          <h2>{tr("按纳税人", "By taxpayer")}</h2>
          <Checkbox checked={all} onChange={(event) => change({ all: event.target.checked ? "1" : null })}>{tr("也显示相符的", "Show those in line, too")}</Checkbox>
        </div>
        <Table<TaxLine>
          size="small"
          rowKey="taxpayer"
          columns={columnsOf(data.period)}
          dataSource={rows}
          expandable={{ expandedRowRender: (line) => <Products line={line} />, rowExpandable: (line) => line.products.length > 0 }}
          pagination={rows.length > 20 ? { pageSize: 20, size: "small", showSizeChanger: false } : false}
          scroll={{ x: 1240 }}
          locale={{ emptyText: <Nothing what={tr("这个期间没有可比对的数据", "There is nothing to compare in this period")} how={tr("有加油记录、销项发票或纳税申报后，这里按纳税人列出", "Once there are fuellings, sale invoices or returns, taxpayers are listed here")} /> }}
        />
      </section>
    </>
  );
}

function sentence(data: Comparison, open: readonly TaxLine[]) {
  if (!data.lines.length) return tr(`${data.period} 没有可比对的数据。`, `There is nothing to compare in ${data.period}.`);
  const thin = data.lines.filter((line) => line.state === "undecidable").length;
  const undecided = thin ? tr(`${count(thin)} 户数据不足，不能判定。`, ` Of ${count(thin)} the data do not decide.`) : "";
  if (!open.length) return tr(`${data.period} 的 ${count(data.lines.length)} 户纳税人中，没有判定为申报油量低于测得销量的。${undecided}`, `Of ${count(data.lines.length)} taxpayers in ${data.period} none is found to have declared less than was measured.${undecided}`);
  const first = open[0];
  return (
    <>
      {tr(`${data.period} 有 ${count(open.length)} 户申报油量低于测得销量，合计 ${litresFromMl(data.open_ml)} 升，估算税款 ${yuanWithin(data.gap)}；最需核查：`, `In ${data.period} ${count(open.length)} taxpayers declared less than was measured: ${litresFromMl(data.open_ml)} L, tax about ${yuanWithin(data.gap)}. First of all: `)}
      {first ? <Link to={`/tax/taxpayers/${first.taxpayer}`}>{first.name}</Link> : null}
      {tr("。", ".")}
      {undecided}
    </>
  );
}

function Counts({ data }: { data: Comparison }) {
  return (
    <span className="tax-counts">
      {data.counts.map((one) => <StateSymbol key={one.state} look={{ ...stateLook(one.state), word: `${one.name} ${count(one.count)}` }} />)}
    </span>
  );
}

function Totals({ data }: { data: Comparison }) {
  const { total } = data;
  const parts: [string, string, string][] = [
    [tr("测得销量（常温）", "Measured sales"), tr(`${litresFromMl(total.sold_ml)} 升`, `${litresFromMl(total.sold_ml)} L`), money(total.sold_fen, total.sold_net_fen)],
    [tr("销项开票", "Invoiced"), tr(`${litresFromMl(total.invoiced_ml)} 升`, `${litresFromMl(total.invoiced_ml)} L`), money(total.invoiced_fen, total.invoiced_net_fen)],
    [tr("纳税申报", "Declared"), tr(`${litresFromMl(total.declared_ml)} 升`, `${litresFromMl(total.declared_ml)} L`), money(total.declared_fen, total.declared_net_fen)],
    [tr("不计销售的出油", "Left the nozzles, not sold"), tr(`${litresFromMl(total.dispensed_ml - total.sold_ml)} 升`, `${litresFromMl(total.dispensed_ml - total.sold_ml)} L`), tr("自用、回罐、倒库、代储", "self use, returns, transfers, custody")],
  ];
  return <div className="tax-totals">{parts.map(([title, value, note]) => <div key={title}><small>{title}</small><b>{value}</b><small>{note}</small></div>)}</div>;
}

const money = (gross: number, net: number): string => tr(`含税 ${yuanFromFen(gross)} 元，不含税 ${yuanFromFen(net)} 元`, `${yuanFromFen(gross)} yuan with VAT, ${yuanFromFen(net)} without`);

function columnsOf(period: string): TableProps<TaxLine>["columns"] {
  const until = period.length === 7 && !period.includes("Q") ? `?until=${period}` : "";
  return [
    { key: "name", title: tr("纳税人", "Taxpayer"), width: 230, fixed: "left", render: (_, line) => <><Link to={`/tax/taxpayers/${line.taxpayer}${until}`}>{line.name}</Link><span className="tax-sub">{tr(`${line.taxpayer}，${count(line.stations)} 座站`, `${line.taxpayer}, ${count(line.stations)} stations`)}</span></> },
    { key: "state", title: tr("状态", "State"), width: 150, render: (_, line) => <><StateSymbol look={stateLook(line.state)} />{line.whole ? null : <span className="tax-sub">{tr("有加油站不在您的范围内", "some stations lie outside your scope")}</span>}</> },
    { key: "sold", title: tr("测得销量（升）", "Sold (L)"), width: 120, align: "right", render: (_, line) => litresFromMl(line.total.sold_ml) },
    { key: "invoiced", title: tr("开票（升）", "Invoiced (L)"), width: 120, align: "right", render: (_, line) => litresFromMl(line.total.invoiced_ml) },
    { key: "declared", title: tr("申报（升）", "Declared (L)"), width: 120, align: "right", render: (_, line) => <>{line.total.returns ? litresFromMl(line.total.declared_ml) : NOTHING}{line.amended ? <span className="tax-sub">{tr(`更正 ${line.amended} 次`, `amended ${line.amended}×`)}</span> : null}</> },
    { key: "difference", title: tr("差额（升）", "Difference (L)"), width: 120, align: "right", render: (_, line) => <>{litresFromMl(line.total.difference_ml)}{line.total.difference_pct === null ? null : <span className="tax-sub">{decimal(line.total.difference_pct, 2)}%</span>}</> },
    { key: "short", title: tr("少申报与95%区间", "Short, 95 %"), width: 190, align: "right", render: (_, line) => (line.short_ml ? <>{litresWithin(line.short_ml, line.low_ml, line.high_ml)}{line.settled_ml ? <span className="tax-sub">{tr(`其他月份已回补 ${litresFromMl(line.settled_ml)} 升`, `${litresFromMl(line.settled_ml)} L came back`)}</span> : null}</> : NOTHING) },
    { key: "gap", title: tr("估算税款（元）", "Tax, about (yuan)"), width: 180, align: "right", render: (_, line) => (line.gap.tax_fen ? yuanWithin(line.gap) : NOTHING) },
    { key: "causes", title: tr("可能原因（候选）", "Candidates"), width: 240, render: (_, line) => causeWords(line.causes) || NOTHING },
    { key: "findings", title: tr("疑点", "Findings"), width: 70, align: "right", render: (_, line) => (line.findings ? count(line.findings) : NOTHING) },
  ];
}

/** The comparison of a taxpayer, product by product. */
function Products({ line }: { line: TaxLine }) {
  return (
    <Table
      size="small"
      rowKey="product"
      pagination={false}
      dataSource={line.products}
      scroll={{ x: 1000 }}
      columns={[
        { key: "product", title: tr("油品", "Product"), width: 150, render: (_, one) => <ProductName product={one.product} /> },
        { key: "dispensed", title: tr("出油合计（升）", "Left nozzles (L)"), align: "right", render: (_, one) => litresFromMl(one.dispensed_ml) },
        { key: "less", title: tr("减：自用/回罐/倒库/代储", "Less: self use/returns/transfers/custody"), align: "right", render: (_, one) => [one.self_use_ml, one.test_return_ml, one.transfer_ml, one.custody_ml].map(litresFromMl).join(" / ") },
        { key: "sold", title: tr("测得销量（升）", "Sold (L)"), align: "right", render: (_, one) => litresFromMl(one.sold_ml) },
        { key: "invoiced", title: tr("开票（升）", "Invoiced (L)"), align: "right", render: (_, one) => litresFromMl(one.invoiced_ml) },
        { key: "declared", title: tr("申报（升）", "Declared (L)"), align: "right", render: (_, one) => litresFromMl(one.declared_ml) },
        { key: "difference", title: tr("差额（升）", "Difference (L)"), align: "right", render: (_, one) => litresFromMl(one.difference_ml) },
        { key: "money", title: tr("销售/申报金额（元，含税）", "Sold/declared (yuan, with VAT)"), align: "right", render: (_, one) => `${yuanFromFen(one.sold_fen)} / ${yuanFromFen(one.declared_fen)}` },
        { key: "net", title: tr("销售/申报金额（元，不含税）", "Sold/declared (yuan, without VAT)"), align: "right", render: (_, one) => `${yuanFromFen(one.sold_net_fen)} / ${yuanFromFen(one.declared_net_fen)}` },
      ]}
    />
  );
}
