import { decimal, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";

const REASONS: Record<string, string> = {
  no_level: tr("没有液位读数", "no level reading"),
  no_volume: tr("没有罐容表，算不出体积", "no tank chart gives a volume"),
  stale_level: tr("液位读数超过24小时", "the level is older than 24 h"),
  few_days: tr("近7日有销售的天数不足3天", "fewer than 3 days with sales in the last 7"),
  no_sales: tr("近7日没有售出该油品", "none of the product was sold in 7 days"),
  no_data: tr("没有数据，不等于零", "no data, which is not zero"),
};

/** Why nothing is known, in words. */
export const reasonWord = (reason: string | null | undefined): string => (reason ? (REASONS[reason] ?? reason) : NOTHING);

/** Days of supply as people read them. */
export const daysText = (days: number | null | undefined): string => {
  if (days === null || days === undefined) return NOTHING;
  if (days >= 100) return tr("100 天以上", "over 100 d");
  return tr(`${decimal(days, 1)} 天`, `${decimal(days, 1)} d`);
};
