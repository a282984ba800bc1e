import { Button, Input, Select } from "antd";
import { memo, useCallback, useEffect, useRef, useState } from "react";

import type { Schemas } from "@/api/client";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { gravest, LEVELS, levelLook, sumOf, type Level } from "@/states/alert";
import { LINKS, stationLook } from "@/states/station";
import { Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { CountySums } from "./CountySums";
import { isValueLayer } from "./layers";
import type { Shown } from "./MapPage";
import type { CountySum } from "./sums";
import type { MapState } from "./useMapState";

const STEP = 40;

const TYPING_MS = 200;

interface StationListProps {
  shown: readonly Shown[];
  total: number;
  regions: Schemas["RegionOut"][];
  sums: readonly CountySum[];
  state: MapState;
  onChange: (changes: Partial<MapState>) => void;
}

/** The map's stations as a list, the ones that ask for attention first. */
export function StationList(props: StationListProps) {
  const { shown: stations, total, state, onChange } = props;
  const { q, region } = state;
  const [many, setMany] = useState(STEP);
  useEffect(() => setMany(STEP), [q, region, state.layer]);
  const open = useCallback((station: string) => onChange({ station }), [onChange]);
  return (
    <aside className="map-list" aria-label={tr("加油站列表", "Stations")}>
      <div className="map-list-tools">
        <Search text={q} onText={(text) => onChange({ q: text })} onEnter={() => stations[0] && open(stations[0].station.station_id)} />
        <Filters {...props} />
        <p className="quiet" role="status">
          {countOf(stations.length, total)}
        </p>
        <CountySums sums={props.sums} layer={state.layer} region={region} onRegion={(code) => onChange({ region: code })} />
      </div>
      {stations.length ? null : <Nothing what={tr("没有符合条件的加油站", "No station matches")} how={tr("改一改名称、编号、县区或筛选条件", "Change the name, number, county or filter")} />}
      <ul>
        {stations.slice(0, many).map(({ station, said }) => (
          <Line key={station.station_id} station={station} words={isValueLayer(state.layer) ? said.words : null} current={station.station_id === state.station} onStation={open} />
        ))}
      </ul>
      {stations.length > many ? <Button type="link" block onClick={() => setMany(many + STEP)}>{tr(`再显示 ${STEP} 站`, `Show ${STEP} more`)}</Button> : null}
    </aside>
  );
}

/** Letters stand at once; the map is searched when the person pauses. A station chosen meanwhile stays chosen. */
function Search({ text, onText, onEnter }: { text: string; onText: (text: string) => void; onEnter: () => void }) {
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(onText);
  useEffect(() => { latest.current = onText; });
  useEffect(() => setTyped(text), [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (next: string) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(next), TYPING_MS);
  };
  return (
    <Input.Search
      allowClear
      placeholder={tr("名称或编号", "Name or number")}
      aria-label={tr("在地图上查找加油站", "Find a station on the map")}
      value={typed}
      onChange={(event) => type(event.target.value)}
      onSearch={() => typed.trim() && typed === text && onEnter()}
    />
  );
}

const LINK_CHOICES = (Object.keys(LINKS) as (keyof typeof LINKS)[]).map((value) => ({ value, label: LINKS[value].word }));
const COLOUR_CHOICES = (Object.keys(LEVELS) as Level[]).map((value) => ({ value, label: `${LEVELS[value].sign ?? ""} ${LEVELS[value].word}` }));

function Filters({ regions, state, onChange }: StationListProps) {
  return (
    <div className="map-filters">
      <Select
        aria-label={tr("县区", "County")}
        allowClear
        placeholder={tr("全部县区", "All counties")}
        value={state.region}
        onChange={(code?: string) => onChange({ region: code ?? null })}
        options={regions.filter((r) => r.parent_code).map((r) => ({ value: r.region_code, label: r.name }))}
      />
      <Select mode="multiple" allowClear maxTagCount="responsive" aria-label={tr("连接状态", "Connection")} placeholder={tr("状态", "State")} value={state.links} options={LINK_CHOICES} onChange={(links: string[]) => onChange({ links })} popupMatchSelectWidth={false} />
      <Select mode="multiple" allowClear maxTagCount="responsive" aria-label={tr("预警颜色", "Alert colour")} placeholder={tr("预警", "Alerts")} value={state.colours} options={COLOUR_CHOICES} onChange={(colours: string[]) => onChange({ colours })} popupMatchSelectWidth={false} />
    </div>
  );
}

function countOf(shown: number, total: number): string {
  if (shown === total) return tr(`共 ${count(total)} 站，需关注的在前`, `${count(total)} stations, those that need attention first`);
  return tr(`${count(shown)} / ${count(total)} 站，需关注的在前`, `${count(shown)} of ${count(total)} stations, those that need attention first`);
}

interface LineProps {
  station: Shown["station"];
  words: string | null;
  current: boolean;
  onStation: (id: string) => void;
}

const Line = memo(function Line({ station, words, current, onStation }: LineProps) {
  const level = gravest(station.alerts);
  return (
    <li>
      <button type="button" aria-current={current} className={current ? "current" : ""} onClick={() => onStation(station.station_id)}>
        <span className="map-list-name">{station.name}</span>
        <span className="map-list-sub">{station.region_name} · {station.station_id}</span>
        {words ? <span className="map-list-value">{words}</span> : null}
        <span className="map-list-states">
          {level ? <span className="level-count"><StateSymbol look={levelLook(level)} />{tr(`${sumOf(station.alerts)}条`, `× ${sumOf(station.alerts)}`)}</span> : null}
          <StateSymbol look={stationLook(station)} />
        </span>
      </button>
    </li>
  );
});
