import { useQuery } from "@tanstack/react-query";
import { Skeleton, Table, type TableProps } from "antd";
import { Link } from "react-router";

import { stationLinks, type DeviceNow, type StationLinks } from "@/api/connectivity";
import { percent } from "@/format/quantity";
import { ago, time } from "@/format/time";
import { tr } from "@/lang";
import { FetchedView } from "@/ui/PageState";
import { LinkSymbol } from "@/ui/StateSymbol";

const COLUMNS: TableProps<DeviceNow>["columns"] = [
  { title: tr("设备", "Device"), dataIndex: "name", width: 140 },
  { title: tr("状态", "State"), dataIndex: "state", width: 120, render: (state: string) => <LinkSymbol link={state} /> },
  { title: tr("自", "Since"), dataIndex: "since", width: 120, align: "right", render: (at: string | null) => time(at) },
  { title: tr("说明", "Why"), key: "because", width: 260, render: (_, device) => because(device) },
  { title: tr("最近数据", "Last data"), dataIndex: "last_seen_at", width: 200, align: "right", render: (at: string | null) => (at ? `${time(at)} · ${ago(at)}` : tr("从未收到", "never")) },
  { title: tr("本月在线率", "Online this month"), dataIndex: "rate", width: 110, align: "right", render: (rate: number | null) => percent(rate) },
];

function because({ because: why, parts }: DeviceNow) {
  const listed = parts.length ? parts.join(tr("、", ", ")) : "";
  return [why, listed].filter(Boolean).join(tr("：", ": ")) || "—";
}

/** The station's devices: how each stands and why, when it was last heard, and its online rate. */
export function DeviceTable({ station }: { station: string }) {
  const found = useQuery(stationLinks(station));
  return (
    <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 3 }} />}>
      {(data) => (
        <>
          <p className="quiet">{sentence(data)} <Link to="/connectivity?by=stations">{tr("在线率排名", "Ranking")}</Link></p>
          <Table<DeviceNow> size="small" rowKey="device" columns={COLUMNS} dataSource={data.devices} pagination={false} scroll={{ x: 900 }} />
        </>
      )}
    </FetchedView>
  );
}

function sentence({ today, month }: StationLinks): string {
  if (!month.service_s) return tr("本月不在统计范围（停业、关停或尚未接入）。", "Not counted this month: suspended, closed or not connected.");
  return tr(
    `今日在线率${percent(today.rate)}；本月${percent(month.rate)}，考核${percent(month.assessed)}。`,
    `Online ${percent(today.rate)} today; ${percent(month.rate)} this month, assessed ${percent(month.assessed)}.`,
  );
}
