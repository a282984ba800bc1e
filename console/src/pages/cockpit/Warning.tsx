import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import { count, decimal, duration, percent } from "@/format/quantity";
import { clock, time } from "@/format/time";
import { tr } from "@/lang";
import { LEVELS, levelLook, type Level } from "@/states/alert";
import { LINKS, type Link as LinkState } from "@/states/station";
import { useMay } from "@/app/session";
import { ShapeIcon } from "@/ui/StateSymbol";

import { freshIds } from "./freshness";
import { Panel } from "./Panel";

type CockpitOut = Schemas["CockpitOut"];
type Ticker = Schemas["TickerAlert"];

/** Connections now, the online rates, and how far the watch is behind. */
export function Online({ online, watch, scale }: { online: CockpitOut["online"]; watch: CockpitOut["watch"]; scale: number }) {
  const states: [LinkState, number][] = [["up", online.up], ["late", online.late], ["down", online.down], ["maintenance", online.maintenance], ["new", online.new]];
  const reporting = online.up + online.late;
  const due = reporting + online.down;
  return (
    <Panel area="online" title={tr("在线率", "Online rate")} note={tr(`目标 ${decimal(online.target * 100, 1)}%`, `target ${decimal(online.target * 100, 1)}%`)}>
      <div className="wall-rates">
        <Rate label={tr("今日", "Today")} rate={online.rate_today} target={online.target} />
        <Rate label={tr("本月", "This month")} rate={online.rate_month} target={online.target} />
        <span className="wall-rate">{tr("此刻", "Now")}<b>{due ? `${count(reporting)}/${count(due)}` : "—"}</b></span>
      </div>
      <ul className="wall-links">
        {states.map(([link, n]) => (
          <li key={link} title={LINKS[link].meaning}><ShapeIcon shape={LINKS[link].shape} colour={LINKS[link].ink} size={20 * scale} />{LINKS[link].word}<b>{count(n)}</b></li>
        ))}
      </ul>
      <p className="wall-watch">{watchWords(watch)}</p>
    </Panel>
  );
}

/** How far the watch is: its tick, how late it was done, what it could not judge. */
function watchWords({ tick, behind_s, stations, failures }: CockpitOut["watch"]): string {
  if (!tick) return tr("巡检尚未完成第一轮", "The watch has not finished its first round");
  const late = behind_s > 60 ? tr(`，落后${duration(Math.round(behind_s))}`, `, ${duration(Math.round(behind_s))} behind`) : tr("，按时", ", in time");
  const failed = failures ? tr(`，${count(failures)}站未能判定`, `, ${count(failures)} stations could not be judged`) : "";
  return tr(`巡检到 ${clock(tick)}${late}，${count(stations)}站${failed}`, `Watched until ${clock(tick)}${late}, ${count(stations)} stations${failed}`);
}

function Rate({ label, rate, target }: { label: string; rate: number | null; target: number }) {
  const word = rate === null ? tr("未统计", "not known") : rate >= target ? tr("达标 ✓", "met ✓") : tr("未达标 ✕", "missed ✕");
  return <span className="wall-rate">{label}<b>{percent(rate)}</b><small>{word}</small></span>;
}

/** From found to closed: how far the alerts of the last thirty days have come. */
export function Funnel({ funnel }: { funnel: CockpitOut["funnel"] }) {
  const steps: [string, number][] = [
    [tr("发现", "Found"), funnel.found],
    [tr("派单", "Dispatched"), funnel.dispatched],
    [tr("处置", "Handled"), funnel.handled],
    [tr("办结", "Closed"), funnel.closed],
  ];
  return (
    <Panel area="funnel" title={tr("预警闭环", "From found to closed")} note={tr("近30日", "thirty days")}>
      <ol className="wall-funnel">
        {steps.map(([name, n], place) => (
          <li key={name} style={{ width: `${100 - place * 9}%` }}>
            <span>{name}</span><b>{count(n)}</b><small>{funnel.found ? `${decimal((100 * n) / funnel.found, 1)}%` : "—"}</small>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Open alerts by colour and the newest of them, ticking in. */
export function Alerts({ alerts, scale }: { alerts: CockpitOut["alerts"]; scale: number }) {
  const fresh = useFresh(alerts.newest);
  return (
    <Panel area="alerts" title={tr("未办结预警", "Open alerts")} note={tr(`待签收 ${count(alerts.unsigned)}`, `${count(alerts.unsigned)} unsigned`)}>
      <ul className="wall-levels">
        {(Object.keys(LEVELS) as Level[]).map((level) => (
          <li key={level}><ShapeIcon shape={LEVELS[level].shape} colour={LEVELS[level].colour} size={24 * scale} />{LEVELS[level].word}<b>{count(alerts.colours[level])}</b></li>
        ))}
      </ul>
      <ul className="wall-ticker" aria-live="polite">
        {alerts.newest.map((alert) => <Tick key={alert.id} alert={alert} fresh={fresh.includes(alert.id)} scale={scale} />)}
      </ul>
      {alerts.newest.length ? null : <p className="wall-empty">{tr("当前没有未办结的预警", "No alerts are open")}</p>}
    </Panel>
  );
}

function Tick({ alert, fresh, scale }: { alert: Ticker; fresh: boolean; scale: number }) {
  const may = useMay("alert.see");
  const look = levelLook(alert.colour);
  const text = alert.message ?? alert.title;
  return (
    <li className={fresh ? "wall-fresh" : undefined}>
      <span className="wall-level" style={{ color: look.ink }}><ShapeIcon shape={look.shape} colour={look.colour} size={20 * scale} />{look.word}</span>
      <time dateTime={alert.opened_at}>{time(alert.opened_at)}</time>
      <span className="wall-place">{alert.station ?? alert.county}</span>
      <span className="wall-message">{may ? <Link to={`/alerts/${alert.id}`}>{text}</Link> : text}</span>
    </li>
  );
}

/** The alerts that came with the last answer; only the list before is remembered. */
function useFresh(newest: readonly Ticker[]): number[] {
  const before = useRef<number[] | null>(null);
  const [fresh, setFresh] = useState<number[]>([]);
  const ids = newest.map((alert) => alert.id);
  const key = ids.join();
  useEffect(() => {
    setFresh(freshIds(before.current, ids));
    before.current = ids;
    // The ids are told apart by their key: an answer with the same alerts is none that came.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return fresh;
}
