import { useQuery } from "@tanstack/react-query";
import { Skeleton, Table } from "antd";

import { purchasePapers, type PurchasePapers } from "@/api/tax";
import { count, litresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";

const PAGED = { pageSize: 10, size: "small" as const, showSizeChanger: false, hideOnSinglePage: true };

/** The papers behind a station's month of a product. */
export function PurchasePapersDrawer({ station, family, period, onClose }: { station: string; family: string; period: string; onClose: () => void }) {
  const found = useQuery(purchasePapers(station, family, period));
  const title = found.data ? tr(`${found.data.station_name} ${found.data.product_name} ${period} 票据`, `Papers of ${found.data.station_name}, ${found.data.product_name}, ${period}`) : tr("票据", "Papers");
  return (
    <ObjectDrawer open title={title} onClose={onClose}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>
        {(data) => (
          <>
            <Deliveries papers={data} />
            <Invoices title={tr("进项发票", "Purchase invoices")} rows={data.bought} of={(one) => one.seller_uscc} who={tr("销方", "Seller")} />
            <Invoices title={tr("销项发票", "Sale invoices")} rows={data.sold} of={(one) => one.buyer_uscc} who={tr("购方", "Buyer")} />
            {data.sold_count > data.sold.length ? <p className="quiet">{tr(`共 ${count(data.sold_count)} 张销项发票，列出最近 ${count(data.sold.length)} 张。`, `The latest ${count(data.sold.length)} of ${count(data.sold_count)} sale invoices.`)}</p> : null}
          </>
        )}
      </FetchedView>
    </ObjectDrawer>
  );
}

function Deliveries({ papers }: { papers: PurchasePapers }) {
  return (
    <section>
      <h2>{tr("进油单", "Delivery documents")}</h2>
      {papers.deliveries.length ? (
        <Table
          size="small"
          rowKey="delivery_id"
          pagination={PAGED}
          dataSource={papers.deliveries}
          scroll={{ x: 620 }}
          columns={[
            { key: "id", title: tr("进油单", "Document"), dataIndex: "delivery_id" },
            { key: "at", title: tr("到货时间", "Delivered at"), render: (_, one) => fullTime(one.delivered_at) },
            { key: "product", title: tr("品种", "Product"), render: (_, one) => <ProductName product={one.product} /> },
            { key: "ml", title: tr("油量（升）", "Litres"), align: "right", render: (_, one) => litresFromMl(one.documented_volume_ml) },
            { key: "invoice", title: tr("发票与品种", "Invoice and its product"), render: (_, one) => (one.invoice_no ? <>{one.invoice_no}{one.invoice_product ? <span className="tax-sub"><ProductName product={one.invoice_product} /></span> : <span className="tax-sub">{tr("发票未到", "not there yet")}</span>}</> : NOTHING) },
          ]}
        />
      ) : <Nothing what={tr("没有进油单", "There is no delivery document")} />}
    </section>
  );
}

type Invoice = PurchasePapers["bought"][number];

function Invoices({ title, rows, of, who }: { title: string; rows: Invoice[]; of: (one: Invoice) => string; who: string }) {
  return (
    <section>
      <h2>{title}</h2>
      {rows.length ? (
        <Table
          size="small"
          rowKey="invoice_no"
          pagination={PAGED}
          dataSource={rows}
          scroll={{ x: 620 }}
          columns={[
            { key: "no", title: tr("发票号码", "Invoice"), dataIndex: "invoice_no" },
            { key: "on", title: tr("开票日期", "Issued on"), dataIndex: "issued_on" },
            { key: "product", title: tr("品种", "Product"), render: (_, one) => <ProductName product={one.product} /> },
            { key: "ml", title: tr("油量（升）", "Litres"), align: "right", render: (_, one) => litresFromMl(one.volume_ml) },
            { key: "yuan", title: tr("金额（元）", "Yuan"), align: "right", render: (_, one) => yuanFromFen(one.amount_fen) },
            { key: "who", title: who, render: (_, one) => of(one) || NOTHING },
          ]}
        />
      ) : <Nothing what={tr("没有发票", "There is no invoice")} />}
    </section>
  );
}
