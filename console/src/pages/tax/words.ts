import type { TaxBasis, TaxCause, TaxGap } from "@/api/tax";
import { count, decimal, litresFromMl, yuanFromFen } from "@/format/quantity";
import { listed, withNote } from "@/format/words";
import { tr } from "@/lang";

/** Litres with their interval, as `3,000 升（2,900–3,100）`. */
export const litresWithin = (ml: number, low: number, high: number): string =>
  withNote(tr(`${litresFromMl(ml)} 升`, `${litresFromMl(ml)} L`), `${litresFromMl(low)}–${litresFromMl(high)}`);

/** Yuan with their interval. */
export const yuanWithin = (gap: TaxGap): string =>
  withNote(tr(`${yuanFromFen(gap.tax_fen)} 元`, `${yuanFromFen(gap.tax_fen)} yuan`), `${yuanFromFen(gap.low_fen)}–${yuanFromFen(gap.high_fen)}`);

/** The candidates for a shortfall, each with its litres. */
export const causeWords = (causes: readonly TaxCause[]): string =>
  listed(causes.map((cause) => tr(`${cause.name} ${litresFromMl(cause.ml)} 升`, `${cause.name} ${litresFromMl(cause.ml)} L`)));

/** What was compared by what limits, and what is in the tax. */
export const basisWords = (basis: TaxBasis): string =>
  tr(
    `按规则 tax.undeclared_sales（规则集 ${basis.rule_set}）：少申报超过申报油量的 ${decimal(basis.tolerance_pct, 1)}% 且超过 ${count(basis.least_l)} 升才列出，申报期限为次月 ${basis.deadline_day} 日。油量为加油机处常温升数，已扣自用、回罐、倒库和代储。估算税款为未回补差额按本站均价折算的销项增值税（${decimal(basis.vat_pct, 0)}%）和附加（增值税的 ${decimal(basis.surcharge_pct, 1)}%：${surchargeWords(basis)}），不扣进项，不含在炼制环节征收的消费税，也不含所得税。95%区间由两部分合成：加油机计量（标准差为销量的 ${decimal(basis.meters_pct, 2)}%）和本站均价（标准差 ${decimal(basis.price_sd_pct, 1)}%）；区间只说明测量有多准，不作任何定性。`,
    `By rule tax.undeclared_sales (set ${basis.rule_set}): told beyond ${decimal(basis.tolerance_pct, 1)} % of the declared litres and ${count(basis.least_l)} L, due on day ${basis.deadline_day} of the next month. Litres are ambient at the nozzle, without self use, test returns, transfers and custody. The tax is output VAT (${decimal(basis.vat_pct, 0)} %) and surcharges (${decimal(basis.surcharge_pct, 1)} % of it: ${surchargeWords(basis)}) on what did not come back; no input VAT, no consumption tax (levied at the refinery), no income tax. The 95 % interval joins the meters (one standard deviation: ${decimal(basis.meters_pct, 2)} % of what was sold) and the average price (${decimal(basis.price_sd_pct, 1)} %): it says how exact the measurement is, not whether a law was broken.`,
  );

const surchargeWords = (basis: TaxBasis): string => listed(basis.surcharges.map((one) => `${one.name} ${decimal(one.pct, 1)}%`));

/** How large a pack is, in KB. */
export const packSize = (bytes: number): string => `${count(Math.ceil(bytes / 1024))} KB`;
