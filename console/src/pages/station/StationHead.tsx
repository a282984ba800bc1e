import { EditOutlined, EnvironmentOutlined, StopOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import type { Dossier } from "@/api/register";
import { useMay } from "@/app/session";
import { timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";
import { ButtonLink } from "@/pages/register/ButtonLink";
import { gravest, levelLook, sumOf } from "@/states/alert";
import { stationLook } from "@/states/station";
import { Answer } from "@/ui/Answer";
import { StateSymbol } from "@/ui/StateSymbol";

import { AsOfPicker } from "./AsOfPicker";
import { LifecycleMenu } from "./lifecycle/LifecycleMenu";
import { useOpenRow } from "./RowDrawer";

type Station = Schemas["StationOut"];

/** Name, state and sentence of a station, and what can be done with it. */
export function StationHead({ station, known }: { station: Station; known: Dossier }) {
  const look = stationLook(station);
  const may = useMay("registry.manage");
  const offs = useMay("rules.propose");
  const open = useOpenRow();
  return (
    <>
      <div className="page-head">
        <h1>{station.name}</h1>
        <StateSymbol look={look} title={look.meaning} />
        <OpenAlerts station={station} />
        <span className="page-actions">
          <AsOfPicker on={null} />
          <ButtonLink to={`/map?station=${station.station_id}`} icon={<EnvironmentOutlined />}>{tr("在地图上看", "On the map")}</ButtonLink>
          {offs ? <ButtonLink to={`/switch-offs?new=${encodeURIComponent(`|${station.station_id}`)}`} icon={<StopOutlined />}>{tr("停用规则", "Switch a rule off")}</ButtonLink> : null}
          <LifecycleMenu station={station} />
          {may ? <Button type="primary" icon={<EditOutlined />} onClick={() => open("stations", known.rows["stations"]?.[0] ?? {}, true)}>{tr("修改档案", "Edit")}</Button> : null}
        </span>
      </div>
      <Answer aside={<span className="quiet">{tr(`数据时间 ${timeWithSeconds(station.as_of)}（北京时间）`, `As of ${timeWithSeconds(station.as_of)} (Beijing time)`)}</span>}>{station.sentence}</Answer>
    </>
  );
}

function OpenAlerts({ station }: { station: Station }) {
  const level = gravest(station.alerts);
  if (!level) return null;
  const n = sumOf(station.alerts);
  return (
    <Link to={`/alerts?station=${station.station_id}`} className="level-count">
      <StateSymbol look={levelLook(level)} />
      {tr(`${n} 条未办结`, `${n} open`)}
    </Link>
  );
}
