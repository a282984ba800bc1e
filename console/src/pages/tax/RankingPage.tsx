import { useQuery } from "@tanstack/react-query";
import { DatePicker, Skeleton, Table, type TableProps } from "antd";
import dayjs from "dayjs";
import { Link } from "react-router";

import { ranking, type Ranked, type Ranking } from "@/api/tax";
import { cityDay } from "@/format/days";
import { count, decimal, litresFromMl, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { stateLook } from "./looks";
import { lastMonth } from "./PeriodPicker";
import "./tax.css";
import { yuanWithin } from "./words";

/** 风险排序: which taxpayers to look at first, with every part of the score. */
export default function RankingPage() {
  const { search, change } = useUrlState();
  const until = search.get("until") ?? lastMonth();
  const found = useQuery(ranking(until));
  return (
    <div className="page">
      <PageHead title={tr("风险排序", "Ranking")}>
        <DatePicker picker="month" allowClear={false} aria-label={tr("截至月份", "Up to the month")} value={dayjs(`${until}-01`)} disabledDate={(day) => day.isAfter(cityDay(), "day")} onChange={(day) => change({ until: dayjs(day).format("YYYY-MM") })} />
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(data) => <View data={data} />}</FetchedView>
    </div>
  );
}

function View({ data }: { data: Ranking }) {
  const risky = data.items.filter((one) => one.points.score > 0);
  const part = (name: string): string => decimal(data.weights[name], 0);
  return (
    <>
      <Answer>
        {risky[0]
          ? tr(<>{data.from_period} 至 {data.until_period}，{count(data.items.length)} 户中 {count(risky.length)} 户有少申报或疑点；排在最前的是 <Link to={`/tax/taxpayers/${risky[0].taxpayer}?until=${data.until_period}`}>{risky[0].name}</Link>（{decimal(risky[0].points.score, 1)} 分）。</>, <>{count(risky.length)} of {count(data.items.length)} taxpayers are short or have findings from {data.from_period} to {data.until_period}; first is <Link to={`/tax/taxpayers/${risky[0].taxpayer}?until=${data.until_period}`}>{risky[0].name}</Link> ({decimal(risky[0].points.score, 1)} points).</>)
          : tr(`${data.from_period} 至 ${data.until_period} 没有少申报，也没有涉税疑点。`, `Nobody is short and nothing was found from ${data.from_period} to ${data.until_period}.`)}
      </Answer>
      <section className="block">
        <Table<Ranked>
          size="small"
          rowKey="taxpayer"
          columns={columnsOf(data)}
          dataSource={data.items}
          pagination={data.items.length > 20 ? { pageSize: 20, size: "small", showSizeChanger: false } : false}
          scroll={{ x: 1180 }}
          locale={{ emptyText: <Nothing what={tr("还没有可排序的纳税人", "There is nobody to rank yet")} how={tr("有销量或申报后，按近十二个月排序", "Taxpayers are ranked by the last twelve months once there is something to compare")} /> }}
        />
        <p className="tax-basis">
          {tr(
            `评分由四部分相加：少申报油量最多 ${part("litres")} 分（${count(data.weights["full_l"])} 升满分），占销量比例最多 ${part("share")} 分（${decimal(data.weights["full_pct"], 0)}% 满分），少申报月数最多 ${part("months")} 分（${count(data.weights["full_months"])} 个月满分），疑点最多 ${part("findings")} 分（${count(data.weights["full_findings"])} 条满分）。权重可在“税率、参数与汇总纳税”中调整。评分只用于安排核查顺序。`,
            `Four parts add up: litres short up to ${part("litres")} (full at ${count(data.weights["full_l"])} L), share of sales up to ${part("share")} (full at ${decimal(data.weights["full_pct"], 0)} %), months short up to ${part("months")} (full at ${count(data.weights["full_months"])}), findings up to ${part("findings")} (full at ${count(data.weights["full_findings"])}). The weights are settings. It only says whom to look at first.`,
          )}
        </p>
      </section>
    </>
  );
}

function columnsOf(data: Ranking): TableProps<Ranked>["columns"] {
  return [
    { key: "place", title: tr("名次", "Place"), width: 64, align: "right", dataIndex: "place" },
    { key: "name", title: tr("纳税人", "Taxpayer"), width: 230, render: (_, one) => <><Link to={`/tax/taxpayers/${one.taxpayer}?until=${data.until_period}`}>{one.name}</Link><span className="tax-sub">{tr(`${one.taxpayer}，${count(one.stations)} 座站`, `${one.taxpayer}, ${count(one.stations)} stations`)}</span></> },
    { key: "score", title: tr("评分", "Points"), width: 80, align: "right", render: (_, one) => <b>{decimal(one.points.score, 1)}</b> },
    { key: "parts", title: tr("油量 / 比例 / 月数 / 疑点", "Litres / share / months / findings"), width: 210, align: "right", render: (_, one) => [one.points.litres, one.points.share, one.points.months, one.points.findings].map((value) => decimal(value, 1)).join(" / ") },
    { key: "open", title: tr("少申报未回补（升）", "Short, open (L)"), width: 140, align: "right", render: (_, one) => (one.open_ml ? litresFromMl(one.open_ml) : NOTHING) },
    { key: "share", title: tr("占销量", "Of sales"), width: 90, align: "right", render: (_, one) => (one.sold_ml ? `${decimal((100 * one.open_ml) / one.sold_ml, 2)}%` : NOTHING) },
    { key: "months", title: tr("月数", "Months"), width: 70, align: "right", render: (_, one) => count(one.short_months) },
    { key: "findings", title: tr("疑点", "Findings"), width: 70, align: "right", render: (_, one) => count(one.findings) },
    { key: "gap", title: tr("估算税款（元）", "Tax, about (yuan)"), width: 200, align: "right", render: (_, one) => (one.gap.tax_fen ? yuanWithin(one.gap) : NOTHING) },
    { key: "state", title: tr("状态", "State"), width: 140, render: (_, one) => <StateSymbol look={stateLook(one.state)} /> },
    { key: "handed", title: tr("移交", "Handed over"), width: 80, render: (_, one) => (one.hand_over ? <Link to={`/tax/hand-overs?open=${one.hand_over}`}>{tr(`移交 ${one.hand_over}`, `No. ${one.hand_over}`)}</Link> : NOTHING) },
  ];
}
