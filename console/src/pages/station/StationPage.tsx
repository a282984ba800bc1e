import { EnvironmentOutlined, PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Skeleton, Tabs } from "antd";
import { Link, useParams } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { count, litresFromMl, yuanFromFen } from "@/format/quantity";
import { ago, time, timeWithSeconds } from "@/format/time";
import { gravest, levelLook, sumOf } from "@/states/alert";
import { OPERATING, OPERATING_MODE, OWNERSHIP, stationLook } from "@/states/station";
import { AlertTable } from "@/ui/AlertTable";
import { Answer } from "@/ui/Answer";
import { FetchedView, Nothing, PageLoading } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useTitle } from "@/ui/useTitle";
import { useUrlState } from "@/ui/useUrlState";

import { Collectors } from "@/pages/collectors/Collectors";
import { DeviceTable } from "./DeviceTable";
import { FuellingTable } from "./FuellingTable";
import { NozzleTable } from "./NozzleTable";
import { TankCard } from "./TankCard";
import { TankCurve } from "./TankCurve";

type Station = Schemas["StationOut"];

export default function StationPage() {
  const { stationId = "" } = useParams();
  const station = useQuery(queries.station(stationId));
  useTitle(station.data?.name ?? "一站一档");
  return (
    <FetchedView query={station} loading={<PageLoading />} page>
      {(data) => <StationView station={data} />}
    </FetchedView>
  );
}

function StationView({ station }: { station: Station }) {
  const look = stationLook(station);
  const level = gravest(station.alerts);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{station.name}</h1>
        <StateSymbol look={look} title={look.meaning} />
        {level ? <Link to={`/alerts?station=${station.station_id}`} className="level-count"><StateSymbol look={levelLook(level)} />{sumOf(station.alerts)} 条未办结</Link> : null}
        <span className="page-actions">
          <Link to={`/map?station=${station.station_id}`}><Button icon={<EnvironmentOutlined />}>在地图上看</Button></Link>
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>打印</Button>
        </span>
      </div>
      <Answer aside={<span className="quiet">数据时间 {timeWithSeconds(station.as_of)}（北京时间）</span>}>{station.sentence}</Answer>
      <Descriptions className="block facts" size="small" column={{ xs: 1, sm: 2, lg: 3, xl: 4 }} items={facts(station)} />
      <Tanks station={station} />
      <Records station={station} />
    </div>
  );
}

function facts(station: Station) {
  const items: [string, React.ReactNode][] = [
    ["编号", station.station_id],
    ["县区", station.region_name],
    ["企业性质", [OWNERSHIP[station.ownership] ?? station.ownership, station.controlling_group].filter(Boolean).join(" · ")],
    ["经营方式", station.operating_mode ? (OPERATING_MODE[station.operating_mode] ?? station.operating_mode) : "未登记"],
    ["营业状态", OPERATING[station.status] ?? station.status],
    ["统一社会信用代码", station.uscc],
    ["零售许可", `${station.licence_no}${station.licence_valid_until ? `，至 ${station.licence_valid_until}` : ""}`],
    ["油气在线监控", station.vapour_monitoring ? "应安装" : "不要求"],
    ["最近数据", station.last_seen_at ? `${time(station.last_seen_at)}（${ago(station.last_seen_at)}）` : "从未收到"],
    ["今日加油", `${count(station.today.fuellings)} 笔`],
    ["今日油量", `${litresFromMl(station.today.volume_ml)} 升`],
    ["今日金额", `${yuanFromFen(station.today.amount_fen)} 元`],
  ];
  return items.map(([label, children]) => ({ key: label, label, children }));
}

function useStationAlerts(station: string) {
  const may = useMay("alert.see");
  return useQuery({ ...queries.alerts({ station_id: station, page_size: 100 }), enabled: may });
}

function Tanks({ station }: { station: Station }) {
  const { search, change } = useUrlState();
  const alerts = useStationAlerts(station.station_id);
  const chosen = Number(search.get("tank")) || station.tanks[0]?.tank_id;
  const hours = search.get("hours") === "72" ? 72 : 24;
  if (!station.tanks.length) return <section className="block"><h2>油罐</h2><Nothing what="没有登记油罐" how="导入站点档案后出现" /></section>;
  return (
    <>
      <section className="tanks" aria-label="油罐">
        {station.tanks.map((tank) => (
          <TankCard key={tank.tank_id} tank={tank} selected={tank.tank_id === chosen} onSelect={() => change({ tank: tank.tank_id })} />
        ))}
      </section>
      {chosen === undefined ? null : (
        <TankCurve
          station={station.station_id}
          tank={chosen}
          hours={hours}
          alerts={alerts.data?.items ?? []}
          onHours={(value) => change({ hours: value === 24 ? null : value })}
        />
      )}
    </>
  );
}

function Records({ station }: { station: Station }) {
  const { search, change } = useUrlState();
  const nozzle = Number(search.get("nozzle")) || null;
  const ids = station.nozzles.map((n) => n.nozzle_id);
  const items = [
    { key: "nozzles", label: `加油枪（${station.nozzles.length}）`, children: <NozzleTable nozzles={station.nozzles} /> },
    {
      key: "fuellings",
      label: "加油记录",
      children: <FuellingTable station={station.station_id} nozzles={ids} nozzle={nozzle} onNozzle={(value) => change({ nozzle: value })} />,
    },
    { key: "alerts", label: `预警（未办结 ${sumOf(station.alerts)}）`, children: <StationAlerts station={station.station_id} /> },
    { key: "devices", label: `设备（${station.devices.length}）`, children: <Devices station={station} /> },
  ];
  return (
    <section className="block">
      <Tabs items={items} activeKey={search.get("tab") ?? "nozzles"} onChange={(tab) => change({ tab: tab === "nozzles" ? null : tab })} />
    </section>
  );
}

function Devices({ station }: { station: Station }) {
  return (
    <>
      <DeviceTable devices={station.devices} />
      <Collectors station={station.station_id} />
    </>
  );
}

function StationAlerts({ station }: { station: string }) {
  const may = useMay("alert.see");
  const alerts = useStationAlerts(station);
  if (!may) return <p className="quiet">您的岗位不能查看预警。</p>;
  return (
    <FetchedView query={alerts} loading={<Skeleton active />}>
      {(data) => (
        <AlertTable
          withoutStation
          dataSource={data.items}
          pagination={false}
          locale={{ emptyText: <Nothing what="这个站没有预警" how="发现数据不符或疑点时会自动出现在这里" /> }}
        />
      )}
    </FetchedView>
  );
}
