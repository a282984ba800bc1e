import { Segmented, Table, type TableProps } from "antd";
import { Link } from "react-router";

import type { Connectivity, RateRow } from "@/api/connectivity";
import { count, duration, percent } from "@/format/quantity";
import { tr } from "@/lang";
import { Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { rateLook, takenOut } from "./looks";

export type By = "counties" | "companies" | "groups" | "stations";
export const BYS: Record<By, string> = {
  counties: tr("按县区", "By county"),
  companies: tr("按企业", "By company"),
  groups: tr("按所有制", "By ownership"),
  stations: tr("按加油站", "By station"),
};
export const isBy = (value: unknown): value is By => typeof value === "string" && value in BYS;

interface RankingProps {
  data: Connectivity;
  by: By;
  onBy: (by: By) => void;
}

/** Who is below the target once everything that is not theirs was taken out. */
export function Ranking({ data, by, onBy }: RankingProps) {
  return (
    <section className="block">
      <div className="block-head">
        <h2>{tr("排名（归因扣除之后，低者在前）", "Ranking, after attribution, lowest first")}</h2>
        <Segmented<By> value={by} onChange={onBy} options={Object.entries(BYS).map(([value, label]) => ({ value: value as By, label }))} />
      </div>
      <Table<RateRow>
        size="small"
        rowKey="code"
        columns={columnsOf(by, data.target)}
        dataSource={data[by]}
        pagination={data[by].length > 15 ? { pageSize: 15, size: "small", showSizeChanger: false } : false}
        scroll={{ x: 860 }}
        locale={{ emptyText: <Nothing what={tr("这段时间没有在运行的加油站", "No station was in service then")} how={tr("停业、关停和尚未接入的加油站不计", "Suspended, closed and unconnected stations are not counted")} /> }}
      />
    </section>
  );
}

function columnsOf(by: By, target: number): TableProps<RateRow>["columns"] {
  const single = by === "stations";
  return [
    { key: "place", title: tr("名次", "Place"), width: 70, align: "right", render: (_v, _row, index) => index + 1 },
    { key: "name", title: BYS[by].replace(tr("按", "By "), ""), width: 200, render: (_, row) => (single ? <Link to={`/stations/${row.code}`}>{row.name}</Link> : row.name) },
    ...(single ? [{ key: "region", title: tr("县区", "County"), dataIndex: "region_name", width: 110 }] : []),
    { key: "assessed", title: tr("考核在线率", "Assessed"), width: 120, align: "right" as const, render: (_: unknown, row: RateRow) => <StateSymbol look={rateLook(row.assessed, target)} /> },
    { key: "rate", title: tr("在线率", "Online"), width: 100, align: "right" as const, render: (_: unknown, row: RateRow) => percent(row.rate) },
    ...(single ? [] : [{ key: "below", title: tr("未达标站", "Below target"), width: 110, align: "right" as const, render: (_: unknown, row: RateRow) => `${count(row.below)} / ${count(row.stations)}` }]),
    { key: "down", title: tr("计入离线", "Offline, counted"), width: 130, align: "right" as const, render: (_: unknown, row: RateRow) => (row.down_s ? duration(row.down_s) : "—") },
    { key: "out", title: tr("已扣除", "Taken out"), width: 240, render: (_: unknown, row: RateRow) => takenOut(row).map(([name, seconds]) => `${name} ${duration(seconds)}`).join(tr("，", ", ")) || "—" },
    { key: "complete", title: tr("到报率", "Records received"), width: 110, align: "right" as const, render: (_: unknown, row: RateRow) => percent(row.completeness) },
  ];
}
