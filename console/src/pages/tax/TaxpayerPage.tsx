import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Skeleton } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useParams } from "react-router";

import { makePack, takePack, taxpayer, type Taxpayer } from "@/api/tax";
import { problemOf } from "@/api/problem";
import { cityDay } from "@/format/days";
import { count, decimal, litresFromMl } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { HandOverDialog } from "./HandOverDialog";
import { stateLook } from "./looks";
import { MonthsChart } from "./MonthsChart";
import { lastMonth } from "./PeriodPicker";
import "./tax.css";
import { Declarations, Findings, HandedOver, Invoices, Months, Packs, Stations } from "./TaxpayerParts";
import { basisWords, causeWords, litresWithin, yuanWithin } from "./words";

/** 纳税人: one taxpayer over twelve months, with everything behind the comparison. */
export default function TaxpayerPage() {
  const { taxpayer: key = "" } = useParams();
  const { search, change } = useUrlState();
  const until = search.get("until") ?? lastMonth();
  const found = useQuery(taxpayer(key, until));
  return (
    <div className="page">
      <PageHead title={found.data?.name ?? tr("纳税人", "Taxpayer")}>
        <DatePicker picker="month" allowClear={false} aria-label={tr("截至月份", "Up to the month")} value={dayjs(`${until}-01`)} disabledDate={(day) => day.isAfter(cityDay(), "day")} onChange={(day) => change({ until: dayjs(day).format("YYYY-MM") })} />
        {found.data ? <Doings data={found.data} /> : null}
      </PageHead>
      <FetchedView query={found} page loading={<Skeleton active paragraph={{ rows: 12 }} />}>{(data) => <View data={data} />}</FetchedView>
    </div>
  );
}

function View({ data }: { data: Taxpayer }) {
  return (
    <>
      <Answer aside={<StateSymbol look={stateLook(data.whole.state)} />}>{sentence(data)}</Answer>
      <section className="block">
        <h2>{tr("近十二个月", "Twelve months")}</h2>
        <MonthsChart months={data.months} />
        <Months months={data.months} />
        <p className="tax-basis">{basisWords(data.basis)}</p>
        <p className="tax-basis">{tr(`风险评分 ${decimal(data.points.score, 1)}：油量 ${decimal(data.points.litres, 1)}，比例 ${decimal(data.points.share, 1)}，月数 ${decimal(data.points.months, 1)}，疑点 ${decimal(data.points.findings, 1)}。`, `Points ${decimal(data.points.score, 1)}: litres ${decimal(data.points.litres, 1)}, share ${decimal(data.points.share, 1)}, months ${decimal(data.points.months, 1)}, findings ${decimal(data.points.findings, 1)}.`)}</p>
      </section>
      <Findings findings={data.findings} />
      <Stations stations={data.stations} />
      <Declarations declarations={data.declarations} />
      <Invoices invoices={data.invoices} />
      <Packs packs={data.packs} />
      <HandedOver handOvers={data.hand_overs} />
    </>
  );
}

function sentence(data: Taxpayer) {
  const { whole } = data;
  const short = data.months.filter((month) => month.state === "short" || month.state === "no_return");
  const who = tr(`${listed(data.usccs)}，${count(data.stations.length)} 座加油站。`, `${listed(data.usccs)}, ${count(data.stations.length)} stations. `);
  if (!short.length) return who + tr("近十二个月没有少申报的月份。", "No month of the last twelve is short.");
  const causes = causeWords(whole.causes);
  return (
    who +
    tr(
      `近十二个月有 ${count(short.length)} 个月申报少于测得销量：合计 ${litresWithin(whole.short_ml, whole.low_ml, whole.high_ml)}，未回补 ${litresFromMl(whole.open_ml)} 升，估算税款 ${yuanWithin(whole.gap)}。${causes ? `可能原因（候选，须核实）：${causes}。` : ""}`,
      `In ${count(short.length)} of the last twelve months less was declared than was measured: ${litresWithin(whole.short_ml, whole.low_ml, whole.high_ml)}, of which ${litresFromMl(whole.open_ml)} L did not come back; tax about ${yuanWithin(whole.gap)}.${causes ? ` Candidates, to be checked: ${causes}.` : ""}`,
    )
  );
}

/** What can be done with a taxpayer: a pack of evidence, a hand-over to tax. */
function Doings({ data }: { data: Taxpayer }) {
  const [sending, send] = useState(false);
  const client = useQueryClient();
  const { message } = App.useApp();
  const span = { taxpayer: data.taxpayer, from_period: data.months[0]?.period ?? "", until_period: data.months.at(-1)?.period ?? "" };
  const pack = useMutation({
    mutationFn: () => makePack(span),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ["tax", "taxpayer"] });
      return takePack(made);
    },
    onError: (error) => void message.error(problemOf(error).message),
  });
  return (
    <>
      <Button loading={pack.isPending} onClick={() => pack.mutate()}>{tr("生成证据包", "Make an evidence pack")}</Button>
      {data.may_hand_over ? <Button type="primary" onClick={() => send(true)}>{tr("移交税务", "Hand over to tax")}</Button> : null}
      {sending ? <HandOverDialog span={span} name={data.name} months={data.months.map((one) => one.period)} onClose={() => send(false)} /> : null}
    </>
  );
}
