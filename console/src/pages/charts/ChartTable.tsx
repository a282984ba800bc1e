import { Table, type TableProps } from "antd";
import { useMemo } from "react";

import type { ChartVersion } from "@/api/register";
import { decimal } from "@/format/quantity";
import { tr } from "@/lang";
import { typedMoment } from "@/ui/RecordFormReading";

import { volumeAt, type Difference } from "./compare";

interface FiguresProps {
  one: ChartVersion;
  other: ChartVersion | undefined;
  found: Difference[];
}

interface Line {
  height: number;
  one: number | null;
  other: number | null;
  apart: number | null;
}

const volume = (value: number | null): string => decimal(value, 1);

/** The same two charts in figures; a height that only one of them lists is interpolated in the other. */
export function ChartTable({ one, other, found }: FiguresProps) {
  const lines = useMemo(() => linesOf(one, other, found), [one, other, found]);
  const columns: TableProps<Line>["columns"] = [
    { title: tr("液高（mm）", "Height (mm)"), dataIndex: "height", align: "right", width: 92, render: (height: number) => decimal(height, Number.isInteger(height) ? 0 : 1) },
    { title: tr(`${typedMoment(one.valid_from)} 起（升）`, `since ${typedMoment(one.valid_from)} (L)`), dataIndex: "one", align: "right", width: 116, render: volume },
    ...(other
      ? [
          { title: tr(`${typedMoment(other.valid_from)} 起（升）`, `since ${typedMoment(other.valid_from)} (L)`), dataIndex: "other", align: "right" as const, width: 116, render: volume },
          { title: tr("相差（升）", "Difference (L)"), dataIndex: "apart", align: "right" as const, width: 92, render: signed },
        ]
      : []),
  ];
  return <Table<Line> className="chart-table" size="small" rowKey="height" columns={columns} dataSource={lines} pagination={false} virtual scroll={{ x: other ? 416 : 208, y: 380 }} />;
}

const signed = (value: number | null): string => (value === null ? "—" : `${value > 0 ? "+" : ""}${decimal(value, 1)}`);

function linesOf(one: ChartVersion, other: ChartVersion | undefined, found: Difference[]): Line[] {
  const apart = new Map(found.map((difference) => [difference.height_mm, difference.litres]));
  const heights = [...new Set([...one.lines, ...(other?.lines ?? [])].map((line) => line.height_mm))].sort((a, b) => a - b);
  return heights.map((height) => ({
    height,
    one: volumeAt(one.lines, height),
    other: other ? volumeAt(other.lines, height) : null,
    apart: apart.get(height) ?? null,
  }));
}
