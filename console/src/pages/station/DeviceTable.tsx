import { Table, type TableProps } from "antd";

import type { Schemas } from "@/api/client";
import { ago, time } from "@/format/time";
import { tr } from "@/lang";
import { LinkSymbol } from "@/ui/StateSymbol";

type Device = Schemas["DeviceOut"];

const COLUMNS: TableProps<Device>["columns"] = [
  { title: tr("设备", "Device"), dataIndex: "name", width: 160 },
  { title: tr("状态", "State"), dataIndex: "link", width: 110, render: (link: string) => <LinkSymbol link={link} /> },
  {
    title: tr("最近数据", "Last data"),
    dataIndex: "last_seen_at",
    width: 200,
    align: "right",
    render: (at: string | null, device) => (
      <span className={device.stale ? "is-stale" : ""}>
        {at ? `${time(at)} · ${ago(at)}` : tr("从未收到", "never")}
        {device.stale && at ? <em className="tag-stale">{tr("已过时", "stale")}</em> : null}
      </span>
    ),
  },
  { title: tr("离线自", "Offline since"), dataIndex: "down_since", width: 110, align: "right", render: (at: string | null) => time(at) },
];

/** The station's devices and when each was last heard. */
export function DeviceTable({ devices }: { devices: Device[] }) {
  return (
    <Table<Device>
      size="small"
      rowKey="device"
      columns={COLUMNS}
      dataSource={devices}
      pagination={false}
      scroll={{ x: 560 }}
      locale={{ emptyText: tr("还没有设备接入。采集终端完成接入后出现在这里。", "No device is connected yet. It will stand here once the collector is.") }}
    />
  );
}
