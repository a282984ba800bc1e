import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Skeleton, Table, Tag, type TableProps } from "antd";
import { Link } from "react-router";

import { deliveries, type Delivery } from "@/api/register";
import { useMay } from "@/app/session";
import { celsius, exactLitresFromMl } from "@/format/quantity";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";

/** Which temperature the litres of a document stand for. */
const REFERENCES: Record<string, string> = { "20": tr("20℃ 体积", "at 20 °C"), "15": tr("15℃ 体积", "at 15 °C"), ambient: tr("实测温度体积", "as measured") };

const COLUMNS: TableProps<Delivery>["columns"] = [
  { title: tr("卸油时间", "Delivered"), dataIndex: "delivered_at", width: 110, align: "right", render: time },
  { title: tr("进油单号", "Document"), dataIndex: "delivery_id", width: 170, render: (text: string, row) => <span className="code">{text}{row.test ? <Tag className="after">{tr("试运行", "Trial")}</Tag> : null}</span> },
  { title: tr("油罐", "Tank"), dataIndex: "tank_id", width: 64, align: "right", render: (tank: number | null) => tank ?? "—" },
  { title: tr("油品", "Product"), dataIndex: "product", width: 120, render: (product: string) => <ProductName product={product} /> },
  { title: tr("单据油量（升）", "Documented (L)"), dataIndex: "documented_volume_ml", width: 120, align: "right", render: exactLitresFromMl },
  { title: tr("计量基准", "Reference"), dataIndex: "reference", width: 110, render: (code: string) => REFERENCES[code] ?? code },
  { title: tr("油温", "Temperature"), dataIndex: "temp_c", width: 90, align: "right", render: celsius },
  { title: tr("供油单位", "Supplier"), key: "supplier", width: 180, render: (_, row) => row.supplier ?? row.supplier_uscc ?? "—" },
  { title: tr("运单号", "Waybill"), dataIndex: "waybill_no", width: 140, render: (text: string | null) => <span className="code">{text ?? "—"}</span> },
  { title: tr("发票号", "Invoice"), dataIndex: "invoice_no", width: 140, render: (text: string | null) => <span className="code">{text ?? "—"}</span> },
];

const traceOf = (station: string) => ({ title: tr("追溯", "Tracing"), key: "trace", width: 80, render: (_: unknown, row: Delivery) => <Link to={`/trace?station=${station}&delivery=${encodeURIComponent(row.delivery_id)}`}>{tr("去向", "Where to")}</Link> });

/** What was unloaded by the documents, newest first. */
export function DeliveryTable({ station }: { station: string }) {
  const traces = useMay("supply.see");
  const query = useInfiniteQuery(deliveries(station));
  return (
    <FetchedView query={query} loading={<Skeleton active paragraph={{ rows: 6 }} />}>
      {({ pages }) => (
        <>
          <Table<Delivery>
            size="small"
            rowKey="delivery_id"
            columns={traces ? [...(COLUMNS ?? []), traceOf(station)] : COLUMNS}
            dataSource={pages.flatMap((page) => page.items)}
            pagination={false}
            scroll={{ x: 1320 }}
            locale={{ emptyText: <Nothing what={tr("还没有进油单", "No delivery document yet")} how={tr("采集终端或企业上报进油单后出现在这里", "Documents stand here once the collector or the company reported them")} /> }}
          />
          {query.hasNextPage ? <Button block type="link" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{tr("更早的卸油", "Earlier deliveries")}</Button> : null}
        </>
      )}
    </FetchedView>
  );
}
