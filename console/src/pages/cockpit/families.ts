import type { Schemas } from "@/api/client";
import { productLook } from "@/states/fuel";
import { tr } from "@/lang";

type ProductSum = Schemas["ProductSum"];

/** Grades that share a colour on every screen: what a chart that is read from afar tells apart. */
export const FAMILIES = ["92", "95", "98", "diesel", "other"] as const;
export type Family = (typeof FAMILIES)[number];

const GRADES: Record<string, Family> = { "92": "92", "92E": "92", "95": "95", "95E": "95", "98": "98" };

export const familyOf = (product: string): Family => GRADES[product] ?? (product.endsWith("D") ? "diesel" : "other");

export const FAMILY_LOOK: Record<Family, { name: string; colour: string }> = {
  "92": { name: tr("92号", "92"), colour: productLook("92").colour },
  "95": { name: tr("95号", "95"), colour: productLook("95").colour },
  "98": { name: tr("98号", "98"), colour: productLook("98").colour },
  diesel: { name: tr("柴油", "Diesel"), colour: productLook("0D").colour },
  other: { name: tr("未登记", "Unknown"), colour: productLook("").colour },
};

/** Millilitres by family; a family that sold nothing is 0. */
export function byFamily(products: readonly ProductSum[]): Record<Family, number> {
  const sums: Record<Family, number> = { "92": 0, "95": 0, "98": 0, diesel: 0, other: 0 };
  for (const { product, volume_ml } of products) sums[familyOf(product)] += volume_ml;
  return sums;
}
