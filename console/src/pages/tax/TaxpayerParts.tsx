import { Button, Table, Tag } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { takePack, type Taxpayer } from "@/api/tax";
import { count, decimal, litresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Nothing } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";
import { StateSymbol } from "@/ui/StateSymbol";
import { VerdictTag } from "@/ui/VerdictTag";

import { handOverLook, stateLook } from "./looks";
import { causeWords, litresWithin, packSize, yuanWithin } from "./words";

const PAGE = 12;
const paged = (rows: readonly unknown[]) => (rows.length > PAGE ? { pageSize: PAGE, size: "small" as const, showSizeChanger: false } : false);

function Block({ title, rows, what, how, children }: { title: string; rows: readonly unknown[]; what: string; how?: string; children: ReactNode }) {
  return <section className="block"><h2>{title}</h2>{rows.length ? children : <Nothing what={what} how={how} />}</section>;
}

/** Every month with what was compared and how it stands. */
export function Months({ months }: { months: Taxpayer["months"] }) {
  return (
    <Table
      size="small"
      rowKey="period"
      pagination={false}
      dataSource={[...months].reverse()}
      scroll={{ x: 1180 }}
      columns={[
        { key: "period", title: tr("月份", "Month"), dataIndex: "period", width: 90, fixed: "left" },
        { key: "state", title: tr("状态", "State"), width: 150, render: (_, one) => <StateSymbol look={stateLook(one.state)} /> },
        { key: "sold", title: tr("测得销量（升）", "Sold (L)"), align: "right", width: 120, render: (_, one) => litresFromMl(one.total.sold_ml) },
        { key: "other", title: tr("自用等（升）", "Self use etc. (L)"), align: "right", width: 110, render: (_, one) => litresFromMl(one.total.dispensed_ml - one.total.sold_ml) },
        { key: "invoiced", title: tr("开票（升）", "Invoiced (L)"), align: "right", width: 120, render: (_, one) => litresFromMl(one.total.invoiced_ml) },
        { key: "declared", title: tr("申报（升）", "Declared (L)"), align: "right", width: 120, render: (_, one) => <>{one.total.returns ? litresFromMl(one.total.declared_ml) : NOTHING}{one.amended ? <span className="tax-sub">{tr(`更正 ${one.amended} 次`, `amended ${one.amended}×`)}</span> : null}</> },
        { key: "short", title: tr("少申报与95%区间", "Short, 95 %"), align: "right", width: 190, render: (_, one) => (one.short_ml ? <>{litresWithin(one.short_ml, one.low_ml, one.high_ml)}{one.settled_ml ? <span className="tax-sub">{tr(`其他月份已回补 ${litresFromMl(one.settled_ml)} 升`, `${litresFromMl(one.settled_ml)} L came back`)}</span> : null}</> : NOTHING) },
        { key: "gap", title: tr("估算税款（元）", "Tax, about (yuan)"), align: "right", width: 180, render: (_, one) => (one.gap.tax_fen ? yuanWithin(one.gap) : NOTHING) },
        { key: "causes", title: tr("可能原因（候选）", "Candidates"), width: 240, render: (_, one) => causeWords(one.causes) || NOTHING },
        { key: "offline", title: tr("离线时长占比", "Offline"), align: "right", width: 110, render: (_, one) => `${decimal(100 * one.offline_share, 1)}%` },
      ]}
    />
  );
}

export function Findings({ findings }: { findings: Taxpayer["findings"] }) {
  return (
    <Block title={tr("涉税疑点（少申报、变票、购销不符、税控）", "Findings: declarations, products, purchases, tax functions")} rows={findings} what={tr("这些月份没有涉税疑点", "Nothing was found in these months")}>
      <Table
        size="small"
        rowKey="finding_id"
        dataSource={findings}
        pagination={paged(findings)}
        scroll={{ x: 900 }}
        columns={[
          { key: "period", title: tr("月份", "Month"), dataIndex: "period", width: 90 },
          { key: "rule", title: tr("规则", "Rule"), width: 190, render: (_, one) => <Link to={`/rules/${one.rule}`}>{one.rule_name}</Link> },
          { key: "message", title: tr("疑点", "What was found"), render: (_, one) => (one.alert_id ? <Link to={`/alerts/${one.alert_id}`}>{one.message}</Link> : one.message) },
          { key: "verdict", title: tr("结论", "Verdict"), width: 150, render: (_, one) => <VerdictTag verdict={one.verdict} /> },
          { key: "station", title: tr("加油站", "Station"), width: 120, render: (_, one) => <Link to={`/stations/${one.station_id}`}>{one.station_id}</Link> },
        ]}
      />
    </Block>
  );
}

export function Stations({ stations }: { stations: Taxpayer["stations"] }) {
  return (
    <Block title={tr("加油站", "Stations")} rows={stations} what={tr("没有加油站", "There is no station")}>
      <Table
        size="small"
        rowKey="station_id"
        dataSource={stations}
        pagination={paged(stations)}
        scroll={{ x: 800 }}
        columns={[
          { key: "name", title: tr("加油站", "Station"), render: (_, one) => <Link to={`/stations/${one.station_id}`}>{one.name}</Link> },
          { key: "sold", title: tr("测得销量（升）", "Sold (L)"), align: "right", render: (_, one) => litresFromMl(one.total.sold_ml) },
          { key: "invoiced", title: tr("开票（升）", "Invoiced (L)"), align: "right", render: (_, one) => litresFromMl(one.total.invoiced_ml) },
          { key: "declared", title: tr("申报（升）", "Declared (L)"), align: "right", render: (_, one) => (one.total.returns ? litresFromMl(one.total.declared_ml) : tr("没有申报（可能汇总申报）", "none (perhaps filed elsewhere)")) },
          { key: "difference", title: tr("差额（升）", "Difference (L)"), align: "right", render: (_, one) => litresFromMl(one.total.difference_ml) },
        ]}
      />
    </Block>
  );
}

export function Declarations({ declarations }: { declarations: Taxpayer["declarations"] }) {
  return (
    <Block title={tr("纳税申报（含历次更正）", "Returns, with every version")} rows={declarations} what={tr("没有纳税申报", "There is no return")} how={tr("在进销存的申报里录入或导入", "Enter or import returns with the papers")}>
      <Table
        size="small"
        rowKey={(one) => `${one.station_id} ${one.period} ${one.product} ${one.filed_at}`}
        dataSource={declarations}
        pagination={paged(declarations)}
        scroll={{ x: 800 }}
        columns={[
          { key: "period", title: tr("月份", "Month"), dataIndex: "period", width: 90 },
          { key: "station", title: tr("加油站", "Station"), dataIndex: "station_id", width: 120 },
          { key: "product", title: tr("油品", "Product"), width: 150, render: (_, one) => <ProductName product={one.product} /> },
          { key: "volume", title: tr("油量（升）", "Litres"), align: "right", render: (_, one) => litresFromMl(one.volume_ml) },
          { key: "amount", title: tr("金额（元）", "Yuan"), align: "right", render: (_, one) => yuanFromFen(one.amount_fen) },
          { key: "filed", title: tr("申报时间", "Filed at"), width: 170, render: (_, one) => fullTime(one.filed_at) },
          { key: "current", title: tr("版本", "Version"), width: 110, render: (_, one) => (one.current ? tr("现行", "current") : <Tag>{tr("已被更正", "amended")}</Tag>) },
        ]}
      />
    </Block>
  );
}

export function Invoices({ invoices }: { invoices: Taxpayer["invoices"] }) {
  return (
    <Block title={tr(`发票（最近 ${count(invoices.length)} 张）`, `Invoices, the latest ${count(invoices.length)}`)} rows={invoices} what={tr("没有发票", "There is no invoice")}>
      <Table
        size="small"
        rowKey="invoice_no"
        dataSource={invoices}
        pagination={paged(invoices)}
        scroll={{ x: 900 }}
        columns={[
          { key: "issued", title: tr("开票日期", "Issued on"), dataIndex: "issued_on", width: 110 },
          { key: "no", title: tr("发票号码", "Invoice no."), dataIndex: "invoice_no", width: 190 },
          { key: "direction", title: tr("方向", "Direction"), width: 90, render: (_, one) => (one.direction === "sale" ? tr("销项", "sale") : tr("进项", "purchase")) },
          { key: "product", title: tr("油品", "Product"), width: 150, render: (_, one) => <ProductName product={one.product} /> },
          { key: "volume", title: tr("油量（升）", "Litres"), align: "right", render: (_, one) => litresFromMl(one.volume_ml) },
          { key: "amount", title: tr("金额（元）", "Yuan"), align: "right", render: (_, one) => yuanFromFen(one.amount_fen) },
          { key: "other", title: tr("对方", "Other side"), width: 190, render: (_, one) => (one.direction === "sale" ? one.buyer_uscc : one.seller_uscc) },
        ]}
      />
    </Block>
  );
}

export function Packs({ packs }: { packs: Taxpayer["packs"] }) {
  return (
    <Block title={tr("证据包", "Evidence packs")} rows={packs} what={tr("还没有证据包", "There is no evidence pack yet")} how={tr("点“生成证据包”：摘要、比对表、原始记录、日固化摘要和清单打成一个压缩包", "Make one: summary, comparison, records, digests of sealed days and a manifest in one zip")}>
      <Table
        size="small"
        rowKey="id"
        dataSource={packs}
        pagination={false}
        scroll={{ x: 800 }}
        columns={[
          { key: "span", title: tr("月份", "Months"), width: 180, render: (_, one) => tr(`${one.from_period} 至 ${one.until_period}`, `${one.from_period} to ${one.until_period}`) },
          { key: "made", title: tr("生成", "Made"), width: 230, render: (_, one) => `${fullTime(one.made_at)} ${one.made_by_name}` },
          { key: "digest", title: tr("SHA-256 摘要", "SHA-256"), render: (_, one) => <span className="tax-digest">{one.sha256}</span> },
          { key: "take", title: tr("下载", "Take"), width: 130, render: (_, one) => <Button size="small" onClick={() => void takePack(one)}>{tr(`下载（${packSize(one.size)}）`, `Download (${packSize(one.size)})`)}</Button> },
        ]}
      />
    </Block>
  );
}

export function HandedOver({ handOvers }: { handOvers: Taxpayer["hand_overs"] }) {
  return (
    <Block title={tr("移交记录", "Hand-overs")} rows={handOvers} what={tr("还没有移交", "It was not handed over yet")}>
      <Table
        size="small"
        rowKey="id"
        dataSource={handOvers}
        pagination={false}
        scroll={{ x: 800 }}
        columns={[
          { key: "id", title: tr("编号", "No."), width: 110, render: (_, one) => <Link to={`/tax/hand-overs?open=${one.id}`}>{tr(`移交 ${one.id}`, `No. ${one.id}`)}</Link> },
          { key: "status", title: tr("状态", "Status"), width: 150, render: (_, one) => <StateSymbol look={handOverLook(one.status)} /> },
          { key: "span", title: tr("月份", "Months"), width: 180, render: (_, one) => tr(`${one.from_period} 至 ${one.until_period}`, `${one.from_period} to ${one.until_period}`) },
          { key: "to", title: tr("接收单位", "To"), dataIndex: "to_office" },
          { key: "outcome", title: tr("反馈", "Outcome"), render: (_, one) => (one.outcome ? `${one.outcome_name} ${one.paid_fen === null ? "" : tr(`补缴 ${yuanFromFen(one.paid_fen)} 元`, `${yuanFromFen(one.paid_fen)} yuan paid`)}` : NOTHING) },
        ]}
      />
    </Block>
  );
}
