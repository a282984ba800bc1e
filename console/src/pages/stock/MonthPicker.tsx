import { DatePicker } from "antd";
import dayjs from "dayjs";

import { cityDay } from "@/format/days";
import { tr } from "@/lang";

export const thisMonth = (): string => cityDay().format("YYYY-MM");

/** A month of the book. */
export function MonthPicker({ period, onChange }: { period: string; onChange: (period: string) => void }) {
  return (
    <DatePicker
      className="no-print"
      picker="month"
      allowClear={false}
      aria-label={tr("月份", "Month")}
      value={dayjs(`${period}-01`)}
      disabledDate={(day) => day.isAfter(cityDay(), "day")}
      onChange={(day) => onChange(dayjs(day).format("YYYY-MM"))}
    />
  );
}
