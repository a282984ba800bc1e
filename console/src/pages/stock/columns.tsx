import type { TableProps } from "antd";

import type { BookLine } from "@/api/stock";
import { litresFromMl } from "@/format/quantity";
import { tr } from "@/lang";
import { StateSymbol } from "@/ui/StateSymbol";

import { standingLook, varianceWords } from "./looks";

export type Columns<T> = NonNullable<TableProps<T>["columns"]>;

const FIGURES: [keyof BookLine, string][] = [
  ["opening20_ml", tr("期初", "Opening")],
  ["documents20_ml", tr("单据购进", "Documents")],
  ["gauge_in20_ml", tr("液位进油", "Gauge intake")],
  ["trips20_ml", tr("运单进油", "Trips")],
  ["entries20_ml", tr("更正分录", "Entries")],
  ["sales20_ml", tr("销售", "Sales")],
  ["other20_ml", tr("自用转移代存", "Own use, moved")],
  ["book20_ml", tr("账面", "Book")],
  ["closing20_ml", tr("实测期末", "Measured")],
];

/** The figures of an account, litres at 20 °C, and beside them the ambient ones that were counted. */
export function figureColumns<T extends { line: BookLine }>(): Columns<T> {
  return [
    { key: "standing", title: tr("状态", "State"), width: 150, render: (_, row) => <StateSymbol look={standingLook(row.line.standing)} /> },
    { key: "variance", title: tr("损溢（20℃，升）", "Variance (20 °C, L)"), width: 150, align: "right", render: (_, row) => varianceWords(row.line.variance20_ml, row.line.sd_ml) },
    {
      title: tr("20℃，升", "L at 20 °C"),
      children: FIGURES.map(([name, title]) => ({ key: name, title, width: 105, align: "right" as const, render: (_: unknown, row: T) => litresFromMl(row.line[name] as number | null) })),
    },
    { key: "allowed", title: tr("允许损耗（20℃）", "Allowed (20 °C)"), width: 120, align: "right", render: (_, row) => litresFromMl(row.line.allowed20_ml) },
    {
      title: tr("常温，升", "L ambient"),
      children: [
        { key: "sales", title: tr("销售记录", "Fuellings"), width: 110, align: "right", render: (_, row) => litresFromMl(row.line.sales_ml) },
        { key: "totalizer", title: tr("累计泵码差", "Totalizers"), width: 110, align: "right", render: (_, row) => litresFromMl(row.line.totalizer_ml) },
        { key: "returned", title: tr("回罐", "Test returns"), width: 90, align: "right", render: (_, row) => litresFromMl(row.line.test_return_ml) },
      ],
    },
  ];
}
