import { decimal, litresFromMl, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";

/** A difference in litres at 20 °C with its 95 % interval: `−488 升（20℃，95%区间 −560 ～ −416）`. */
export function difference(apart: number | null | undefined, low: number | null | undefined, high: number | null | undefined): string {
  if (apart === null || apart === undefined) return NOTHING;
  const size = signed(apart);
  if (low === null || low === undefined || high === null || high === undefined) return tr(`${size} 升（20℃）`, `${size} L (20 °C)`);
  return tr(`${size} 升（20℃，95%区间 ${signed(low)} ～ ${signed(high)}）`, `${size} L (20 °C, 95 %: ${signed(low)} to ${signed(high)})`);
}

/** Litres with their sign. */
export const signed = (ml: number): string => (ml > 0 ? `+${litresFromMl(ml)}` : litresFromMl(ml));

/** Per mille with its sign and two decimals. */
export const permille = (value: number): string => `${value > 0 ? "+" : ""}${decimal(value, 2)}‰`;

export const at20 = (ml: number | null): string => (ml === null ? NOTHING : tr(`${litresFromMl(ml)} 升（20℃）`, `${litresFromMl(ml)} L (20 °C)`));
