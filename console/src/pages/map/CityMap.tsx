import { Grid } from "antd";
import { GeoComponent } from "echarts/components";
import { registerMap, use, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useMemo, useRef, useState } from "react";

import type { Schemas } from "@/api/client";
import { useShade, type Shade } from "@/app/appearance";
import { Chart } from "@/charts/Chart";
import { tr } from "@/lang";

import { fitOf, namesOf, type Boundaries } from "./fit";
import type { MapStation, Said } from "./layers";
import { MAP_NAME, mapOption, shortName } from "./mapOption";
import { PointLayer, type Point } from "./points";

use([GeoComponent, CanvasRenderer]);

type Region = Schemas["RegionOut"];
type GeoJson = Parameters<typeof registerMap>[1];

interface CityMapProps {
  boundaries: Schemas["BoundariesOut"];
  stations: readonly { station: MapStation; said: Said }[];
  region: Region | null;
  selected: string | null;
  /** Whether the ground under the map is light or dark. */
  shade: Shade;
  onStation: (id: string) => void;
  onRegion: (name: string) => void;
}

/** The city with its stations; the list beside it holds the same for keyboard and screen reader. */
export function CityMap({ boundaries, stations, region, selected, shade, onStation, onRegion }: CityMapProps) {
  const chart = useRef<ECharts | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const acts = useRef({ onStation, onRegion });
  acts.current = { onStation, onRegion };
  const [layer, setLayer] = useState<PointLayer | null>(null);
  const narrow = !Grid.useBreakpoint().md;
  const page = useShade();
  useMemo(() => registerMap(MAP_NAME, boundaries.geojson as unknown as GeoJson), [boundaries]);
  const option = useMemo(() => mapOption({ regionName: region?.name ?? null, narrow }), [region, narrow]);
  const points = useMemo(() => stations.map(pointOf), [stations]);

  const ready = (made: ECharts) => {
    chart.current = made;
    if (!canvas.current) return;
    const drawn = new PointLayer(canvas.current, made, namesOf(boundaries.geojson as unknown as Boundaries));
    setLayer(drawn);
    const pointer = made.getZr();
    pointer.on("mousemove", (event) => point(drawn, tip.current, event.offsetX, event.offsetY, (style) => pointer.setCursorStyle(style)));
    pointer.on("globalout", () => point(drawn, tip.current, -99, -99, () => undefined));
    pointer.on("click", (event) => {
      const hit = drawn.at(event.offsetX, event.offsetY);
      if (hit) acts.current.onStation(hit.point.id);
    });
    made.on("click", (event) => {
      const at = event.event;
      if (event.componentType === "geo" && at && !drawn.at(at.offsetX, at.offsetY)) acts.current.onRegion(event.name);
    });
  };
  useEffect(() => () => layer?.stop(), [layer]);
  useEffect(() => layer?.show(points, selected, narrow), [layer, points, selected, narrow]);
  useEffect(() => layer?.repaint(), [layer, shade, page]);
  useEffect(() => {
    const fit = region ? fitOf(boundaries.geojson as unknown as Boundaries, region.region_code) : null;
    chart.current?.setOption({ geo: fit ?? { center: null, zoom: 1 } });
  }, [region, boundaries]);

  const label = tr(`地图，${stations.length}座加油站；右侧列表内容相同，可用键盘操作`, `Map with ${stations.length} stations; the list beside it holds the same and works by keyboard`);
  return (
    <div className="city-stage">
      <Chart option={option} ground={shade} onReady={ready} className="city-map" label={label} />
      <canvas ref={canvas} className="city-points" aria-hidden="true" />
      <div ref={tip} className="city-tip" aria-hidden="true" />
    </div>
  );
}

function pointOf({ station, said }: { station: MapStation; said: Said }): Point {
  return {
    id: station.station_id,
    name: station.name,
    label: shortName(station.name),
    words: `${station.name}${tr("：", ": ")}${said.words}`,
    longitude: station.longitude,
    latitude: station.latitude,
    shape: said.look.shape,
    colour: said.look.colour,
    size: said.size,
    loud: said.loud,
  };
}

/** Says what is under the pointer, without a word to React: it happens at every move. */
function point(layer: PointLayer, tip: HTMLElement | null, x: number, y: number, cursor: (style: string) => void): void {
  const hit = layer.at(x, y);
  layer.hover(hit?.point.id ?? null);
  if (hit) cursor("pointer");
  if (!tip) return;
  tip.classList.toggle("shown", hit !== null);
  if (!hit) return;
  if (tip.textContent !== hit.point.words) tip.textContent = hit.point.words;
  tip.style.transform = `translate(${Math.round(hit.x)}px, ${Math.round(hit.y - hit.point.size / 2 - 8)}px) translate(-50%, -100%)`;
}
