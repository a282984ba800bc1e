import { useQuery } from "@tanstack/react-query";
import { DatePicker, Segmented, Skeleton, Table, type TableProps } from "antd";
import dayjs from "dayjs";

import { bias, type Bias, type Party } from "@/api/transport";
import { cityDay } from "@/format/days";
import { count, litresFromMl } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ShapeIcon } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { permille, signed } from "./figures";
import { Forest } from "./Forest";

import "./transport.css";

type Kind = "carrier" | "supplier";
const KINDS: { value: Kind; label: string }[] = [{ value: "carrier", label: tr("承运车辆", "Carriers") }, { value: "supplier", label: tr("供应商", "Suppliers") }];
const DAY = "YYYY-MM-DD";

/** Whose deliveries bring less or more than their documents say, over time. */
export default function BiasPage() {
  const { search, change } = useUrlState();
  const kind: Kind = search.get("kind") === "supplier" ? "supplier" : "carrier";
  const to = search.get("to") ?? cityDay().format(DAY);
  const from = search.get("from") ?? dayjs(to).subtract(6, "month").format(DAY);
  const found = useQuery(bias(kind, from, to));
  return (
    <div className="page">
      <PageHead title={tr("承运与供应偏差", "Carriers and suppliers")} />
      <div className="tools">
        <Segmented aria-label={tr("对象", "Whose")} value={kind} options={KINDS} onChange={(value) => change({ kind: value })} />
        <DatePicker.RangePicker aria-label={tr("起止日期", "Days")} allowClear={false} value={[dayjs(from), dayjs(to)]} onChange={(span) => { if (span?.[0] && span[1]) change({ from: span[0].format(DAY), to: span[1].format(DAY) }); }} />
      </div>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(data) => <View data={data} />}</FetchedView>
    </div>
  );
}

function View({ data }: { data: Bias }) {
  const widest = Math.max(2, ...data.parties.filter((one) => one.enough).flatMap((one) => [Math.abs(one.low_permille), Math.abs(one.high_permille)]));
  return (
    <>
      <Answer>{sentence(data)}</Answer>
      <section className="block">
        <Table<Party>
          size="small"
          rowKey="party"
          columns={columnsOf(data, widest)}
          dataSource={data.parties}
          pagination={{ pageSize: 50, hideOnSinglePage: true }}
          scroll={{ x: 1100 }}
          expandable={{ expandedRowRender: (one) => <Months party={one} />, rowExpandable: (one) => one.months.length > 0 }}
          locale={{ emptyText: <Nothing what={tr("这段时间没有可比对的卸油", "No delivery of this time can be compared")} how={tr("要有进油单、液位测量，以及运单的车牌号或进油单上的供应商", "It takes a document, a gauge, and the plate of a waybill or the supplier on the document")} /> }}
        />
        <p className="quiet">{tr(`偏差是到货量与单据量之差占单据量的千分数（20℃），已扣除各站液位仪和罐容表自身的误差；少于 ${data.least_drops} 车次不作判断，区间已按比较对象的数目放宽后才标出。`, `Bias is what came above the documents in per mille (20 °C), freed of each station's own error of gauge and chart; fewer than ${data.least_drops} deliveries are not judged, and one is marked only beyond an interval widened for the number of parties.`)}</p>
      </section>
    </>
  );
}

function sentence(data: Bias): string {
  const marked = data.parties.filter((one) => one.marked);
  const base = tr(`${count(data.drops)} 次卸油、${count(data.parties.length)} 个${data.kind === "carrier" ? "车辆" : "供应商"}`, `${count(data.drops)} deliveries by ${count(data.parties.length)} ${data.kind === "carrier" ? "tankers" : "suppliers"}`);
  if (!marked.length) return tr(`${base}，没有一个的偏差超出偶然。`, `${base}; none is biased beyond chance.`);
  const names = listed(marked.slice(0, 5).map((one) => `${one.name} ${permille(one.bias_permille)}`));
  return tr(`${base}，其中 ${count(marked.length)} 个的偏差超出偶然，需要核查：${names}。`, `${base}; ${count(marked.length)} biased beyond chance and worth a look: ${names}.`);
}

const columnsOf = (data: Bias, widest: number): TableProps<Party>["columns"] => [
  { title: data.kind === "carrier" ? tr("车牌号", "Plate") : tr("供应商", "Supplier"), key: "name", width: 200, render: (_, one) => <span className="state">{one.marked ? <ShapeIcon shape="triangle" colour="var(--orange)" /> : null}<span>{one.name}{one.marked ? tr(" 疑点", " worth a look") : ""}</span></span> },
  { title: tr("车次", "Deliveries"), dataIndex: "drops", width: 80, align: "right", render: count },
  { title: tr("涉及站", "Stations"), dataIndex: "stations", width: 80, align: "right", render: count },
  { title: tr("单据量（升，20℃）", "Documents (L, 20 °C)"), dataIndex: "told20_ml", width: 150, align: "right", render: litresFromMl },
  { title: tr("差量（升，20℃）", "Difference (L, 20 °C)"), dataIndex: "apart20_ml", width: 140, align: "right", render: signed },
  { title: tr("实测平均", "As measured"), dataIndex: "plain_permille", width: 100, align: "right", render: permille },
  { title: tr("偏差（95%区间）", "Bias (95 %)"), key: "bias", width: 230, align: "right", render: (_, one) => (one.enough ? tr(`${permille(one.bias_permille)}（${permille(one.low_permille)} ～ ${permille(one.high_permille)}）`, `${permille(one.bias_permille)} (${permille(one.low_permille)} to ${permille(one.high_permille)})`) : tr("车次不足", "too few")) },
  { title: tr(`区间图（±${Math.ceil(widest)}‰）`, `Interval (±${Math.ceil(widest)}‰)`), key: "forest", width: 220, render: (_, one) => (one.enough ? <Forest low={one.low_permille} high={one.high_permille} at={one.bias_permille} widest={Math.ceil(widest)} marked={one.marked} /> : null) },
];

const MONTHS: TableProps<Party["months"][number]>["columns"] = [
  { title: tr("月份", "Month"), dataIndex: "month", width: 100 },
  { title: tr("车次", "Deliveries"), dataIndex: "drops", width: 80, align: "right", render: count },
  { title: tr("实测平均（95%区间）", "As measured (95 %)"), key: "bias", width: 260, align: "right", render: (_, one) => tr(`${permille(one.bias_permille)}（${permille(one.low_permille)} ～ ${permille(one.high_permille)}）`, `${permille(one.bias_permille)} (${permille(one.low_permille)} to ${permille(one.high_permille)})`) },
];

function Months({ party }: { party: Party }) {
  const widest = Math.max(2, ...party.months.flatMap((one) => [Math.abs(one.low_permille), Math.abs(one.high_permille)]));
  const picture = { title: tr("区间图", "Interval"), key: "forest", width: 240, render: (_: unknown, one: Party["months"][number]) => <Forest low={one.low_permille} high={one.high_permille} at={one.bias_permille} widest={Math.ceil(widest)} marked={false} /> };
  return <Table size="small" rowKey="month" columns={[...(MONTHS ?? []), picture]} dataSource={party.months} pagination={false} />;
}
