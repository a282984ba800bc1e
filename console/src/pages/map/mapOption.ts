import type { EChartsCoreOption } from "echarts/core";

import type { Schemas } from "@/api/client";
import { tr } from "@/lang";
import { LEVELS, gravest, levelLook, sumOf, type Look } from "@/states/alert";
import { SHAPES } from "@/states/shapes";
import { stationLook } from "@/states/station";

export type MapStation = Schemas["MapStation"];
export type Layer = "alerts" | "links";

export const MAP_NAME = "city";
const NO_ALERT = 10;
const QUIET_SIZE = 9;
const LOUD_SIZE = 18;
const MIDDLE_SIZE = 14;
const SELECTED_RING = "var(--map-ring)";
/** Degrees of longitude are shorter than degrees of latitude by about this at the latitude of eastern China. */
const ASPECT = 0.87;

/** How a station looks in a layer: its gravest alert, or its connection. */
export function lookOf(station: MapStation, layer: Layer): Look {
  const level = layer === "alerts" ? gravest(station.alerts) : null;
  return level ? LEVELS[level] : stationLook(station);
}

/** Order of attention: alerts by level, then connections, the ones that ask for somebody first. */
export function urgency(station: MapStation, layer: Layer): number {
  const level = gravest(station.alerts);
  const link = stationLook(station).rank;
  const alert = level ? LEVELS[level].rank : NO_ALERT;
  return layer === "alerts" ? alert * NO_ALERT + link : link * NO_ALERT + alert;
}

/** What a station's symbol says in words. */
export function wordsOf(station: MapStation): string {
  const level = gravest(station.alerts);
  const alerts = level ? tr(`，${sumOf(station.alerts)}条预警（最高${levelLook(level).word}）`, `, ${sumOf(station.alerts)} alerts (gravest ${levelLook(level).word.toLowerCase()})`) : tr("，无预警", ", no alerts");
  return `${station.name}${tr("：", ": ")}${stationLook(station).word}${alerts}`;
}

const MARGIN = 24;
/** Room at the left for the legend, so that it covers no station; on a phone it stands below the map. */
const LEGEND_WIDTH = tr(120, 196);

interface MapView {
  stations: MapStation[];
  layer: Layer;
  regionName: string | null;
  selected: string | null;
  /** Too narrow for every name: only stations with alerts carry theirs. */
  narrow: boolean;
}

/** The ECharts option of the map; zoom and centre are left as the person put them. */
export function mapOption(view: MapView): EChartsCoreOption {
  return {
    animation: false,
    geo: {
      map: MAP_NAME,
      nameProperty: "name",
      roam: true,
      aspectScale: ASPECT,
      scaleLimit: { min: 0.8, max: 24 },
      top: 64,
      bottom: 56,
      left: view.narrow ? MARGIN : LEGEND_WIDTH,
      right: MARGIN,
      label: { show: true, color: "var(--map-name)", fontSize: 13 },
      itemStyle: { areaColor: "var(--map-area)", borderColor: "var(--map-edge)", borderWidth: 1.2 },
      emphasis: { label: { color: "var(--map-ring)" }, itemStyle: { areaColor: "var(--map-area-over)" } },
      select: { disabled: true },
      regions: view.regionName
        ? [{ name: view.regionName, itemStyle: { areaColor: "var(--map-area-chosen)", borderColor: "var(--blue)", borderWidth: 2 } }]
        : [],
    },
    tooltip: {
      confine: true,
      formatter: (point: { data?: { words?: string } }) => point.data?.words ?? "",
    },
    series: [ring(view), ...layers(view)],
  };
}

const seriesStyle = {
  type: "scatter",
  coordinateSystem: "geo",
  symbolKeepAspect: true,
  cursor: "pointer",
  label: { show: true, position: "bottom", distance: 4, fontSize: 11, color: "var(--map-label)", textBorderColor: "var(--halo)", textBorderWidth: 3 },
  labelLayout: { hideOverlap: true },
  emphasis: { scale: 1.35, label: { show: true, fontWeight: "bold" } },
};

/** A ring around the station whose drawer is open. */
function ring(view: MapView) {
  const chosen = view.stations.filter((station) => station.station_id === view.selected);
  return {
    type: "scatter",
    coordinateSystem: "geo",
    silent: true,
    symbol: "circle",
    symbolSize: 34,
    itemStyle: { color: "rgba(22,119,255,0.12)", borderColor: SELECTED_RING, borderWidth: 2.5, opacity: 1 },
    z: 4,
    data: chosen.map((station) => ({ value: [station.longitude, station.latitude] })),
  };
}

/** Quiet stations below, loud ones above, so that no neighbour's name covers a red diamond. */
function layers(view: MapView) {
  const sorted = [...view.stations].sort((a, b) => urgency(b, view.layer) - urgency(a, view.layer));
  const isLoud = (station: MapStation) => sizeOf(station, view.layer) === LOUD_SIZE;
  const series = (stations: MapStation[], z: number) => ({ ...seriesStyle, z, data: stations.map((s) => point(s, view)) });
  return [series(sorted.filter((s) => !isLoud(s)), 5), series(sorted.filter(isLoud), 8)];
}

function point(station: MapStation, view: MapView) {
  const look = lookOf(station, view.layer);
  const chosen = station.station_id === view.selected;
  return {
    id: station.station_id,
    name: station.name,
    words: wordsOf(station),
    value: [station.longitude, station.latitude],
    symbol: `path://${SHAPES[look.shape]}`,
    symbolSize: sizeOf(station, view.layer),
    itemStyle: { color: look.colour, opacity: 1, borderColor: "var(--halo)", borderWidth: look.shape === "unknown" ? 0 : 1 },
    label: { show: !view.narrow || chosen || gravest(station.alerts) !== null, formatter: shortName(station.name), ...(chosen ? { color: SELECTED_RING, fontWeight: "bold" } : {}) },
  };
}

function sizeOf(station: MapStation, layer: Layer): number {
  if (layer === "links") return MIDDLE_SIZE;
  return gravest(station.alerts) ? LOUD_SIZE : QUIET_SIZE;
}

/** A station's name without the ending that all of them share. */
export const shortName = (name: string): string => name.replace(/(示范)?加油站$/, "") || name;
