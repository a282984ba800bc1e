import { DatePicker } from "antd";
import dayjs from "dayjs";

import { tr } from "@/lang";

export const thisMonth = (): string => dayjs().format("YYYY-MM");

/** A month of the book. */
export function MonthPicker({ period, onChange }: { period: string; onChange: (period: string) => void }) {
  return (
    <DatePicker
      className="no-print"
      picker="month"
      allowClear={false}
      aria-label={tr("月份", "Month")}
      value={dayjs(`${period}-01`)}
      disabledDate={(day) => day.isAfter(dayjs(), "day")}
      onChange={(day) => onChange(dayjs(day).format("YYYY-MM"))}
    />
  );
}
