import { tr } from "@/lang";

/** How the quantity of a delivery document is given. */
export type AmountKind = "volume_l" | "volume15_l" | "volume20_l" | "mass_kg";

/** What stands in the form; everything is text until it is sent. */
export interface Typed {
  station_id?: string;
  delivered_at?: string;
  tank_id?: string;
  product?: string;
  amount: AmountKind;
  quantity?: string;
  temp_c?: string;
  density20_kg_m3?: string;
  supplier?: string;
  delivery_id?: string;
  waybill_no?: string;
  invoice_no?: string;
}

export const AMOUNTS: readonly { value: AmountKind; label: string; field: string }[] = [
  { value: "volume_l", label: tr("常温升数", "Ambient litres"), field: tr("常温升数（升）", "Ambient litres (L)") },
  { value: "volume20_l", label: tr("20℃升数", "Litres at 20 °C"), field: tr("20℃升数（升）", "Litres at 20 °C (L)") },
  { value: "volume15_l", label: tr("15℃升数", "Litres at 15 °C"), field: tr("15℃升数（升）", "Litres at 15 °C (L)") },
  { value: "mass_kg", label: tr("重量", "Mass"), field: tr("重量（千克）", "Mass (kg)") },
];

const CREDIT_CODE = /^[0-9A-Za-z]{18}$/;

/** A number as people type it: 12,000 or １２０００ is 12000. */
export const plainNumber = (text: string | undefined): string =>
  (text ?? "").normalize("NFKC").replace(/[,\s]/g, "");

/** The fields as the API takes them. */
export function fieldsOf(typed: Typed, deliveredAt: string): Record<string, string> {
  const supplier = (typed.supplier ?? "").trim();
  const fifteen = typed.amount === "volume15_l";
  return {
    station_id: typed.station_id ?? "",
    delivered_at: deliveredAt,
    tank_id: typed.tank_id ?? "",
    product: typed.product ?? "",
    [fifteen ? "volume_l" : typed.amount]: plainNumber(typed.quantity),
    reference: fifteen ? "15" : "",
    temp_c: plainNumber(typed.temp_c),
    density20_kg_m3: plainNumber(typed.density20_kg_m3),
    [CREDIT_CODE.test(supplier) ? "supplier_uscc" : "supplier_name"]: supplier,
    delivery_id: typed.delivery_id ?? "",
    waybill_no: typed.waybill_no ?? "",
    invoice_no: typed.invoice_no ?? "",
  };
}
