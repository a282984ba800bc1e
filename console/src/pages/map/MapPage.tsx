import { MoonOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Skeleton } from "antd";
import { useMemo, useState, type ReactNode } from "react";
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
import { useUrlState } from "@/ui/useUrlState";

import { CityMap } from "./CityMap";
import { Legend } from "./Legend";
import { StationDrawer } from "./StationDrawer";
import { StationList } from "./StationList";
import { urgency, type Layer, type MapStation } from "./mapOption";

const DARK = "youjian.map-dark";

const LAYERS: { value: Layer; label: string }[] = [
  { value: "alerts", label: tr("预警", "Alerts") },
  { value: "links", label: tr("状态", "State") },
];

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

function useShown(stations: MapStation[], region: string | null, text: string, layer: Layer): MapStation[] {
  return useMemo(
    () =>
      stations
        .filter((s) => (!region || s.region_code.startsWith(region)) && matches(s, text))
        .sort((a, b) => urgency(a, layer) - urgency(b, layer) || a.station_id.localeCompare(b.station_id)),
    [stations, region, text, layer],
  );
}

function MapAndList({ map, boundaries, shade, tools }: Ground & { map: Schemas["MapOut"]; boundaries: Schemas["BoundariesOut"] }) {
  const { search, change } = useUrlState();
  const region = search.get("region");
  const text = search.get("q") ?? "";
  const selected = search.get("station");
  const layer: Layer = search.get("layer") === "links" ? "links" : "alerts";
  const shown = useShown(map.stations, region, text, layer);
  const county = useMemo(() => map.regions.find((r) => r.region_code === region) ?? null, [map.regions, region]);
  const open = (station: string | null) => change({ station });
  return (
    <div className="map-body">
      <section className="map-stage" aria-label={tr("地图", "Map")}>
        <CityMap boundaries={boundaries} stations={shown} region={county} layer={layer} selected={selected} shade={shade} onStation={open} />
        <div className="map-layers">
          <Segmented options={LAYERS} value={layer} onChange={(value) => change({ layer: value === "alerts" ? null : value })} aria-label={tr("图层", "Layer")} />
          {tools}
        </div>
        <Legend layer={layer} />
        <p className="map-note">{boundaries.note} · {tr(`数据时间 ${timeWithSeconds(map.as_of)}（北京时间）`, `data of ${timeWithSeconds(map.as_of)} (Beijing time)`)}</p>
        {map.stations.length ? null : (
          <div className="map-empty"><Nothing what={tr("管辖范围内还没有加油站", "No stations in your area yet")} how={tr("在“加油站”页新增或上传站点档案后，加油站会出现在这里", "Add stations or upload the register on the Stations page, and they appear here")} /></div>
        )}
        <StationDrawer id={selected} onClose={() => open(null)} />
      </section>
      <StationList
        stations={shown}
        total={map.stations.length}
        regions={map.regions}
        region={region}
        text={text}
        selected={selected}
        onText={(q) => change({ q })}
        onRegion={(code) => change({ region: code })}
        onStation={open}
      />
    </div>
  );
}
