import type { ReportWanted } from "@/api/reports";
import { decimal, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";

export type Kind = NonNullable<ReportWanted["kind"]>;
export type By = NonNullable<ReportWanted["by"]>;

export const KINDS: Record<Kind, string> = {
  day: tr("日报", "Day"), week: tr("周报", "Week"), month: tr("月报", "Month"), quarter: tr("季报", "Quarter"), year: tr("年报", "Year"),
};

export const BYS: Record<By, string> = {
  city: tr("按市", "By city"), county: tr("按县区", "By county"), company: tr("按企业", "By company"), station: tr("按加油站", "By station"), product: tr("按油品", "By product"),
};

export const optionsOf = (names: Record<string, string>) => Object.entries(names).map(([value, label]) => ({ value, label }));

/** A change in percent, signed; without something to compare with there is none. */
export function change(now: number, then: number): string {
  if (!then) return NOTHING;
  const percent = (now / then - 1) * 100;
  return `${percent > 0 ? "+" : ""}${decimal(percent, 1)}%`;
}
