import { Table, type TableProps } from "antd";

import type { Schemas } from "@/api/client";
import { ago, time } from "@/format/time";
import { LinkSymbol } from "@/ui/StateSymbol";

type Device = Schemas["DeviceOut"];

const COLUMNS: TableProps<Device>["columns"] = [
  { title: "设备", dataIndex: "name", width: 160 },
  { title: "状态", dataIndex: "link", width: 110, render: (link: string) => <LinkSymbol link={link} /> },
  {
    title: "最近数据",
    dataIndex: "last_seen_at",
    width: 200,
    align: "right",
    render: (at: string | null, device) => (
      <span className={device.stale ? "is-stale" : ""}>
        {at ? `${time(at)} · ${ago(at)}` : "从未收到"}
        {device.stale && at ? <em className="tag-stale">已过时</em> : null}
      </span>
    ),
  },
  { title: "离线自", dataIndex: "down_since", width: 110, align: "right", render: (at: string | null) => time(at) },
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
      locale={{ emptyText: "还没有设备接入。采集终端完成接入后出现在这里。" }}
    />
  );
}
