import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Drawer, Skeleton } from "antd";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { count, litresFromMl, yuanFromFen } from "@/format/quantity";
import { ago, time } from "@/format/time";
import { OWNERSHIP, stationLook } from "@/states/station";
import { FetchedView, Nothing } from "@/ui/PageState";
import { LevelSymbol, StateSymbol } from "@/ui/StateSymbol";
import { TankBar } from "@/ui/TankBar";

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
      title={station.data?.name ?? "加油站"}
      extra={id ? <Link to={`/stations/${id}`}><Button type="primary">一站一档</Button></Link> : null}
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
      <h3>油罐</h3>
      {station.tanks.map((tank) => <TankBar key={tank.tank_id} tank={tank} />)}
      {station.tanks.length ? null : <Nothing what="没有登记油罐" />}
      <h3>未办结预警</h3>
      <OpenAlerts station={station.station_id} />
    </>
  );
}

function facts(station: Station) {
  const look = stationLook(station);
  return [
    { key: "link", label: "连接", children: <StateSymbol look={look} title={look.meaning} /> },
    { key: "seen", label: "最近数据", children: station.last_seen_at ? `${time(station.last_seen_at)}（${ago(station.last_seen_at)}）` : "从未收到" },
    { key: "id", label: "编号", children: station.station_id },
    { key: "region", label: "县区", children: station.region_name },
    { key: "owner", label: "企业性质", children: OWNERSHIP[station.ownership] ?? station.ownership },
    {
      key: "today",
      label: "今日加油",
      children: `${count(station.today.fuellings)} 笔 · ${litresFromMl(station.today.volume_ml)} 升 · ${yuanFromFen(station.today.amount_fen)} 元`,
    },
  ];
}

function OpenAlerts({ station }: { station: string }) {
  const may = useMay("alert.see");
  const filter = { station_id: station, status: ["open" as const, "signed" as const], order: "severity" as const, page_size: 5 };
  const alerts = useQuery({ ...queries.alerts(filter), enabled: may });
  if (!may) return <p className="quiet">您的岗位不能查看预警。</p>;
  return (
    <FetchedView query={alerts} loading={<Skeleton active title={false} paragraph={{ rows: 2 }} />}>
      {({ items, total }) => (
        <>
          {items.length ? null : <Nothing what="没有未办结预警" />}
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
          {total > items.length ? <Link to={`/alerts?station=${station}`}>全部 {total} 条</Link> : null}
        </>
      )}
    </FetchedView>
  );
}
