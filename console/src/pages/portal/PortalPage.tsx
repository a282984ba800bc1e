import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Progress, Skeleton } from "antd";
import { Link } from "react-router";

import { portalToday, type PortalStation, type PortalToday } from "@/api/reports";
import { count, decimal, litres, litresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { headed } from "@/format/words";
import { tr } from "@/lang";
import { DeliveryFormDrawer } from "@/pages/papers/DeliveryForm";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { Outbox } from "./Outbox";
import "./portal.css";

/** 企业端: a station's own day on a phone. */
export default function PortalPage() {
  const { search, change } = useUrlState();
  const found = useQuery(portalToday);
  const client = useQueryClient();
  const entered = () => {
    void client.invalidateQueries({ queryKey: ["portal"] });
    void client.invalidateQueries({ queryKey: ["outbox"] });
    change({ deliver: null });
  };
  const first = found.data?.stations[0]?.station_id;
  return (
    <div className="page portal">
      <PageHead title={tr("我的加油站", "My station")}><Button type="primary" size="large" onClick={() => change({ deliver: first ?? "1" })}>{tr("录入进油单", "Enter a delivery")}</Button></PageHead>
      <Outbox />
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(today) => <View today={today} />}</FetchedView>
      {search.has("deliver") ? <DeliveryFormDrawer station={first} onDone={entered} onClose={() => change({ deliver: null })} /> : null}
    </div>
  );
}

function View({ today }: { today: PortalToday }) {
  if (!today.stations.length) return <Nothing what={tr("没有可查看的加油站", "There is no station to see")} />;
  return <>{today.stations.map((one) => <Station key={one.station_id} station={one} />)}</>;
}

function Station({ station }: { station: PortalStation }) {
  const sold = station.products.reduce((sum, one) => sum + one.sales_ml, 0);
  const money = station.products.reduce((sum, one) => sum + one.amount_fen, 0);
  const aside = <small>{headed(tr("最近数据", "Last data"), station.last_data_at ? fullTime(station.last_data_at) : NOTHING)}</small>;
  return (
    <section className="portal-station" aria-label={station.name}>
      <Answer aside={aside}>{tr(`${station.name}今日销售 ${litresFromMl(sold)} 升（常温），${yuanFromFen(money)} 元。`, `${station.name}: ${litresFromMl(sold)} L sold today (ambient), ${yuanFromFen(money)} yuan.`)}</Answer>
      <nav className="portal-ways" aria-label={tr("办事", "What to do")}>
        <Link to={`/alerts?station_id=${station.station_id}`}>{tr(`预警 ${count(station.open_alerts)} 件`, `${count(station.open_alerts)} alerts`)}</Link>
        <Link to={`/downtimes?new=${station.station_id}`}>{tr("停机申报", "Announce downtime")}</Link>
        <Link to={`/stock/${station.station_id}`}>{tr("本月台账", "This month's book")}</Link>
        <Link to="/notifications">{tr("我的通知", "My notices")}</Link>
      </nav>
      <h2>{tr("今日销售", "Sold today")}</h2>
      {station.products.length ? <ul className="portal-list">{station.products.map((one) => <li key={one.product}><b>{one.product}</b><span>{tr(`${litresFromMl(one.sales_ml)} 升（常温）`, `${litresFromMl(one.sales_ml)} L (ambient)`)}</span><span>{tr(`${yuanFromFen(one.amount_fen)} 元`, `${yuanFromFen(one.amount_fen)} yuan`)}</span><span>{tr(`${count(one.fuellings)} 笔`, `${count(one.fuellings)} fuellings`)}</span></li>)}</ul> : <p>{tr("今天还没有加油记录。", "No fuelling yet today.")}</p>}
      <h2>{tr("油罐", "Tanks")}</h2>
      <ul className="portal-list">
        {station.tanks.map((one) => (
          <li key={one.tank_id}>
            <b>{tr(`${one.tank_id}号罐 ${one.product}`, `Tank ${one.tank_id}, ${one.product}`)}</b>
            <span>{tr(`${litres(one.volume_l)} 升（常温）`, `${litres(one.volume_l)} L (ambient)`)}</span>
            <span>{one.days === null || one.days === undefined ? tr("可用天数不明", "days left not known") : tr(`约可用 ${decimal(one.days, 1)} 天`, `${decimal(one.days, 1)} days left`)}</span>
            <Progress percent={Math.round((one.share ?? 0) * 100)} size="small" aria-label={tr(`${one.tank_id}号罐存量`, `Tank ${one.tank_id}`)} />
          </li>
        ))}
      </ul>
      <h2>{tr("设备", "Devices")}</h2>
      <ul className="portal-list">{station.devices.map((one) => <li key={one.kind}><b>{one.name}</b><span>{one.up === one.devices ? tr(`✓ ${count(one.devices)} 台均在线`, `✓ all ${count(one.devices)} up`) : tr(`△ ${count(one.devices)} 台中 ${count(one.up)} 台在线`, `△ ${count(one.up)} of ${count(one.devices)} up`)}</span></li>)}</ul>
      <h2>{tr("最近的进油单", "Latest deliveries")}</h2>
      {station.deliveries.length ? <ul className="portal-list">{station.deliveries.map((one) => <li key={one.key}><b>{one.delivery_id}</b><span>{one.product}</span><span>{fullTime(one.delivered_at)}</span><span>{one.state_name}</span></li>)}</ul> : <p>{tr("还没有进油单。", "No delivery yet.")}</p>}
    </section>
  );
}
