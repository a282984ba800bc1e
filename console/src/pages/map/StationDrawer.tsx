import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Drawer, Skeleton } from "antd";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { count, litresFromMl, percent, yuanFromFen } from "@/format/quantity";
import { ago, time } from "@/format/time";
import { tr } from "@/lang";
import { daysText, reasonWord } from "@/pages/live/supply";
import { productLook } from "@/states/fuel";
import { OWNERSHIP, stationLook } from "@/states/station";
import { FetchedView, Nothing } from "@/ui/PageState";
import { LevelSymbol, StateSymbol } from "@/ui/StateSymbol";
import { TankBar } from "@/ui/TankBar";

import { classesOf, classOf } from "./layers";
import { stationShort } from "./queries";

type Station = Schemas["StationOut"];

/** A station in short: what matters now, and the way to its page. */
export function StationDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const station = useQuery({ ...queries.station(id ?? ""), enabled: id !== null });
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      mask={false}
      getContainer={false}
      rootStyle={{ position: "absolute" }}
      size={380}
      className="station-drawer"
      title={station.data?.name ?? tr("加油站", "Station")}
      extra={id ? <Link to={`/stations/${id}`}><Button type="primary">{tr("一站一档", "Station page")}</Button></Link> : null}
    >
      {id ? <FetchedView query={station} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <Summary station={data} />}</FetchedView> : null}
    </Drawer>
  );
}

function Summary({ station }: { station: Station }) {
  return (
    <>
      <p className="drawer-sentence">{station.sentence}</p>
      <Descriptions column={1} size="small" items={facts(station)} />
      <Short station={station} />
      <h3>{tr("未办结预警", "Alerts not closed")}</h3>
      <OpenAlerts station={station.station_id} />
    </>
  );
}

/** Sales by product, tanks with how long they last, online rate and vapour. */
function Short({ station }: { station: Station }) {
  const short = useQuery(stationShort(station.station_id));
  return (
    <>
      <FetchedView query={short} loading={<Skeleton active title={false} paragraph={{ rows: 3 }} />}>{(said) => <Descriptions column={1} size="small" items={shortFacts(said)} />}</FetchedView>
      <h3>{tr("油罐", "Tanks")}</h3>
      {station.tanks.map((tank) => <Tank key={tank.tank_id} tank={tank} short={short.data?.tanks.find(({ tank_id }) => tank_id === tank.tank_id)} />)}
      {station.tanks.length ? null : <Nothing what={tr("没有登记油罐", "No tanks registered")} />}
    </>
  );
}

function Tank({ tank, short }: { tank: Station["tanks"][number]; short: Schemas["TankShort"] | undefined }) {
  return (
    <>
      <TankBar tank={tank} />
      {short ? <p className="tank-days quiet">{tr("可售天数", "Days of supply")} <b>{daysText(short.days)}</b>{short.days === null ? tr(`（${reasonWord(short.reason)}）`, ` (${reasonWord(short.reason)})`) : null}</p> : null}
    </>
  );
}

function shortFacts({ sales, online_share, vapour }: Schemas["StationShort"]) {
  const sold = sales.map(({ product, volume_ml }) => tr(`${productLook(product).name} ${litresFromMl(volume_ml)} 升`, `${productLook(product).name} ${litresFromMl(volume_ml)} L`));
  return [
    { key: "products", label: tr("今日各油品", "Today by product"), children: sold.length ? sold.join(tr("，", ", ")) : tr("没有数据", "No data") },
    { key: "online", label: tr("近30日在线率", "Online, 30 days"), children: percent(online_share) },
    { key: "vapour", label: tr("油气", "Vapour"), children: vapour ? <StateSymbol look={classOf("vapour", classesOf("vapour", new Map()), vapour)} /> : tr("未装油气监测", "No vapour monitor") },
  ];
}

function facts(station: Station) {
  const look = stationLook(station);
  return [
    { key: "link", label: tr("连接", "Connection"), children: <StateSymbol look={look} title={look.meaning} /> },
    { key: "seen", label: tr("最近数据", "Last data"), children: station.last_seen_at ? tr(`${time(station.last_seen_at)}（${ago(station.last_seen_at)}）`, `${time(station.last_seen_at)} (${ago(station.last_seen_at)})`) : tr("从未收到", "Never") },
    { key: "id", label: tr("编号", "Number"), children: station.station_id },
    { key: "region", label: tr("县区", "County"), children: station.region_name },
    { key: "owner", label: tr("企业性质", "Ownership"), children: OWNERSHIP[station.ownership] ?? station.ownership },
    {
      key: "today",
      label: tr("今日加油", "Fuelled today"),
      children: tr(
        `${count(station.today.fuellings)} 笔 · ${litresFromMl(station.today.volume_ml)} 升 · ${yuanFromFen(station.today.amount_fen)} 元`,
        `${count(station.today.fuellings)} fuellings · ${litresFromMl(station.today.volume_ml)} L · CNY ${yuanFromFen(station.today.amount_fen)}`,
      ),
    },
  ];
}

function OpenAlerts({ station }: { station: string }) {
  const may = useMay("alert.see");
  const filter = { station_id: station, status: ["open" as const, "signed" as const], order: "severity" as const, page_size: 5 };
  const alerts = useQuery({ ...queries.alerts(filter), enabled: may });
  if (!may) return <p className="quiet">{tr("您的岗位不能查看预警。", "Your role may not see alerts.")}</p>;
  return (
    <FetchedView query={alerts} loading={<Skeleton active title={false} paragraph={{ rows: 2 }} />}>
      {({ items, total }) => (
        <>
          {items.length ? null : <Nothing what={tr("没有未办结预警", "No open alerts")} />}
          <ul className="alert-lines">
            {items.map((alert) => (
              <li key={alert.id}>
                <Link to={`/alerts/${alert.id}`}>
                  <LevelSymbol level={alert.colour} /> <b>{alert.rule_name}</b>
                  <span>{alert.message}</span>
                  <small>{time(alert.opened_at)}</small>
                </Link>
              </li>
            ))}
          </ul>
          {total > items.length ? <Link to={`/alerts?station_id=${station}&status=open&status=signed`}>{tr(`全部 ${total} 条`, `All ${total}`)}</Link> : null}
        </>
      )}
    </FetchedView>
  );
}
