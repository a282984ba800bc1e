/** What a county's stations come to in a layer; pure. */
import type { Schemas } from "@/api/client";
import { count, litresFromMl, percent } from "@/format/quantity";
import { tr } from "@/lang";
import { sumOf } from "@/states/alert";

import type { Layer, MapStation, Values } from "./layers";

export interface CountySum {
  code: string;
  name: string;
  stations: number;
  /** The layer's own figure; null where nothing is known. */
  figure: number | null;
  words: string;
}

const HEARD = new Set(["up", "late"]);
const SHORT_DAYS = 3;
const WARNING = 2;

export const SUM_TITLES: Record<Layer, string> = {
  links: tr("在线", "Online"),
  alerts: tr("未办结预警", "Open alerts"),
  sales: tr("今日升数", "Litres today"),
  supply: tr("不足3天", "Under 3 days"),
  online: tr("平均在线率", "Mean online rate"),
  vapour: tr("标准预警/报警", "Standard warnings"),
};

/** Each county with its sum in the layer, the city's regions in their order; counties without stations are left out. */
export function countySums(stations: readonly MapStation[], regions: readonly Schemas["RegionOut"][], layer: Layer, values: Values): CountySum[] {
  return regions
    .filter(({ parent_code }) => parent_code)
    .map(({ region_code, name }) => sumFor(region_code, name, stations.filter((station) => station.region_code.startsWith(region_code)), layer, values))
    .filter((sum) => sum.stations > 0);
}

export function sumFor(code: string, name: string, stations: readonly MapStation[], layer: Layer, values: Values): CountySum {
  const known = stations.flatMap((station) => values.get(station.station_id)?.value ?? []);
  const [figure, words] = figureOf(stations, known, layer);
  return { code, name, stations: stations.length, figure, words };
}

function figureOf(stations: readonly MapStation[], known: readonly number[], layer: Layer): [number | null, string] {
  const of = (n: number, all: number): [number, string] => [n, tr(`${count(n)} / ${count(all)} 站`, `${count(n)} of ${count(all)}`)];
  if (layer === "links") return of(stations.filter(({ link }) => HEARD.has(link)).length, stations.length);
  if (layer === "alerts") {
    const alerts = stations.reduce((sum, station) => sum + sumOf(station.alerts), 0);
    return [alerts, tr(`${count(alerts)} 条`, count(alerts))];
  }
  if (!known.length) return [null, "—"];
  const sum = known.reduce((all, value) => all + value, 0);
  if (layer === "sales") return [sum, tr(`${litresFromMl(sum)} 升`, `${litresFromMl(sum)} L`)];
  if (layer === "online") return [sum / known.length, percent(sum / known.length)];
  return of(known.filter((value) => (layer === "supply" ? value < SHORT_DAYS : value >= WARNING)).length, known.length);
}
