import { useQuery } from "@tanstack/react-query";
import { useEffect, type CSSProperties } from "react";

import * as queries from "@/api/queries";
import { problemOf } from "@/api/problem";
import { isWall, useMe } from "@/app/session";
import { ThemeArea } from "@/app/ThemeArea";
import { clock } from "@/format/time";
import { tr } from "@/lang";
import type { Schemas } from "@/api/client";
import { PageLoading, ProblemView } from "@/ui/PageState";
import { useTitle } from "@/ui/useTitle";
import { useUrlState } from "@/ui/useUrlState";

import "./cockpit.css";
import { Head } from "./Head";
import { CountyMap, Hours, Trend } from "./Pictures";
import { Products, RankingPanel } from "./Sold";
import { useScale } from "./stage";
import { Totals } from "./Totals";
import { Alerts, Funnel, Online } from "./Warning";

/** The wall: everything at once, renewed by itself, never silently old. */
export default function CockpitPage() {
  useTitle(tr("驾驶舱", "Cockpit"));
  const cockpit = useQuery(queries.cockpit);
  const { full, onFull } = useFull();
  const { box, scale } = useScale();
  const unit = { "--u": `${scale}px` } as CSSProperties;
  return (
    <ThemeArea shade="dark" className={full ? "wall wall-alone" : "wall"}>
      <div className="wall-fit" ref={box} style={unit}>
        {cockpit.data ? <Wall data={cockpit.data} receivedAt={cockpit.dataUpdatedAt} scale={scale} full={full} onFull={onFull} /> : cockpit.isError ? <ProblemView problem={problemOf(cockpit.error)} onRetry={() => void cockpit.refetch()} page /> : <PageLoading />}
      </div>
    </ThemeArea>
  );
}

/** Whether the wall takes the whole window; the address keeps it, a wall's own account begins with it. */
function useFull() {
  const { search, change } = useUrlState();
  const alone = isWall(useMe());
  const asked = search.get("full");
  const full = asked === null ? alone : asked === "1";
  const onFull = (next: boolean) => {
    change({ full: next ? "1" : alone ? "0" : null });
    if (next) void document.documentElement.requestFullscreen?.().catch(() => undefined);
    else if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  };
  useEffect(() => {
    const left = () => {
      if (!document.fullscreenElement) change({ full: alone ? "0" : null });
    };
    document.addEventListener("fullscreenchange", left);
    return () => document.removeEventListener("fullscreenchange", left);
  }, [change, alone]);
  return { full, onFull };
}

interface WallProps {
  data: Schemas["CockpitOut"];
  receivedAt: number;
  scale: number;
  full: boolean;
  onFull: (full: boolean) => void;
}

function Wall({ data, receivedAt, scale, full, onFull }: WallProps) {
  return (
    <div className="wall-stage">
      <Head data={data} receivedAt={receivedAt} full={full} onFull={onFull} />
      <Totals data={data} />
      <Products products={data.today.products} />
      <RankingPanel ranking={data.ranking} />
      <CountyMap counties={data.counties} scale={scale} />
      <Hours hours={data.today.hours} scale={scale} />
      <Trend days={data.trend} scale={scale} />
      <Online online={data.online} watch={data.watch} scale={scale} />
      <Funnel funnel={data.funnel} />
      <Alerts alerts={data.alerts} scale={scale} />
      <Foot data={data} />
    </div>
  );
}

/** Until when each figure holds. */
function Foot({ data: { today, online, alerts } }: { data: Schemas["CockpitOut"] }) {
  const parts = [
    tr(`销量截至 ${clock(today.summed_until)}`, `sales until ${clock(today.summed_until)}`),
    tr(`同比截至 ${clock(today.yesterday.until)}`, `compared by ${clock(today.yesterday.until)}`),
    tr(`在线截至 ${clock(online.as_of)}`, `connections of ${clock(online.as_of)}`),
    tr(`预警截至 ${clock(alerts.as_of)}`, `alerts of ${clock(alerts.as_of)}`),
    ...(today.waiting_days ? [tr(`${today.waiting_days} 个站日待汇总`, `${today.waiting_days} station-days to be summed`)] : []),
    tr("销量只含“销售”类加油，不含回罐、自用、倒库、代储和联调测试", "sales only: no returns, own use, moves or tests"),
  ];
  return <footer className="wall-foot">{parts.join(" · ")}</footer>;
}
