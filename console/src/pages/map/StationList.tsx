import { Button, Input, Select, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";

import type { Schemas } from "@/api/client";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { gravest, levelLook, sumOf } from "@/states/alert";
import { stationLook } from "@/states/station";
import { Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { type MapStation } from "./mapOption";

const STEP = 100;

interface StationListProps {
  stations: MapStation[];
  total: number;
  regions: Schemas["RegionOut"][];
  region: string | null;
  text: string;
  selected: string | null;
  onText: (text: string) => void;
  onRegion: (region: string | null) => void;
  onStation: (id: string) => void;
}

/** The map's stations as a list, the ones that ask for attention first. */
export function StationList(props: StationListProps) {
  const { stations, total, text, region } = props;
  const [shown, setShown] = useState(STEP);
  const search = useRef<InputRef>(null);
  useEffect(() => setShown(STEP), [text, region]);
  return (
    <aside className="map-list" aria-label={tr("加油站列表", "Stations")}>
      <div className="map-list-tools">
        <Input.Search
          ref={search}
          allowClear
          placeholder={tr("名称或编号", "Name or number")}
          aria-label={tr("在地图上查找加油站", "Find a station on the map")}
          value={text}
          onChange={(event) => props.onText(event.target.value)}
          onSearch={() => stations[0] && text.trim() && props.onStation(stations[0].station_id)}
        />
        <Select
          aria-label={tr("县区", "County")}
          allowClear
          placeholder={tr("全部县区", "All counties")}
          value={region}
          onChange={(code?: string) => props.onRegion(code ?? null)}
          options={props.regions.filter((r) => r.parent_code).map((r) => ({ value: r.region_code, label: r.name }))}
        />
        <p className="quiet" role="status">
          {countOf(stations.length, total)}
        </p>
      </div>
      {stations.length ? null : <Nothing what={tr("没有符合条件的加油站", "No station matches")} how={tr("改一改名称、编号或县区", "Change the name, number or county")} />}
      <ul>
        {stations.slice(0, shown).map((station) => (
          <Line key={station.station_id} station={station} selected={props.selected} onStation={props.onStation} />
        ))}
      </ul>
      {stations.length > shown ? <Button type="link" block onClick={() => setShown(shown + STEP)}>{tr(`再显示 ${STEP} 站`, `Show ${STEP} more`)}</Button> : null}
    </aside>
  );
}

function countOf(shown: number, total: number): string {
  if (shown === total) return tr(`共 ${count(total)} 站，需关注的在前`, `${count(total)} stations, those that need attention first`);
  return tr(`${count(shown)} / ${count(total)} 站，需关注的在前`, `${count(shown)} of ${count(total)} stations, those that need attention first`);
}

type LineProps = { station: MapStation } & Pick<StationListProps, "selected" | "onStation">;

function Line({ station, selected, onStation }: LineProps) {
  const level = gravest(station.alerts);
  const current = station.station_id === selected;
  return (
    <li>
      <button type="button" aria-current={current} className={current ? "current" : ""} onClick={() => onStation(station.station_id)}>
        <span className="map-list-name">{station.name}</span>
        <span className="map-list-sub">{station.region_name} · {station.station_id}</span>
        <span className="map-list-states">
          {level ? <span className="level-count"><StateSymbol look={levelLook(level)} />{tr(`${sumOf(station.alerts)}条`, `× ${sumOf(station.alerts)}`)}</span> : null}
          <StateSymbol look={stationLook(station)} />
        </span>
      </button>
    </li>
  );
}
