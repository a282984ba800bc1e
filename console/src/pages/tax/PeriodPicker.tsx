import { DatePicker, Segmented } from "antd";
import dayjs from "dayjs";

import { cityDay } from "@/format/days";
import { tr } from "@/lang";

type Kind = "month" | "quarter" | "year";
const FORMATS: Record<Kind, string> = { month: "YYYY-MM", quarter: "YYYY-[Q]Q", year: "YYYY" };
const KINDS = [
  { value: "month", label: tr("月", "Month") },
  { value: "quarter", label: tr("季", "Quarter") },
  { value: "year", label: tr("年", "Year") },
];
const LABELS: Record<Kind, string> = { month: tr("月份", "Month"), quarter: tr("季度", "Quarter"), year: tr("年度", "Year") };

export const lastMonth = (): string => cityDay().subtract(1, "month").format("YYYY-MM");

const kindOf = (period: string): Kind => (period.length === 4 ? "year" : period.includes("Q") ? "quarter" : "month");

/** The day that a period begins with. */
function dayOf(period: string) {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(period);
  if (quarter) return dayjs(`${quarter[1]}-${String(3 * Number(quarter[2]) - 2).padStart(2, "0")}-01`);
  return dayjs(period.length === 4 ? `${period}-01-01` : `${period}-01`);
}

/** A month, quarter or year to compare. */
export function PeriodPicker({ period, onChange }: { period: string; onChange: (period: string) => void }) {
  const kind = kindOf(period);
  const day = dayOf(period);
  return (
    <span className="tax-period no-print">
      <Segmented value={kind} options={KINDS} onChange={(value) => onChange(day.format(FORMATS[value as Kind]))} />
      <DatePicker
        key={kind}
        picker={kind}
        allowClear={false}
        aria-label={LABELS[kind]}
        value={day}
        disabledDate={(one) => one.isAfter(cityDay(), "day")}
        onChange={(one) => onChange(dayjs(one).format(FORMATS[kind]))}
      />
    </span>
  );
}
