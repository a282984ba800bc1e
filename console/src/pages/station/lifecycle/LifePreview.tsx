import { Alert, Table } from "antd";

import type { Life } from "@/api/life";
import { tr } from "@/lang";
import { ProductName } from "@/ui/ProductName";

type Piece = Life["equipment"][number];

const KINDS: Record<Piece["kind"], string> = { tank: tr("油罐", "Tank"), dispenser: tr("加油机", "Dispenser"), nozzle: tr("加油枪", "Nozzle") };

const COLUMNS = [
  { title: tr("设备", "Equipment"), dataIndex: "kind", render: (kind: Piece["kind"]) => KINDS[kind] },
  { title: tr("原编号", "Was"), key: "was", render: (_: unknown, piece: Piece) => tr(`${piece.from_station} 的 ${piece.from_number}号`, `${piece.from_station}, no. ${piece.from_number}`) },
  { title: tr("新编号", "Will be"), key: "now", render: (_: unknown, piece: Piece) => tr(`${piece.to_station} 的 ${piece.to_number}号`, `${piece.to_station}, no. ${piece.to_number}`) },
  { title: tr("油品", "Product"), dataIndex: "product", render: (product: string | null) => (product ? <ProductName product={product} /> : "—") },
];

/** What would be done: sentences, which number becomes which, and what the platform cannot do by itself. */
export function LifePreview({ told }: { told: Life }) {
  return (
    <section aria-label={tr("将要办理的内容", "What will be done")}>
      <p>{tr("确认后将一次完成以下内容，全部记入档案变更和操作日志：", "This will be done in one step, and noted in the register and the journal:")}</p>
      <ul className="life-effects">
        {told.effects.map((effect) => <li key={effect.text}>{effect.text}</li>)}
      </ul>
      {told.equipment.length ? (
        <div className="life-equipment" tabIndex={0} role="region" aria-label={tr("设备新旧编号对照", "Old and new numbers")}>
          <Table<Piece> size="small" pagination={false} rowKey={(piece) => `${piece.from_station}-${piece.kind}-${piece.from_number}`} columns={COLUMNS} dataSource={told.equipment} />
        </div>
      ) : null}
      {told.notes.map((note) => <Alert key={note} type="info" showIcon title={note} />)}
    </section>
  );
}
