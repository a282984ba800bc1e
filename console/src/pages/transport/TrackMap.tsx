import { useQuery } from "@tanstack/react-query";

import { boundaries } from "@/api/queries";
import type { Trip } from "@/api/transport";
import { tr } from "@/lang";
import { SHAPES } from "@/states/shapes";

import { outlines, viewOf, type Place } from "./track";

const WIDTH = 640;
const HEIGHT = 420;

/** The way of a tanker over the city's schematic boundaries: loading place, consignees, stops and openings. */
export function TrackMap({ trip }: { trip: Trip }) {
  const ground = useQuery(boundaries);
  const sites = placesOf(trip);
  const odd = trip.stages.filter((stage) => stage.odd && stage.longitude !== null && stage.latitude !== null);
  const to = viewOf([...trip.track, ...sites.map(({ at }) => at)] as [number, number][], WIDTH, HEIGHT);
  const line = trip.track.map((point) => to(point as [number, number]).map((n) => n.toFixed(1)).join(",")).join(" ");
  return (
    <figure className="track-figure">
      <svg className="track-map" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={tr("行驶轨迹示意图，过程见旁边的列表", "Schematic track; the list beside it says what happened")}>
        {outlines(ground.data?.geojson).map((ring, i) => <polygon key={i} points={ring.map((point) => to(point).map((n) => n.toFixed(1)).join(",")).join(" ")} fill="none" stroke="var(--map-edge)" />)}
        <polyline points={line} fill="none" stroke="var(--blue)" strokeWidth={2.5} />
        {sites.map((site) => <Marked key={site.name} at={to(site.at)} shape={site.loading ? "square" : "disc"} colour={site.loading ? "var(--purple)" : "var(--green)"} word={site.name} />)}
        {odd.map((stage) => <Marked key={`${stage.kind}${stage.at}`} at={to([stage.longitude ?? 0, stage.latitude ?? 0])} shape="triangle" colour="var(--orange)" word={stage.kind === "lock" ? tr("开锁", "Lock") : tr("停留", "Stop")} />)}
      </svg>
      <figcaption className="quiet">{ground.data?.note}</figcaption>
    </figure>
  );
}

function placesOf(trip: Trip): Place[] {
  const found: Place[] = trip.loading_place ? [{ name: trip.loading_place.name, at: [trip.loading_place.longitude, trip.loading_place.latitude], loading: true }] : [];
  trip.parts.forEach((part) => {
    if (part.longitude !== null && part.latitude !== null) found.push({ name: part.station_name, at: [part.longitude, part.latitude], loading: false });
  });
  return found;
}

function Marked({ at: [x, y], shape, colour, word }: { at: [number, number]; shape: keyof typeof SHAPES; colour: string; word: string }) {
  return (
    <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
      <path d={SHAPES[shape]} fill={colour} transform="translate(-9 -9) scale(0.75)" />
      <text x={12} y={4} fontSize={13} fill="var(--ink)" stroke="var(--page)" strokeWidth={3} paintOrder="stroke">{word}</text>
    </g>
  );
}
