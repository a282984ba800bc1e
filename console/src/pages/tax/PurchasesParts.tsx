import { Button, Table } from "antd";
import { Link } from "react-router";

import type { Purchases } from "@/api/tax";
import { litresFromMl, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Nothing } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";

import { tonnes } from "./purchases";

const paged = (rows: readonly unknown[]) => (rows.length > 10 ? { pageSize: 10, size: "small" as const, showSizeChanger: false } : false);

/** Products of which more was invoiced to customers than invoices and stock gave. */
export function Switched({ switched, onPapers }: { switched: Purchases["switched"]; onPapers: (station: string, family: string) => void }) {
  return (
    <section className="block">
      <h2>{tr("进项与销项品种不平衡（变票候选）", "Invoiced beyond what was bought of a product")}</h2>
      {switched.length ? (
        <Table
          size="small"
          rowKey={(one) => `${one.station_id} ${one.sold_as}`}
          dataSource={switched}
          pagination={paged(switched)}
          scroll={{ x: 780 }}
          columns={[
            { key: "station", title: tr("加油站", "Station"), width: 200, render: (_, one) => <Link to={`/stock/${one.station_id}`}>{one.station_name}</Link> },
            { key: "from", title: tr("购进品种", "Bought as"), width: 110, dataIndex: "bought_as_name" },
            { key: "to", title: tr("开票销售品种", "Invoiced as"), width: 120, dataIndex: "sold_as_name" },
            { key: "ml", title: tr("油量（升）", "Litres"), width: 130, align: "right", render: (_, one) => <>{litresFromMl(one.ml)}<span className="tax-sub">{tonnes(one.kg)}</span></> },
            { key: "see", title: tr("票据", "Papers"), width: 220, render: (_, one) => <span className="tax-counts"><Button size="small" onClick={() => onPapers(one.station_id, one.bought_as)}>{tr("进项票据", "Bought")}</Button><Button size="small" onClick={() => onPapers(one.station_id, one.sold_as)}>{tr("销项票据", "Sold")}</Button></span> },
          ]}
        />
      ) : <Nothing what={tr("没有品种不平衡的进销项发票", "No product was invoiced beyond its purchases")} how={tr("某品种销项发票多于进项发票和库存减少，同站另一品种进项有余时列出", "Listed when more of a product is invoiced than bought and stored, and another of the same station has as much to spare")} />}
    </section>
  );
}

/** Delivery documents whose invoice names another product. */
export function Renamed({ renamed }: { renamed: Purchases["renamed"] }) {
  return (
    <section className="block">
      <h2>{tr("进油单与发票品种不同", "Documents that name another product than their invoice")}</h2>
      {renamed.length ? (
        <Table
          size="small"
          rowKey={(one) => `${one.station_id} ${one.delivery_id}`}
          dataSource={renamed}
          pagination={paged(renamed)}
          scroll={{ x: 1100 }}
          columns={[
            { key: "station", title: tr("加油站", "Station"), width: 180, render: (_, one) => <Link to={`/stock/${one.station_id}`}>{one.station_name}</Link> },
            { key: "delivery", title: tr("进油单", "Document"), width: 150, render: (_, one) => <Link to={`/papers?q=${encodeURIComponent(one.delivery_id)}`}>{one.delivery_id}</Link> },
            { key: "at", title: tr("到货时间", "Delivered at"), width: 150, render: (_, one) => fullTime(one.delivered_at) },
            { key: "product", title: tr("进油单品种", "On the document"), width: 130, render: (_, one) => <ProductName product={one.product} /> },
            { key: "ml", title: tr("油量（升）", "Litres"), width: 110, align: "right", render: (_, one) => litresFromMl(one.documented_volume_ml) },
            { key: "invoice", title: tr("发票", "Invoice"), width: 150, dataIndex: "invoice_no" },
            { key: "other", title: tr("发票品种", "On the invoice"), width: 130, render: (_, one) => <ProductName product={one.invoice_product} /> },
            { key: "invoiced", title: tr("发票油量（升）", "Invoiced (L)"), width: 130, align: "right", render: (_, one) => <>{litresFromMl(one.invoice_ml)}<span className="tax-sub">{tonnes(one.invoice_kg)}</span></> },
            { key: "seller", title: tr("销方", "Seller"), width: 190, render: (_, one) => one.seller_uscc || NOTHING },
          ]}
        />
      ) : <Nothing what={tr("进油单与发票的品种都一致", "Documents and invoices name the same products")} />}
    </section>
  );
}

/** What tax.product_mismatch found in the month. */
export function RenamedFindings({ findings }: { findings: Purchases["findings"] }) {
  if (!findings.length) return null;
  return (
    <section className="block">
      <h2>{tr("变票疑点", "Findings on products")}</h2>
      <Table
        size="small"
        rowKey="finding_id"
        dataSource={findings}
        pagination={paged(findings)}
        scroll={{ x: 700 }}
        columns={[
          { key: "station", title: tr("加油站", "Station"), width: 130, render: (_, one) => <Link to={`/stations/${one.station_id}`}>{one.station_id}</Link> },
          { key: "message", title: tr("疑点", "What was found"), width: 460, dataIndex: "message" },
          { key: "alert", title: tr("预警", "Alert"), width: 100, render: (_, one) => (one.alert_id ? <Link to={`/alerts/${one.alert_id}`}>{tr("看预警", "See the alert")}</Link> : NOTHING) },
        ]}
      />
    </section>
  );
}
