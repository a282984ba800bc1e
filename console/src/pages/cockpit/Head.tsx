import { FullscreenExitOutlined, FullscreenOutlined } from "@ant-design/icons";
import { useEffect, useState } from "react";

import type { Schemas } from "@/api/client";
import { ago, clock, date, timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";
import { useLive } from "@/live/LiveProvider";
import { LiveMark } from "@/ui/LiveMark";

import { stalenessOf, type Staleness } from "./freshness";

interface HeadProps {
  data: Schemas["CockpitOut"];
  receivedAt: number;
  full: boolean;
  onFull: (full: boolean) => void;
}

/** Title, clock, the time of the data and whether they still follow. */
export function Head({ data, receivedAt, full, onFull }: HeadProps) {
  const word = full ? tr("退出全屏", "Leave full screen") : tr("全屏", "Full screen");
  return (
    <header className="wall-head">
      <div className="wall-head-side"><span className="wall-place-name">{data.place}</span><LiveMark /></div>
      <h1>{tr(`${data.title} · 驾驶舱`, `${data.title} · Cockpit`)}</h1>
      <div className="wall-head-side wall-head-end">
        <span className="wall-data-time">{tr("数据时间", "Data of")} <b>{timeWithSeconds(data.as_of)}</b></span>
        <WallClock />
        <button type="button" className="wall-icon wall-full" aria-pressed={full} title={word} aria-label={word} onClick={() => onFull(!full)}>
          {full ? <FullscreenExitOutlined /> : <FullscreenOutlined />}
        </button>
      </div>
      <StaleBand data={data} receivedAt={receivedAt} />
    </header>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function WallClock() {
  const now = useNow();
  return <time className="wall-clock" dateTime={new Date(now).toISOString()}>{date(now)} <b>{clock(now)}</b></time>;
}

const WHY: Record<NonNullable<Staleness>, string> = {
  unreachable: tr("连接不到平台，画面停在上一次的数据，正在自动重连", "The platform cannot be reached: the picture stands still, reconnecting"),
  cut: tr("实时通道中断，画面可能不是最新，正在自动重连", "The live channel is cut: the picture may be old, reconnecting"),
  sums: tr("平台的销量汇总停止更新，请通知运维", "The platform has stopped summing sales: tell operations"),
};

/** Says at once, in words, when the wall does not show what is going on now. */
function StaleBand({ data, receivedAt }: { data: Schemas["CockpitOut"]; receivedAt: number }) {
  const now = useNow();
  const { state } = useLive();
  const held = { receivedAt, asOf: data.as_of, summedUntil: data.today.summed_until };
  const why = stalenessOf(held, state, now);
  if (!why) return null;
  const since = why === "sums" ? data.today.summed_until : data.as_of;
  return (
    <div className="wall-stale" role="alert">
      <b>⚠ {tr("非实时", "Not live")}</b> {WHY[why]} · {tr("数据时间", "data of")} {timeWithSeconds(since)}{since ? tr(`（${ago(since, now)}）`, ` (${ago(since, now)})`) : ""}
    </div>
  );
}
