import { Table, type TableProps } from "antd";

import { celsius, exactLitresFromMl, litres, millimetres, yuanFromFen } from "@/format/quantity";
import { tr } from "@/lang";

import type { FoundNozzle, FoundTank, Probe } from "./probe";

const right = { align: "right" as const };
const TANKS: TableProps<FoundTank>["columns"] = [
  { title: tr("罐号", "Tank"), dataIndex: "tank_id", width: 64, ...right },
  { title: tr("油品", "Product"), dataIndex: "product", render: (text: string | null) => text ?? "—" },
  { title: tr("体积（升）", "Volume (L)"), dataIndex: "volume_l", ...right, render: litres },
  { title: tr("油高", "Level"), dataIndex: "height_mm", ...right, render: millimetres },
  { title: tr("水高", "Water"), dataIndex: "water_mm", ...right, render: millimetres },
  { title: tr("温度", "Temperature"), dataIndex: "temp_c", ...right, render: celsius },
];
const NOZZLES: TableProps<FoundNozzle>["columns"] = [
  { title: tr("枪号", "Nozzle"), dataIndex: "nozzle_id", width: 64, ...right },
  { title: tr("油品", "Product"), dataIndex: "product", render: (text: string | null) => text ?? "—" },
  { title: tr("累计泵码（升）", "Totalizer (L)"), dataIndex: "total_ml", ...right, render: exactLitresFromMl },
  { title: tr("累计金额（元）", "Total (yuan)"), dataIndex: "total_fen", ...right, render: yuanFromFen },
  { title: tr("单价（元/升）", "Price (yuan/L)"), dataIndex: "unit_price_fen", ...right, render: yuanFromFen },
];

/** What a device answered to a probe: its model, its tanks, its nozzles, what it complains of. */
export function ProbeReport({ probe }: { probe: Probe }) {
  return (
    <div className="probe">
      <p>{tr("型号：", "Model: ")}<b>{probe.model ?? tr("设备未说明", "not said")}</b></p>
      {probe.tanks.length ? <Table<FoundTank> size="small" rowKey="tank_id" columns={TANKS} dataSource={probe.tanks} pagination={false} scroll={{ x: 480 }} /> : null}
      {probe.nozzles.length ? <Table<FoundNozzle> size="small" rowKey="nozzle_id" columns={NOZZLES} dataSource={probe.nozzles} pagination={false} scroll={{ x: 480 }} /> : null}
      <Lines title={tr("设备报警", "Alarms")} lines={probe.alarms} />
      <Lines title={tr("说明", "Notes")} lines={probe.notes} />
    </div>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (!lines.length) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>
    </>
  );
}
