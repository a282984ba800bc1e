import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useEffect } from "react";
import { Link } from "react-router";

import { deliveryDefaults } from "@/api/papers";
import { portalToday, type PortalStation, type PortalToday } from "@/api/reports";
import { litresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { headed } from "@/format/words";
import { tr } from "@/lang";
import { beAnApp } from "@/offline/app";
import { DowntimeDrawer } from "@/pages/downtime/DowntimeDrawer";
import { DowntimeFormDrawer } from "@/pages/downtime/DowntimeForm";
import { DeliveryFormDrawer } from "@/pages/papers/DeliveryForm";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { AlertDrawer, Alerts } from "./Alerts";
import { Downtimes } from "./Downtimes";
import { PORTAL } from "./app";
import { Outbox } from "./Outbox";
import { OwnCases } from "./OwnCases";
import { Deliveries, Devices, Sold, Tanks } from "./Today";
import "./portal.css";

/** 企业端: a station's own day on a phone; everything it is asked for is done here. */
export default function PortalPage() {
  const found = useQuery(portalToday);
  const stations = found.data?.stations;
  useKept(stations);
  return (
    <div className="page portal">
      <PageHead title={tr("我的加油站", "My station")} />
      <Outbox />
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(today) => <View today={today} />}</FetchedView>
      <OwnCases />
      <Drawers />
    </div>
  );
}

const MOST_KEPT = 5;

/** What a delivery is entered with is fetched and kept before it is needed: later there may be no network. */
function useKept(stations: PortalToday["stations"] | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!stations) return;
    void Promise.all(stations.slice(0, MOST_KEPT).map((one) => client.prefetchQuery(deliveryDefaults(one.station_id)))).then(() => beAnApp(PORTAL));
  }, [client, stations]);
}

function View({ today }: { today: PortalToday }) {
  if (!today.stations.length) return <Nothing what={tr("没有可查看的加油站", "There is no station to see")} />;
  return <>{today.stations.map((one) => <Station key={one.station_id} station={one} />)}</>;
}

/** What stands beside the page is named in its address: `deliver` and `announce` a station, `alert` and `downtime` a number. */
function Drawers() {
  const { search, change } = useUrlState();
  const client = useQueryClient();
  const entered = () => {
    [["portal"], ["outbox"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
    change({ deliver: null });
  };
  const shut = () => change({ deliver: null, announce: null, alert: null, downtime: null });
  const [deliver, announce] = [search.get("deliver"), search.get("announce")];
  const [alert, downtime] = [Number(search.get("alert")), Number(search.get("downtime"))];
  return (
    <>
      {deliver ? <DeliveryFormDrawer station={deliver} onDone={entered} onClose={shut} /> : null}
      {announce ? <DowntimeFormDrawer station={announce} onDone={(id) => change({ announce: null, downtime: id })} onClose={shut} /> : null}
      {alert ? <AlertDrawer id={alert} onClose={shut} /> : null}
      {downtime ? <DowntimeDrawer id={downtime} onExtended={(id) => change({ downtime: id })} onClose={shut} /> : null}
    </>
  );
}

function Station({ station }: { station: PortalStation }) {
  const { change } = useUrlState();
  const sold = station.products.reduce((sum, one) => sum + one.sales_ml, 0);
  const money = station.products.reduce((sum, one) => sum + one.amount_fen, 0);
  const aside = <small>{headed(tr("最近数据", "Last data"), station.last_data_at ? fullTime(station.last_data_at) : NOTHING)}</small>;
  return (
    <section className="portal-station" aria-label={station.name}>
      <Answer aside={aside}>{tr(`${station.name}今日销售 ${litresFromMl(sold)} 升（常温），${yuanFromFen(money)} 元。`, `${station.name}: ${litresFromMl(sold)} L sold today (ambient), ${yuanFromFen(money)} yuan.`)}</Answer>
      <nav className="portal-ways" aria-label={tr("办事", "What to do")}>
        <Button type="primary" onClick={() => change({ deliver: station.station_id })}>{tr("录入进油单", "Enter a delivery")}</Button>
        <Link to={`/stock/${station.station_id}`}>{tr("本月台账", "This month's book")}</Link>
        <Link to="/notifications">{tr("我的通知", "My notices")}</Link>
      </nav>
      <Alerts station={station.station_id} onOpen={(id) => change({ alert: id })} />
      <Sold station={station} />
      <Tanks station={station} />
      <Deliveries station={station} />
      <Downtimes station={station.station_id} onAnnounce={() => change({ announce: station.station_id })} onOpen={(id) => change({ downtime: id })} />
      <Devices station={station} />
    </section>
  );
}
