import { MoonOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Skeleton } from "antd";
import { useDeferredValue, useMemo, useState, type ReactNode } from "react";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { useShade, type Shade } from "@/app/appearance";
import { remember, remembered } from "@/app/memory";
import { ThemeArea } from "@/app/ThemeArea";
import { count, litresFromMl } from "@/format/quantity";
import { timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";
import { LEVELS, type Level } from "@/states/alert";
import { LINKS, type Link as LinkState } from "@/states/station";
import { Answer } from "@/ui/Answer";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ShapeIcon } from "@/ui/StateSymbol";
import { matches } from "@/ui/matches";
import { useTitle } from "@/ui/useTitle";

import { CityMap } from "./CityMap";
import { classesOf, isValueLayer, LAYERS, saidOf, type Layer, type MapStation, type Said, type Values, type View } from "./layers";
import { Legend } from "./Legend";
import { mapLayer } from "./queries";
import { StationDrawer } from "./StationDrawer";
import { StationList } from "./StationList";
import { countySums } from "./sums";
import { useLayerRenewal } from "./useLayerRenewal";
import { useMapState, type MapState } from "./useMapState";

import "./map.css";

const DARK = "youjian.map-dark";

export default function MapPage() {
  useTitle(tr("一张图", "Map"));
  const overview = useQuery(queries.overview);
  const page = useShade();
  const [dark, setDark] = useState(() => remembered(DARK, false));
  const shade = dark ? "dark" : page;
  const turn = (now: boolean) => {
    setDark(now);
    remember(DARK, now);
  };
  return (
    <ThemeArea className="map-page" shade={shade}>
      <FetchedView query={overview} loading={<div className="answer"><Skeleton active title={false} paragraph={{ rows: 1 }} /></div>}>
        {(data) => <Answer aside={<Counts overview={data} />}>{data.sentence}</Answer>}
      </FetchedView>
      <MapBody silent={overview.isError && overview.data !== undefined} shade={shade} tools={page === "dark" ? null : <DarkSwitch dark={dark} onTurn={turn} />} />
    </ThemeArea>
  );
}

function Counts({ overview }: { overview: Schemas["Overview"] }) {
  const links: [LinkState, number][] = [
    ["up", overview.online],
    ["late", overview.late],
    ["down", overview.down],
    ["maintenance", overview.maintenance],
    ["new", overview.new],
  ];
  return (
    <div className="counts">
      {(Object.keys(LEVELS) as Level[]).map((level) => (
        <Link key={level} to={`/alerts?colour=${level}&status=open&status=signed`} className="count-chip" title={tr(`${LEVELS[level].word}预警（未办结）`, `${LEVELS[level].word} alerts (not closed)`)}>
          <ShapeIcon shape={LEVELS[level].shape} colour={LEVELS[level].colour} />
          {LEVELS[level].word}<b>{count(overview.open_alerts[level])}</b>
        </Link>
      ))}
      <i className="counts-split" aria-hidden="true" />
      {links.filter(([link, n]) => n > 0 || link === "up").map(([link, n]) => (
        <span key={link} className="count-chip" title={LINKS[link].meaning}>
          <ShapeIcon shape={LINKS[link].shape} colour={LINKS[link].colour} />
          {LINKS[link].word}<b>{count(n)}</b>
        </span>
      ))}
      <i className="counts-split" aria-hidden="true" />
      <span className="count-chip">
        {tr(
          <>今日加油<b>{count(overview.today.fuellings)}</b>笔<b>{litresFromMl(overview.today.volume_ml)}</b>升</>,
          <>Today <b>{count(overview.today.fuellings)}</b> fuellings, <b>{litresFromMl(overview.today.volume_ml)}</b> L</>,
        )}
      </span>
    </div>
  );
}

/** A dark map on a light page: for a wall, or for the night. */
function DarkSwitch({ dark, onTurn }: { dark: boolean; onTurn: (dark: boolean) => void }) {
  return <Button icon={<MoonOutlined />} aria-pressed={dark} type={dark ? "primary" : "default"} onClick={() => onTurn(!dark)}>{tr("深色", "Dark")}</Button>;
}

interface Ground {
  shade: Shade;
  tools: ReactNode;
}

function MapBody({ silent, ...ground }: Ground & { silent: boolean }) {
  const map = useQuery(queries.cityMap);
  const boundaries = useQuery(queries.boundaries);
  return (
    <FetchedView query={map} loading={<Skeleton.Node active className="map-skeleton" />} page silent={silent}>
      {(data) => (
        <FetchedView query={boundaries} loading={<Skeleton.Node active className="map-skeleton" />} page>
          {(edges) => <MapAndList map={data} boundaries={edges} {...ground} />}
        </FetchedView>
      )}
    </FetchedView>
  );
}

const NO_VALUES: Values = new Map();

/** The layer's values and classes; for the layers of the map itself there is nothing to wait for. */
function useView(layer: Layer) {
  const valued = isValueLayer(layer) ? layer : null;
  const query = useQuery({ ...mapLayer(valued ?? "sales"), enabled: valued !== null });
  const told = valued ? query.data : undefined;
  const view = useMemo<View>(() => {
    const values = told ? new Map(told.values.map((value) => [value.station_id, value])) : NO_VALUES;
    return { layer, values, classes: valued ? classesOf(valued, values) : [], waits: valued !== null && !told };
  }, [layer, valued, told]);
  return { view, query, waits: valued !== null && query.data === undefined, asOf: told?.as_of };
}

export interface Shown {
  station: MapStation;
  said: Said;
}

/** Stations that the address asks for, with what the layer says of each, those that ask for somebody first. */
function useShown(stations: MapStation[], state: MapState, view: View): Shown[] {
  const { region, q, links, colours } = state;
  const chosen = `${links.join()} ${colours.join()}`;
  return useMemo(
    () =>
      stations
        .filter((station) => (!region || station.region_code.startsWith(region)) && fits(station, links, colours) && matches(station, q))
        .map((station) => ({ station, said: saidOf(station, view) }))
        .sort((a, b) => a.said.order - b.said.order || (a.station.station_id < b.station.station_id ? -1 : 1)),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the two lists are told by `chosen`
    [stations, region, q, chosen, view],
  );
}

const fits = (station: MapStation, links: readonly string[], colours: readonly string[]): boolean =>
  (!links.length || links.includes(station.link)) && (!colours.length || colours.some((colour) => station.alerts[colour as Level] > 0));

function MapAndList({ map, boundaries, shade, tools }: Ground & { map: Schemas["MapOut"]; boundaries: Schemas["BoundariesOut"] }) {
  useLayerRenewal();
  const [state, change] = useMapState();
  const { view, query, waits, asOf } = useView(state.layer);
  const shown = useShown(map.stations, state, view);
  // What is typed stands at once; two thousand symbols follow a frame later.
  const drawn = useDeferredValue(shown);
  const county = useMemo(() => map.regions.find((r) => r.region_code === state.region) ?? null, [map.regions, state.region]);
  const sums = useMemo(() => countySums(map.stations, map.regions, view.layer, view.values), [map.stations, map.regions, view]);
  const goInto = (name: string) => {
    const code = map.regions.find((r) => r.name === name)?.region_code;
    if (code) change({ region: code === state.region ? null : code });
  };
  return (
    <div className="map-body">
      <section className="map-stage" aria-label={tr("地图", "Map")}>
        <CityMap boundaries={boundaries} stations={drawn} region={county} selected={state.station} shade={shade} onStation={(station) => change({ station })} onRegion={goInto} />
        <div className="map-layers">
          <Segmented options={[...LAYERS]} value={state.layer} onChange={(layer) => change({ layer })} aria-label={tr("图层", "Layer")} />
          {tools}
        </div>
        {query.isError ? <div className="map-trouble" role="alert">{tr("图层数据没有取到，", "The layer's data did not come. ")}<Button type="link" size="small" onClick={() => void query.refetch()}>{tr("重试", "Try again")}</Button></div> : null}
        {waits && !query.isError ? <div className="map-trouble" role="status">{tr("正在读取图层数据…", "Reading the layer…")}</div> : null}
        <Legend view={view} />
        <p className="map-note">{boundaries.note} · {tr(`数据时间 ${timeWithSeconds(asOf ?? map.as_of)}（北京时间）`, `data of ${timeWithSeconds(asOf ?? map.as_of)} (Beijing time)`)}</p>
        {map.stations.length ? null : (
          <div className="map-empty"><Nothing what={tr("管辖范围内还没有加油站", "No stations in your area yet")} how={tr("在“加油站”页新增或上传站点档案后，加油站会出现在这里", "Add stations or upload the register on the Stations page, and they appear here")} /></div>
        )}
        <StationDrawer id={state.station} onClose={() => change({ station: null })} />
      </section>
      <StationList shown={drawn} total={map.stations.length} regions={map.regions} sums={sums} state={state} onChange={change} />
    </div>
  );
}
