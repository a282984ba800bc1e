import { tr } from "@/lang";

/**
 * The one place where legal integers (mL, fen) become what people read (升, 元).
 *
 * `null` and `undefined` become an em dash: nothing measured is never shown as zero.
 */
export const NOTHING = "—";

type Maybe = number | null | undefined;

const isNumber = (value: Maybe): value is number => typeof value === "number" && Number.isFinite(value);

/** Made once for each count of decimals: making one costs as much as a hundred uses. */
const FORMATS = new Map<number, Intl.NumberFormat>();

function formatOf(digits: number): Intl.NumberFormat {
  const held = FORMATS.get(digits) ?? new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  FORMATS.set(digits, held);
  return held;
}

/** A number with thousands separators and a fixed count of decimals, rounded half away from zero. */
export function decimal(value: Maybe, digits = 0): string {
  if (!isNumber(value)) return NOTHING;
  const factor = 10 ** digits;
  const scaled = Math.abs(value) * factor;
  const rounded = Math.round(scaled + Number.EPSILON * scaled) / factor;
  const sign = value < 0 && rounded !== 0 ? "−" : "";
  return sign + formatOf(digits).format(rounded);
}

/** Litres as people read them: no decimals from 100 L on, two below. */
export function litres(value: Maybe): string {
  if (!isNumber(value)) return NOTHING;
  return decimal(value, Math.abs(value) >= 100 ? 0 : 2);
}

/** Millilitres as litres, for reading. */
export const litresFromMl = (ml: Maybe): string => (isNumber(ml) ? litres(ml / 1000) : NOTHING);

/** Millilitres as litres to the centilitre a dispenser counts in: for evidence, where the sum must be checkable. */
export const exactLitresFromMl = (ml: Maybe): string => (isNumber(ml) ? decimal(ml / 1000, 2) : NOTHING);

/** Fen as yuan with two decimals. */
export const yuanFromFen = (fen: Maybe): string => (isNumber(fen) ? decimal(fen / 100, 2) : NOTHING);

/** A share (0..1) as percent with two decimals. */
export const percent = (share: Maybe): string => (isNumber(share) ? `${decimal(share * 100, 2)}%` : NOTHING);

/** A count with thousands separators. */
export const count = (value: Maybe): string => decimal(value, 0);

/** Fuel temperature in °C with one decimal. */
export const celsius = (value: Maybe): string => (isNumber(value) ? `${decimal(value, 1)} °C` : NOTHING);

/** A height in millimetres with one decimal. */
export const millimetres = (value: Maybe): string => (isNumber(value) ? `${decimal(value, 1)} mm` : NOTHING);

export type Unit = "ml" | "percent" | "ml_per_hour" | "fen" | "count" | "seconds" | "mm" | "pa";

const UNITS: Record<Unit, { name: string; show: (value: number) => string }> = {
  ml: { name: tr("升", "L"), show: litresFromMl },
  percent: { name: "%", show: (value) => decimal(value, 2) },
  ml_per_hour: { name: tr("升/小时", "L/h"), show: (value) => decimal(value / 1000, 2) },
  fen: { name: tr("元", "CNY"), show: yuanFromFen },
  count: { name: tr("条", "records"), show: count },
  seconds: { name: "", show: duration },
  mm: { name: tr("毫米", "mm"), show: (value) => decimal(value, 1) },
  pa: { name: tr("帕", "Pa"), show: (value) => decimal(value, 0) },
};

const isUnit = (unit: string): unit is Unit => unit in UNITS;

const MEGA = 1_000_000;

/** Room on a disk: `0.3 MB`, `512 MB`, `12.4 GB`. */
export function room(bytes: Maybe): string {
  if (!isNumber(bytes)) return NOTHING;
  if (bytes >= 1000 * MEGA) return `${decimal(bytes / MEGA / 1000, 1)} GB`;
  return `${decimal(bytes / MEGA, bytes >= 10 * MEGA ? 0 : 1)} MB`;
}

/** A finding's size in its own unit, e.g. `412 升`. */
export function size(value: Maybe, unit: string | null | undefined): string {
  if (!isNumber(value) || !unit || !isUnit(unit)) return NOTHING;
  const { name, show } = UNITS[unit];
  return name ? `${show(value)} ${name}` : show(value);
}

/** The 95 % interval of a size, e.g. `352 ～ 472 升`; empty when nothing is uncertain about it. */
export function interval(low: Maybe, high: Maybe, unit: string | null | undefined): string {
  if (!isNumber(low) || !isNumber(high) || low === high || !unit || !isUnit(unit)) return "";
  const { name, show } = UNITS[unit];
  return `${show(low)} ${tr("～", "–")} ${show(high)}${name ? ` ${name}` : ""}`;
}

/** Seconds in words: `45 秒`, `1 分 35 秒`, `12 分钟`, `3 小时 5 分`, `2 天 4 小时`. */
export function duration(seconds: Maybe): string {
  if (!isNumber(seconds)) return NOTHING;
  const total = Math.round(Math.abs(seconds));
  if (total < 60) return tr(`${total} 秒`, `${total} s`);
  const minutes = Math.floor(total / 60);
  if (minutes < 10 && total % 60) return tr(`${minutes} 分 ${total % 60} 秒`, `${minutes} min ${total % 60} s`);
  if (minutes < 60) return tr(`${minutes} 分钟`, `${minutes} min`);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(hours, tr("小时", "h"), minutes % 60, tr("分", "min"));
  return joined(Math.floor(hours / 24), tr("天", "d"), hours % 24, tr("小时", "h"));
}

const joined = (large: number, largeName: string, small: number, smallName: string): string =>
  small ? `${large} ${largeName} ${small} ${smallName}` : `${large} ${largeName}`;
