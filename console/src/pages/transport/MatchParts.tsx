import { Button, Table, type TableProps } from "antd";
import { Link } from "react-router";

import type { Match } from "@/api/transport";
import { exactLitresFromMl, litresFromMl, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";

type Part = Match["parts"][number];

const KINDS: Record<Part["kind"], string> = { document: tr("进油单", "Document"), rise: tr("液位上升", "Rise"), trip: tr("运单", "Trip") };

/** Every record of a match; with `onPart` one can be taken out of it. */
export function Parts({ row, onPart }: { row: Match; onPart?: (name: string) => void }) {
  const columns: TableProps<Part>["columns"] = [
    { title: tr("种类", "Kind"), dataIndex: "kind", width: 90, render: (kind: Part["kind"]) => KINDS[kind] },
    { title: tr("编号", "Number"), key: "number", width: 170, render: (_, part) => <Number part={part} station={row.station_id} /> },
    { title: tr("时间", "Time"), dataIndex: "at", width: 150, render: (at: string) => fullTime(at).slice(0, 16) },
    { title: tr("油品", "Product"), dataIndex: "product_name", width: 110 },
    { title: tr("所记油量（升）", "As written (L)"), dataIndex: "volume_ml", width: 130, align: "right", render: exactLitresFromMl },
    { title: tr("20℃油量（升）", "At 20 °C (L)"), key: "at20", width: 160, align: "right", render: (_, part) => withSpread(part) },
    { title: tr("油罐", "Tank"), dataIndex: "tank_id", width: 70, align: "right", render: (tank: number | null) => tank ?? NOTHING },
    { title: tr("车牌号", "Plate"), dataIndex: "plate_no", width: 110, render: (plate: string | null) => plate ?? NOTHING },
    { title: tr("发票号", "Invoice"), dataIndex: "invoice_no", width: 150, render: (text: string | null) => <span className="code">{text ?? NOTHING}</span> },
    ...(onPart && row.parts.length > 1 ? [{ title: tr("操作", "Action"), key: "part", width: 100, render: (_: unknown, part: Part) => <Button size="small" onClick={() => onPart(part.name)}>{tr("解除关联", "Take out")}</Button> }] : []),
  ];
  return <Table<Part> size="small" rowKey="name" columns={columns} dataSource={row.parts} pagination={false} scroll={{ x: 1150 }} />;
}

function withSpread(part: Part): string {
  if (part.litres20_ml === null) return NOTHING;
  return part.sd20_ml ? `${litresFromMl(part.litres20_ml)} ± ${litresFromMl(2 * part.sd20_ml)}` : litresFromMl(part.litres20_ml);
}

function Number({ part, station }: { part: Part; station: string }) {
  if (part.kind === "trip") return <Link className="code" to={`/trips/${encodeURIComponent(part.number)}`}>{part.number}</Link>;
  if (part.kind === "document") return <Link className="code" to={`/trace?station=${station}&delivery=${encodeURIComponent(part.number)}`}>{part.number}</Link>;
  return <>{tr(`${part.tank_id}号罐`, `Tank ${part.tank_id}`)}</>;
}
