import { Alert, Progress, Table } from "antd";

import { isRunning, type Backtest } from "@/api/rules";
import { count, decimal, percent } from "@/format/quantity";
import { tr } from "@/lang";
import { LevelSymbol } from "@/ui/StateSymbol";
import { DataTable } from "@/ui/DataTable";
import type { Cells } from "@/ui/table/render";

import { Scroll } from "./Scroll";

const CELLS: Cells = {
  old_colour: (colour) => (colour ? <LevelSymbol level={String(colour)} /> : "—"),
  new_colour: (colour) => (colour ? <LevelSymbol level={String(colour)} /> : "—"),
};

/** What a change would have done: how far it came, per rule and cause, against what people decided. */
export function BacktestView({ tried }: { tried: Backtest }) {
  const done = tried.stations ? Math.round((tried.stations_done / tried.stations) * 100) : 0;
  return (
    <section className="block rules-block">
      <h2>{tr("回测", "Backtest")}</h2>
      {tried.fits ? null : <Alert type="warning" showIcon title={tr("这次回测用的不是当前取值，提交前须重新回测。", "Other values than the present ones were tried: try it anew before you submit.")} />}
      {isRunning(tried.state) ? <Progress percent={done} format={() => tr(`${tried.stations_done}/${tried.stations}站`, `${tried.stations_done}/${tried.stations}`)} /> : null}
      <p>{basis(tried)}</p>
      {tried.failures.length ? <Alert type="warning" showIcon title={tr(`${tried.failures.length}处没有完成`, `${tried.failures.length} were not completed`)} description={tried.failures.slice(0, 5).map((one) => <div key={one}>{one}</div>)} /> : null}
      <p>{realityWords(tried)}</p>
      <Picture tried={tried} />
      <Scroll title={tr("试算结果", "What the trial changes")}>
        <Table
          size="small"
          rowKey="rule"
          pagination={false}
          dataSource={tried.rules}
          columns={[
            { title: tr("规则", "Rule"), dataIndex: "rule_name" },
            { title: tr("原参数疑点", "Before"), dataIndex: "old", align: "right", render: count },
            { title: tr("新参数疑点", "After"), dataIndex: "new", align: "right", render: count },
            { title: tr("消失", "Vanish"), dataIndex: "vanishes", align: "right", render: count },
            { title: tr("新增", "Appear"), dataIndex: "appears", align: "right", render: count },
            { title: tr("变化", "Move"), dataIndex: "moves", align: "right", render: count },
            { title: tr("每站每月（原→新）", "A station-month"), key: "month", align: "right", render: (_, one) => `${decimal(one.old_per_month, 3)} → ${decimal(one.new_per_month, 3)}` },
          ]}
        />
      </Scroll>
      {tried.alerts.length ? (
        <Table
          size="small"
          rowKey={(one) => one.cause + one.colour}
          pagination={false}
          scroll={{ x: "max-content" }}
          dataSource={tried.alerts}
          columns={[
            { title: tr("预警原因", "Cause"), dataIndex: "cause_name" },
            { title: tr("等级", "Level"), key: "colour", render: (_, one) => <LevelSymbol level={one.colour} /> },
            { title: tr("消失", "Vanish"), dataIndex: "vanishes", align: "right", render: count },
            { title: tr("新增", "Appear"), dataIndex: "appears", align: "right", render: count },
            { title: tr("变化", "Move"), dataIndex: "moves", align: "right", render: count },
          ]}
        />
      ) : null}
      <h3>{tr("预警的差异", "Alerts that differ")}</h3>
      <p>{tr(`这些规则在此期间的预警：原参数${count(tried.old_alerts)}条，新参数${count(tried.new_alerts)}条（按原因归并，一因一警；等级按本市设置）。`, `Alerts of these rules in the span: ${count(tried.old_alerts)} by the old parameters, ${count(tried.new_alerts)} by the new ones (one for a cause; levels as this city settles them).`)}</p>
      <DataTable table="backtest_alerts" fixed={{ backtest: String(tried.id) }} cells={CELLS} quick={["kind", "cause"]} urlPrefix="a" empty={{ what: isRunning(tried.state) ? tr("还没有结果", "Nothing yet") : tr("没有任何差异", "Nothing would be different") }} />
      <h3>{tr("疑点的差异", "Findings that differ")}</h3>
      <DataTable table="backtest_changes" fixed={{ backtest: String(tried.id) }} cells={CELLS} quick={["kind"]} urlPrefix="b" empty={{ what: isRunning(tried.state) ? tr("还没有结果", "Nothing yet") : tr("没有任何差异", "Nothing would be different") }} />
    </section>
  );
}

function basis(tried: Backtest): string {
  const seconds = tried.seconds_per_station === null ? "" : tr(`，平均每站${decimal(tried.seconds_per_station, 1)}秒`, `, ${decimal(tried.seconds_per_station, 1)} s a station`);
  const missing = tried.missing_days ? tr(`，${count(tried.missing_days)}个站日没有固化`, `, ${count(tried.missing_days)} station-days without a seal`) : "";
  const thinned = tried.thinned_days ? tr(`，${count(tried.thinned_days)}个站日的数据已稀疏`, `, ${count(tried.thinned_days)} thinned`) : "";
  return tr(
    `依据 ${tried.first_day} 至 ${tried.last_day} 已固化的${count(tried.station_days)}个站日（${count(tried.stations_done)}站）${missing}${thinned}${seconds}；期间执行的规则集：${tried.sets.join("、")}。`,
    `${count(tried.station_days)} sealed station-days of ${count(tried.stations_done)} stations, ${tried.first_day} to ${tried.last_day}${missing}${thinned}${seconds}; in force then: ${tried.sets.join(", ")}.`,
  );
}

function realityWords({ reality }: Backtest): string {
  const share = (value: number | null): string => (value === null ? tr("尚无定论", "not decided") : percent(value));
  return tr(
    `这段时间实际产生疑点${count(reality.said)}条，用原参数复算得到其中${count(reality.reproduced)}条。将消失的预警中：属实${count(reality.confirmed)}条、误报${count(reality.false_alarm)}条、有合理解释${count(reality.explained)}条、未办结${count(reality.undecided)}条。准确率由${share(reality.before)}变为${share(reality.after)}。`,
    `${count(reality.said)} findings were really raised; the old parameters give ${count(reality.reproduced)} of them again. Of the alerts that vanish ${count(reality.confirmed)} were confirmed, ${count(reality.false_alarm)} false, ${count(reality.explained)} explained, ${count(reality.undecided)} undecided. Precision from ${share(reality.before)} to ${share(reality.after)}.`,
  );
}

const HEIGHT = 140;
const DAY_MS = 86_400_000;

/** Findings by day: above the line those that appear, below it those that vanish. */
function Picture({ tried }: { tried: Backtest }) {
  const begin = Date.parse(tried.first_day);
  const days = tried.days;
  const most = Math.max(1, ...tried.timeline.flatMap((one) => [one.appears + one.moves, one.vanishes]));
  const unit = (HEIGHT / 2 - 8) / most;
  const bars = tried.timeline.map((one) => ({ ...one, x: Math.round((Date.parse(one.day) - begin) / DAY_MS) }));
  return (
    <figure>
      <svg className="rules-bars" viewBox={`0 0 ${days * 10} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={tr("按业务日新增、变化和消失的疑点", "Findings that appear, move and vanish by day")}>
        {bars.map((one) => (
          <g key={one.day}>
            <title>{tr(`${one.day}：新增${one.appears}，变化${one.moves}，消失${one.vanishes}`, `${one.day}: ${one.appears} appear, ${one.moves} move, ${one.vanishes} vanish`)}</title>
            <rect x={one.x * 10 + 1} width={8} y={HEIGHT / 2 - one.appears * unit} height={one.appears * unit} fill="var(--orange)" />
            <rect x={one.x * 10 + 1} width={8} y={HEIGHT / 2 - (one.appears + one.moves) * unit} height={one.moves * unit} fill="var(--purple)" />
            <rect x={one.x * 10 + 1} width={8} y={HEIGHT / 2} height={one.vanishes * unit} fill="var(--green)" />
          </g>
        ))}
        <line x1={0} x2={days * 10} y1={HEIGHT / 2} y2={HEIGHT / 2} stroke="var(--line-strong)" />
      </svg>
      <figcaption className="rules-legend">
        <span>{tr("▲ 线上橙色：新增", "▲ orange, above: appear")}</span>
        <span>{tr("■ 线上紫色：变化", "■ purple, above: move")}</span>
        <span>{tr("▼ 线下绿色：消失", "▼ green, below: vanish")}</span>
        <span>{tried.first_day} – {tried.last_day}{tr("（北京时间业务日）", " (business days, Beijing)")}</span>
      </figcaption>
    </figure>
  );
}
