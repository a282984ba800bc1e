import { Table, Tag, type TableProps } from "antd";

import type { Schemas } from "@/api/client";
import { decimal, exactLitresFromMl, litresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { ProductName } from "@/ui/ProductName";

type Nozzle = Schemas["NozzleOut"];

const COLUMNS: TableProps<Nozzle>["columns"] = [
  { title: tr("枪", "Nozzle"), dataIndex: "nozzle_id", width: 52, align: "right" },
  { title: tr("加油机", "Dispenser"), dataIndex: "dispenser_id", width: 68, align: "right" },
  { title: tr("油品", "Product"), dataIndex: "product", width: 110, render: (product: string) => <ProductName product={product} /> },
  { title: tr("油罐", "Tank"), dataIndex: "tank_id", width: 60, align: "right" },
  { title: tr("累计泵码（升）", "Totalizer (L)"), dataIndex: "totalizer_ml", width: 140, align: "right", render: exactLitresFromMl },
  { title: tr("最近加油", "Last fuelling"), key: "last", width: 110, align: "right", render: (_, nozzle) => time(nozzle.last_fuelling?.ended_at) },
  { title: tr("油量（升）", "Volume (L)"), key: "volume", width: 96, align: "right", render: (_, nozzle) => litresFromMl(nozzle.last_fuelling?.volume_ml) },
  { title: tr("金额（元）", "Amount (yuan)"), key: "amount", width: 96, align: "right", render: (_, nozzle) => yuanFromFen(nozzle.last_fuelling?.amount_fen) },
  { title: tr("检定有效期至", "Verified until"), key: "valid", width: 130, align: "right", render: (_, nozzle) => <Certificate of={nozzle} /> },
  {
    title: tr("检定示值误差（%）", "Indication error (%)"),
    key: "error",
    width: 140,
    align: "right",
    render: (_, nozzle) => (nozzle.verification?.error_pct == null ? NOTHING : decimal(nozzle.verification.error_pct, 2)),
  },
];

function Certificate({ of }: { of: Nozzle }) {
  const certificate = of.verification;
  if (!certificate) return <span className="quiet">{tr("无检定记录", "not verified")}</span>;
  if (certificate.result === "fail") return <Tag color="error">{tr("检定不合格", "Failed")}</Tag>;
  const over = Date.parse(`${certificate.valid_until}T24:00:00+08:00`) < Date.now();
  return <span title={tr(`证书 ${certificate.certificate_no}`, `Certificate ${certificate.certificate_no}`)}>{certificate.valid_until}{over ? <Tag color="warning">{tr("已到期", "lapsed")}</Tag> : null}</span>;
}

/** The nozzles with their meters and certificates. */
export function NozzleTable({ nozzles }: { nozzles: Nozzle[] }) {
  return (
    <Table<Nozzle>
      size="small"
      rowKey="nozzle_id"
      columns={COLUMNS}
      dataSource={nozzles}
      pagination={false}
      scroll={{ x: 1000 }}
      locale={{ emptyText: tr("没有登记加油枪。新增或用 Excel 批量登记后出现。", "No nozzle is registered. Add one, or register many by Excel.") }}
    />
  );
}
