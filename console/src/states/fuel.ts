import { tr } from "@/lang";

/** Products keep one name and one colour on every screen. */
export interface ProductLook {
  name: string;
  colour: string;
}

const GREEN = "var(--product-92)";
const BLUE = "var(--product-95)";
const PURPLE = "var(--product-98)";
const AMBER = "var(--product-diesel)";

const PRODUCTS: Record<string, ProductLook> = {
  "92": { name: tr("92号汽油", "Petrol 92"), colour: GREEN },
  "92E": { name: tr("92号乙醇汽油", "Petrol 92 (ethanol)"), colour: GREEN },
  "95": { name: tr("95号汽油", "Petrol 95"), colour: BLUE },
  "95E": { name: tr("95号乙醇汽油", "Petrol 95 (ethanol)"), colour: BLUE },
  "98": { name: tr("98号汽油", "Petrol 98"), colour: PURPLE },
  "0D": { name: tr("0号柴油", "Diesel 0"), colour: AMBER },
  "-10D": { name: tr("−10号柴油", "Diesel −10"), colour: AMBER },
  "-20D": { name: tr("−20号柴油", "Diesel −20"), colour: AMBER },
  "-35D": { name: tr("−35号柴油", "Diesel −35"), colour: AMBER },
};

export const productLook = (product: string | null | undefined): ProductLook =>
  (product && PRODUCTS[product]) || { name: product || tr("油品未知", "Product unknown"), colour: "var(--grey)" };

export const FUELLING_KIND: Record<string, string> = {
  sale: tr("销售", "Sale"),
  test_return: tr("回罐", "Test return"),
  self_use: tr("自用", "Self use"),
  transfer: tr("倒库", "Moved between tanks"),
  custody: tr("代储", "Held for others"),
};

export const FUELLING_SOURCE: Record<string, string> = {
  live: tr("实时", "Live"),
  total_diff: tr("泵码差推得", "From totalizer"),
  corrected: tr("更正", "Corrected"),
};

const WHOLE: Record<string, string> = {
  station: tr("全站", "Whole station"),
  collector: tr("采集终端", "Collector"),
  vapour: tr("油气监测", "Vapour monitoring"),
};

/** `tank:2` as people say it: `2号油罐`. */
export function subjectName(subject: string | null | undefined): string {
  const [kind = "", number] = (subject ?? "").split(":");
  const names: Record<string, string> = {
    tank: tr("油罐", "Tank"),
    nozzle: tr("加油枪", "Nozzle"),
    dispenser: tr("加油机", "Dispenser"),
  };
  if (number && names[kind]) return tr(`${number}号${names[kind]}`, `${names[kind]} ${number}`);
  return WHOLE[kind] ?? subject ?? "—";
}
