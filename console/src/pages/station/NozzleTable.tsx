import { Table, Tag, type TableProps } from "antd";

import type { Schemas } from "@/api/client";
import { decimal, exactLitresFromMl, litresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { time } from "@/format/time";
import { ProductName } from "@/ui/ProductName";

type Nozzle = Schemas["NozzleOut"];

const COLUMNS: TableProps<Nozzle>["columns"] = [
  { title: "枪", dataIndex: "nozzle_id", width: 52, align: "right" },
  { title: "加油机", dataIndex: "dispenser_id", width: 68, align: "right" },
  { title: "油品", dataIndex: "product", width: 110, render: (product: string) => <ProductName product={product} /> },
  { title: "油罐", dataIndex: "tank_id", width: 60, align: "right" },
  { title: "累计泵码（升）", dataIndex: "totalizer_ml", width: 140, align: "right", render: exactLitresFromMl },
  { title: "最近加油", key: "last", width: 110, align: "right", render: (_, nozzle) => time(nozzle.last_fuelling?.ended_at) },
  { title: "油量（升）", key: "volume", width: 96, align: "right", render: (_, nozzle) => litresFromMl(nozzle.last_fuelling?.volume_ml) },
  { title: "金额（元）", key: "amount", width: 96, align: "right", render: (_, nozzle) => yuanFromFen(nozzle.last_fuelling?.amount_fen) },
  { title: "检定有效期至", key: "valid", width: 130, align: "right", render: (_, nozzle) => <Certificate of={nozzle} /> },
  {
    title: "检定示值误差（%）",
    key: "error",
    width: 140,
    align: "right",
    render: (_, nozzle) => (nozzle.verification?.error_pct == null ? NOTHING : decimal(nozzle.verification.error_pct, 2)),
  },
];

function Certificate({ of }: { of: Nozzle }) {
  const certificate = of.verification;
  if (!certificate) return <span className="quiet">无检定记录</span>;
  if (certificate.result === "fail") return <Tag color="error">检定不合格</Tag>;
  const over = Date.parse(`${certificate.valid_until}T24:00:00+08:00`) < Date.now();
  return <span title={`证书 ${certificate.certificate_no}`}>{certificate.valid_until}{over ? <Tag color="warning">已到期</Tag> : null}</span>;
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
      locale={{ emptyText: "没有登记加油枪。导入站点档案后出现。" }}
    />
  );
}
