import { Grid } from "antd";
import { ScatterChart } from "echarts/charts";
import { GeoComponent, TooltipComponent } from "echarts/components";
import { registerMap, use, type ECharts } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useMemo, useRef } from "react";

import type { Schemas } from "@/api/client";
import type { Shade } from "@/app/appearance";
import { Chart } from "@/charts/Chart";
import { tr } from "@/lang";

import { fitOf, type Boundaries } from "./fit";
import { MAP_NAME, mapOption, type Layer, type MapStation } from "./mapOption";

use([ScatterChart, GeoComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

type Region = Schemas["RegionOut"];
type GeoJson = Parameters<typeof registerMap>[1];

interface CityMapProps {
  boundaries: Schemas["BoundariesOut"];
  stations: MapStation[];
  region: Region | null;
  layer: Layer;
  selected: string | null;
  /** Whether the ground under the map is light or dark. */
  shade: Shade;
  onStation: (id: string) => void;
}

interface Clicked {
  componentType: string;
  data?: { id?: string };
}

/** The city with its stations; the list beside it holds the same for keyboard and screen reader. */
export function CityMap({ boundaries, stations, region, layer, selected, shade, onStation }: CityMapProps) {
  const chart = useRef<ECharts | null>(null);
  const chosen = useRef(onStation);
  chosen.current = onStation;
  const narrow = !Grid.useBreakpoint().md;
  useMemo(() => registerMap(MAP_NAME, boundaries.geojson as unknown as GeoJson), [boundaries]);
  const option = useMemo(
    () => mapOption({ stations, layer, selected, narrow, regionName: region?.name ?? null }),
    [stations, layer, selected, region, narrow],
  );

  const ready = (made: ECharts) => {
    chart.current = made;
    made.on("click", (event) => {
      const id = (event as unknown as Clicked).data?.id;
      if (id) chosen.current(id);
    });
  };
  useEffect(() => {
    const fit = region ? fitOf(boundaries.geojson as unknown as Boundaries, region.region_code) : null;
    chart.current?.setOption({ geo: fit ?? { center: null, zoom: 1 } });
  }, [region, boundaries]);

  return <Chart option={option} ground={shade} onReady={ready} className="city-map" label={tr(`地图，${stations.length}座加油站；右侧列表内容相同，可用键盘操作`, `Map with ${stations.length} stations; the list beside it holds the same and works by keyboard`)} />;
}
