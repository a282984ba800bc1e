import type { PriceLimits } from "@/api/prices";
import { count, decimal } from "@/format/quantity";
import { tr } from "@/lang";

const hour = (value: number): string => `${String(value).padStart(2, "0")}:00`;

/** From when on a price is listed. */
export const limitWords = (limits: PriceLimits): string =>
  tr(
    `列出：高于最高零售价；连续 ${count(limits.below_days)} 天低于全市中位价 ${decimal(limits.below_pct, 1)}% 以上；${hour(limits.night_from)} 至次日 ${hour(limits.night_until)} 调价且没有公告生效；一天变价超过 ${count(limits.most_changes)} 次。`,
    `Listed: above the cap; ${decimal(limits.below_pct, 1)} % below the city’s median for ${count(limits.below_days)} days in a row; changed between ${hour(limits.night_from)} and ${hour(limits.night_until)} without a notice taking force; changed more than ${count(limits.most_changes)} times in a day.`,
  );
