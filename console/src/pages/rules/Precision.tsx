import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Skeleton, Table } from "antd";
import { Link } from "react-router";

import { rulePrecision, type Precision } from "@/api/rules";
import { useMay } from "@/app/session";
import { count, decimal, duration, percent } from "@/format/quantity";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { FetchedView, Nothing } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { Scroll } from "./Scroll";

const DAYS = [30, 90, 365];

/** Precision with its interval; nothing decided says so. */
export const precisionWords = (one: Precision): string =>
  one.precision === null ? tr("尚无定论", "Nothing decided") : withNote(percent(one.precision), `${percent(one.low)}–${percent(one.high)}`);

const rateWords = (one: Precision) => (
  <span className={one.over_budget ? "rules-over" : undefined}>
    {decimal(one.false_per_month, 3)}{one.over_budget ? tr(` ▲ 超出${one.budget}`, ` ▲ above ${one.budget}`) : ""}
  </span>
);

const spell = (seconds: number | null): string => (seconds === null ? "—" : duration(seconds));

/** The columns of precision, the same wherever it stands. */
export const precisionColumns = (first: string, link: boolean) => [
  { title: first, dataIndex: "name", render: (name: string, one: Precision) => (link && one.code ? <Link to={`/rules/${one.code}`}>{name}</Link> : name) },
  { title: tr("产生", "Raised"), dataIndex: "raised", align: "right" as const, render: count },
  { title: tr("未办结", "Open"), dataIndex: "open", align: "right" as const, render: count },
  { title: tr("属实", "Confirmed"), dataIndex: "confirmed", align: "right" as const, render: count },
  { title: tr("有合理解释", "Explained"), dataIndex: "explained", align: "right" as const, render: count },
  { title: tr("误报", "False"), dataIndex: "false_alarm", align: "right" as const, render: count },
  { title: tr("重复", "Duplicate"), dataIndex: "duplicate", align: "right" as const, render: count },
  { title: tr("准确率（95%区间）", "Precision (95 %)"), key: "precision", align: "right" as const, render: (_: unknown, one: Precision) => precisionWords(one) },
  { title: tr("误报/站·月", "False a station-month"), key: "rate", align: "right" as const, render: (_: unknown, one: Precision) => rateWords(one) },
  { title: tr("签收用时", "To sign"), dataIndex: "seconds_to_sign", align: "right" as const, render: spell },
  { title: tr("办结用时", "To close"), dataIndex: "seconds_to_close", align: "right" as const, render: spell },
];

/** What people decided on the alerts of each rule or cause. */
export function PrecisionView() {
  const { search, change } = useUrlState();
  const may = useMay("export.take");
  const by = search.get("by") === "cause" ? "cause" : "rule";
  const days = DAYS.find((one) => String(one) === search.get("days")) ?? 90;
  const query = useQuery(rulePrecision(by, days, search.get("region") ?? ""));
  return (
    <section className="block">
      <div className="rules-actions">
        <Segmented aria-label={tr("按规则或原因", "By rule or cause")} value={by} onChange={(value) => change({ by: value })} options={[{ value: "rule", label: tr("按规则", "By rule") }, { value: "cause", label: tr("按原因", "By cause") }]} />
        <Segmented aria-label={tr("时段", "Period")} value={days} onChange={(value) => change({ days: String(value) })} options={DAYS.map((value) => ({ value, label: tr(`近${value}天`, `${value} days`) }))} />
        {may ? <Button href={`/api/v1/rule-precision.csv?by=${by}&days=${days}`}>{tr("导出", "Export")}</Button> : null}
      </div>
      <FetchedView query={query} loading={<Skeleton active />}>
        {(data) =>
          data.items.length ? (
            <>
              <p>{tr(`${count(data.stations)}站近${data.days}天产生预警${count(data.total.raised)}条，已认定属实${count(data.total.confirmed)}条、误报${count(data.total.false_alarm)}条；准确率${precisionWords(data.total)}。`, `${count(data.total.raised)} alerts of ${count(data.stations)} stations in ${data.days} days; ${count(data.total.confirmed)} confirmed, ${count(data.total.false_alarm)} false; precision ${precisionWords(data.total)}.`)}</p>
              <Scroll title={tr("准确率", "Precision")}><Table size="small" rowKey="code" pagination={false} dataSource={data.items} columns={precisionColumns(by === "rule" ? tr("规则", "Rule") : tr("原因", "Cause"), by === "rule")} /></Scroll>
              <p className="quiet">{tr("准确率 = 属实 ÷（属实 + 误报），区间按 Wilson 法；有合理解释和重复的不计入。", "Precision = confirmed ÷ (confirmed + false), interval after Wilson; explained and duplicate alerts count as neither.")}</p>
            </>
          ) : (
            <Nothing what={tr("这段时间没有产生预警", "No alert was raised in this time")} />
          )
        }
      </FetchedView>
    </section>
  );
}
