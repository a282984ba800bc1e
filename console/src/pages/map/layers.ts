/** The map's layers: what each shows of a station, in which classes; pure. */
import type { Schemas } from "@/api/client";
import { decimal, litresFromMl, percent } from "@/format/quantity";
import { tr } from "@/lang";
import { gravest, LEVELS, levelLook, sumOf, type Look } from "@/states/alert";
import { LINKS, OUT_OF_BUSINESS, stationLook } from "@/states/station";
import { daysText, reasonWord } from "@/pages/live/supply";

export type MapStation = Schemas["MapStation"];
export type ValueLayer = "sales" | "supply" | "online" | "vapour";
export type Layer = "links" | "alerts" | ValueLayer;
export type LayerValue = Schemas["LayerValue"];
/** Values by station; a station that is left out has none in this layer. */
export type Values = ReadonlyMap<string, LayerValue>;

export const LAYERS: readonly { value: Layer; label: string }[] = [
  { value: "links", label: tr("状态", "State") },
  { value: "alerts", label: tr("预警", "Alerts") },
  { value: "sales", label: tr("销量", "Sales") },
  { value: "supply", label: tr("可售天数", "Days of supply") },
  { value: "online", label: tr("在线率", "Online rate") },
  { value: "vapour", label: tr("油气", "Vapour") },
];
export const DEFAULT_LAYER: Layer = "alerts";

export const layerOf = (text: string | null): Layer => LAYERS.find(({ value }) => value === text)?.value ?? DEFAULT_LAYER;
export const isValueLayer = (layer: Layer): layer is ValueLayer => layer !== "links" && layer !== "alerts";

/** A class of a layer: how it looks, how large, and from which value on (the next class begins where it ends). */
export interface LayerClass extends Look {
  size: number;
  from: number;
}

const QUIET_SIZE = 9;
const MIDDLE_SIZE = 13;
const LOUD_SIZE = 17;

const look = (word: string, shape: Look["shape"], tone: string, rank: number, size: number, from: number): LayerClass => ({
  word, shape, colour: `var(--${tone})`, ink: `var(--${tone}-ink, var(--ink))`, rank, size, from,
});

export const NO_DATA: LayerClass = look(tr("没有数据", "No data"), "unknown", "grey", 8, 10, NaN);
/** Not read yet, which is neither no data nor zero. */
export const WAITING: LayerClass = look(tr("正在读取", "Being read"), "disc", "line-strong", 9, 6, NaN);
export const NOT_MONITORED: LayerClass = look(tr("未装油气监测", "No vapour monitor"), "closed", "grey", 9, 8, NaN);

const SUPPLY: readonly LayerClass[] = [
  look(tr("不足1天", "Under 1 day"), "diamond", "red", 0, LOUD_SIZE, 0),
  look(tr("1～3天", "1–3 days"), "triangle", "orange", 1, 15, 1),
  look(tr("3～7天", "3–7 days"), "disc", "blue", 2, 11, 3),
  look(tr("7天以上", "7 days or more"), "square", "green", 3, QUIET_SIZE, 7),
];
const ONLINE: readonly LayerClass[] = [
  look(tr("不足90%", "Under 90 %"), "down", "down", 0, LOUD_SIZE, 0),
  look(tr("90%～98%", "90–98 %"), "triangle", "orange", 1, 15, 0.9),
  look(tr("98%～99.6%", "98–99.6 %"), "late", "late", 2, MIDDLE_SIZE, 0.98),
  look(tr("99.6%及以上（达标）", "99.6 % or more (target)"), "online", "green", 3, QUIET_SIZE + 1, 0.996),
];
/** Levels of GB 20952-2020, and beside them what only this platform doubts. */
const VAPOUR: readonly LayerClass[] = [
  look(tr("未见异常", "Nothing found"), "online", "green", 3, QUIET_SIZE + 1, 0),
  look(tr("油气疑点", "Vapour doubt"), "disc", "purple", 2, MIDDLE_SIZE, 1),
  look(tr("标准预警", "Standard warning"), "triangle", "orange", 1, 15, 2),
  look(tr("标准报警", "Standard alarm"), "diamond", "red", 0, LOUD_SIZE, 3),
];
const SALES_SHAPES = ["unknown", "disc", "disc", "disc", "square", "diamond"] as const;
const SALES_TONES = ["sales-1", "sales-2", "sales-3", "sales-4", "sales-5"] as const;
const FEW = 5;

/** Bounds that part values into about equal fifths, at round figures of two digits. */
export function breaksOf(values: readonly number[]): number[] {
  const sold = values.filter((value) => value > 0).sort((a, b) => a - b);
  if (sold.length < FEW) return [];
  const round = (value: number) => {
    const step = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
    return Math.round(value / step) * step;
  };
  const found = [0.2, 0.4, 0.6, 0.8].map((share) => round((sold[Math.floor(share * sold.length)] ?? 0) / 1000) * 1000);
  return [...new Set(found)].filter((bound) => bound > 0).sort((a, b) => a - b);
}

function salesClasses(values: readonly number[]): LayerClass[] {
  const bounds = [0, ...breaksOf(values)];
  const litre = (ml: number) => litresFromMl(ml);
  return bounds.map((from, i) => {
    const to = bounds[i + 1];
    const word = bounds.length === 1 ? tr("有数据", "Known") : to === undefined ? tr(`${litre(from)} 升以上`, `${litre(from)} L or more`) : i === 0 ? tr(`不足 ${litre(to)} 升`, `under ${litre(to)} L`) : tr(`${litre(from)}～${litre(to)} 升`, `${litre(from)}–${litre(to)} L`);
    return look(word, SALES_SHAPES[i + 1] ?? "diamond", SALES_TONES[i] ?? "sales-5", i, 7 + 2 * i, from);
  });
}

/** The classes of a value layer, from the lowest value on. */
export function classesOf(layer: ValueLayer, values: Values): readonly LayerClass[] {
  if (layer === "supply") return SUPPLY;
  if (layer === "online") return ONLINE;
  if (layer === "vapour") return VAPOUR;
  return salesClasses([...values.values()].flatMap(({ value }) => value ?? []));
}

/** The class of a station's value; none is no value. */
export function classOf(layer: ValueLayer, classes: readonly LayerClass[], value: LayerValue | undefined): LayerClass {
  if (!value) return layer === "vapour" ? NOT_MONITORED : NO_DATA;
  const { value: known } = value;
  if (known === null || known === undefined) return NO_DATA;
  return classes.findLast(({ from }) => known >= from) ?? NO_DATA;
}

/** What a layer says of a station: how it looks, in words, and its place among those that ask for somebody. */
export interface Said {
  look: Look;
  size: number;
  words: string;
  /** Alone or among few it is drawn above the others and keeps its name. */
  loud: boolean;
  order: number;
}

export interface View {
  layer: Layer;
  values: Values;
  classes: readonly LayerClass[];
  /** The values have not come yet. */
  waits?: boolean;
}

export function saidOf(station: MapStation, view: View): Said {
  if (isValueLayer(view.layer)) return valueSaid(station, view.layer, view);
  const level = gravest(station.alerts);
  const link = stationLook(station);
  const shown = view.layer === "alerts" && level ? LEVELS[level] : link;
  const alerts = level ? tr(`${sumOf(station.alerts)}条预警（最高${levelLook(level).word}）`, `${sumOf(station.alerts)} alerts (gravest ${levelLook(level).word.toLowerCase()})`) : tr("无预警", "no alerts");
  const loud = view.layer === "alerts" ? level !== null : link.rank < LINKS.maintenance.rank;
  const size = view.layer === "links" ? MIDDLE_SIZE : level ? LOUD_SIZE : QUIET_SIZE;
  return { look: shown, size, loud, words: tr(`${link.word}，${alerts}`, `${link.word}, ${alerts}`), order: urgency(station, view.layer) };
}

function valueSaid(station: MapStation, layer: ValueLayer, { values, classes, waits }: View): Said {
  if (waits) return { look: WAITING, size: WAITING.size, words: WAITING.word, loud: false, order: 0 };
  const value = values.get(station.station_id);
  const found = classOf(layer, classes, value);
  const known = value?.value ?? null;
  const order = known === null ? Infinity : layer === "sales" || layer === "vapour" ? -known : known;
  const loud = found.rank === 0 && layer !== "sales";
  const words = known === null && value ? reasonWord(value.reason) : (value?.word ?? (known === null ? found.word : valueText(layer, known)));
  return { look: found, size: found.size, loud, words, order };
}

/** A value as people read it. */
export function valueText(layer: ValueLayer, value: number): string {
  if (layer === "sales") return tr(`今日 ${litresFromMl(value)} 升`, `${litresFromMl(value)} L today`);
  if (layer === "supply") return daysText(value);
  if (layer === "online") return percent(value);
  return VAPOUR.find(({ from }) => from === value)?.word ?? decimal(value);
}

const NO_ALERT = 10;

/** Order of attention: alerts by level, then connections, the ones that ask for somebody first. */
export function urgency(station: MapStation, layer: Layer): number {
  const level = gravest(station.alerts);
  const link = stationLook(station).rank;
  const alert = level ? LEVELS[level].rank : NO_ALERT;
  return layer === "links" ? link * NO_ALERT + alert : alert * NO_ALERT + link;
}

/** What the legend explains: the classes of the layer, and what no value looks like. */
export function signsOf({ layer, classes }: View): { look: Look; size: number }[] {
  const links = [...Object.values(LINKS), OUT_OF_BUSINESS];
  if (layer === "links") return links.map((one) => ({ look: one, size: 14 }));
  if (layer === "alerts") return [...Object.values(LEVELS).map((one) => ({ look: one, size: 16 })), ...links.map((one) => ({ look: one, size: 10 }))];
  const rest = layer === "vapour" ? [NO_DATA, NOT_MONITORED] : [NO_DATA];
  return [...[...classes].sort((a, b) => a.rank - b.rank), ...rest].map((one) => ({ look: one, size: one.size }));
}
