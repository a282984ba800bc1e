/** Products keep one name and one colour on every screen. */
export interface ProductLook {
  name: string;
  colour: string;
}

const GREEN = "#389e0d";
const BLUE = "#1677ff";
const PURPLE = "#722ed1";
const AMBER = "#d48806";

const PRODUCTS: Record<string, ProductLook> = {
  "92": { name: "92号汽油", colour: GREEN },
  "92E": { name: "92号乙醇汽油", colour: GREEN },
  "95": { name: "95号汽油", colour: BLUE },
  "95E": { name: "95号乙醇汽油", colour: BLUE },
  "98": { name: "98号汽油", colour: PURPLE },
  "0D": { name: "0号柴油", colour: AMBER },
  "-10D": { name: "−10号柴油", colour: AMBER },
  "-20D": { name: "−20号柴油", colour: AMBER },
  "-35D": { name: "−35号柴油", colour: AMBER },
};

export const productLook = (product: string | null | undefined): ProductLook =>
  (product && PRODUCTS[product]) || { name: product || "油品未知", colour: "#8c8c8c" };

export const FUELLING_KIND: Record<string, string> = {
  sale: "销售",
  test_return: "回罐",
  self_use: "自用",
  transfer: "倒库",
  custody: "代储",
};

export const FUELLING_SOURCE: Record<string, string> = {
  live: "实时",
  total_diff: "泵码差推得",
  corrected: "更正",
};

/** `tank:2` as people say it: `2号油罐`. */
export function subjectName(subject: string | null | undefined): string {
  const [kind = "", number] = (subject ?? "").split(":");
  const names: Record<string, string> = { tank: "油罐", nozzle: "加油枪", dispenser: "加油机" };
  if (number && names[kind]) return `${number}号${names[kind]}`;
  return { station: "全站", collector: "采集终端", vapour: "油气监测" }[kind] ?? subject ?? "—";
}
