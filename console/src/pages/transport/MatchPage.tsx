import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Table, type TableProps } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";

import { match, type Match, type MatchVerb } from "@/api/transport";
import { litresFromMl, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, PageLoading } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import { difference } from "./figures";
import { matchLook } from "./looks";
import { MatchDialog, VERB_NAMES } from "./MatchDialog";
import { Parts } from "./MatchParts";

import "./transport.css";

/** One match: the sentence, its comparisons, its records, what people did. */
export default function MatchPage() {
  const { matchId = "" } = useParams();
  const found = useQuery(match(Number(matchId)));
  return (
    <div className="page">
      <FetchedView query={found} loading={<PageLoading />} page>{(row) => <View row={row} />}</FetchedView>
    </div>
  );
}

function View({ row }: { row: Match }) {
  const [verb, setVerb] = useState<MatchVerb | null>(null);
  const [part, setPart] = useState("");
  const shown = row.may.filter((one) => one !== "part" && !(one === "join" && !row.candidates.length));
  return (
    <>
      <PageHead title={tr(`单据核对 ${row.id}`, `Match ${row.id}`)}>
        {shown.map((one) => <Button key={one} type={one === "settle" ? "primary" : "default"} onClick={() => setVerb(one)}>{VERB_NAMES[one]}</Button>)}
      </PageHead>
      <Answer>{sentence(row)}</Answer>
      <section className="block">
        <h2>{tr("比对", "Comparisons")}</h2>
        <Checks row={row} />
      </section>
      <section className="block">
        <h2>{tr("单据、液位和运单", "Papers, gauge and trips")}</h2>
        <Parts row={row} onPart={row.may.includes("part") ? (name) => { setPart(name); setVerb("part"); } : undefined} />
      </section>
      <section className="block">
        <h2>{tr("核对情况", "How it stands")}</h2>
        <Descriptions bordered size="small" column={{ xs: 1, lg: 2 }} items={facts(row)} />
      </section>
      <section className="block">
        <h2>{tr("办理过程", "What was done")}</h2>
        <Timeline items={[...row.steps].reverse().map((one) => ({ at: one.at, kind: "change", title: one.step_name, detail: [one.reason_name, one.note].filter(Boolean).join(" "), actor: one.display_name }))} />
      </section>
      {verb ? <MatchDialog row={row} verb={verb} part={part} onDone={() => setVerb(null)} /> : null}
    </>
  );
}

function sentence(row: Match): React.ReactNode {
  const station = <Link to={`/stations/${row.station_id}`}>{row.station_name}</Link>;
  const telling = row.checks.find((check) => check.beyond) ?? row.checks[0];
  const size = telling ? difference(telling.apart20_ml, telling.low20_ml, telling.high20_ml) : null;
  const lacks = row.missing.length ? tr(`；${listed(row.missing)}`, `; ${listed(row.missing)}`) : "";
  return tr(
    <>{station}{fullTime(row.at).slice(0, 16)}的{row.product_name}：<StateSymbol look={matchLook(row.state)} />{size && telling ? <>，{telling.of_name}相差 {size}</> : null}{lacks}。</>,
    <>{station}, {fullTime(row.at).slice(0, 16)}, {row.product_name}: <StateSymbol look={matchLook(row.state)} />{size && telling ? <>, {telling.of_name}: {size}</> : null}{lacks}.</>,
  );
}

const COLUMNS: TableProps<Match["checks"][number]>["columns"] = [
  { title: tr("比对", "Comparison"), dataIndex: "of_name", width: 170 },
  { title: tr("应有（升，20℃）", "Told (L, 20 °C)"), dataIndex: "told20_ml", align: "right", width: 130, render: litresFromMl },
  { title: tr("实有（升，20℃）", "Came (L, 20 °C)"), dataIndex: "came20_ml", align: "right", width: 130, render: litresFromMl },
  { title: tr("差异", "Difference"), key: "apart", width: 320, render: (_, check) => difference(check.apart20_ml, check.low20_ml, check.high20_ml) },
  { title: tr("结论", "Result"), dataIndex: "beyond", width: 150, render: (beyond: boolean) => (beyond ? tr("▲ 超出允许范围", "▲ beyond the limits") : tr("✓ 在允许范围内", "✓ within the limits")) },
];

function Checks({ row }: { row: Match }) {
  return (
    <Table
      size="small"
      rowKey="of"
      columns={COLUMNS}
      dataSource={row.checks}
      pagination={false}
      scroll={{ x: 900 }}
      locale={{ emptyText: tr("没有可以按20℃比对的两份记录", "There are no two records that can be compared at 20 °C") }}
    />
  );
}

function facts(row: Match) {
  const told: [string, React.ReactNode][] = [
    [tr("进度", "Progress"), row.status_name],
    [tr("核对人", "Taken by"), row.taken_by_name || NOTHING],
    [tr("原因", "Reason"), [row.reason_name, row.note].filter(Boolean).join(" ") || NOTHING],
    [tr("等待截止", "Waits until"), row.due_at ? fullTime(row.due_at).slice(0, 16) : NOTHING],
    [tr("检出疑点", "Findings"), row.findings.length ? row.findings.map((one) => <div key={one.finding_id}>{one.message}{one.alert_id ? <> <Link to={`/alerts/${one.alert_id}`}>{tr("查看预警", "See the alert")}</Link></> : null}</div>) : NOTHING],
    [tr("已转预警", "Handed to"), row.alert_id ? <Link to={`/alerts/${row.alert_id}`}>{tr(`预警 ${row.alert_id}`, `Alert ${row.alert_id}`)}</Link> : NOTHING],
  ];
  return told.map(([label, children]) => ({ key: label, label, children }));
}
