import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Select, Skeleton, Table, Tag, type TableProps } from "antd";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { decimal, exactLitresFromMl, yuanFromFen } from "@/format/quantity";
import { timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";
import { FUELLING_KIND, FUELLING_SOURCE } from "@/states/fuel";
import { FetchedView } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";

type Fuelling = Schemas["FuellingOut"];

const COLUMNS: TableProps<Fuelling>["columns"] = [
  { title: tr("结束时间", "Ended"), dataIndex: "ended_at", width: 130, align: "right", render: timeWithSeconds },
  { title: tr("枪", "Nozzle"), dataIndex: "nozzle_id", width: 52, align: "right" },
  { title: tr("序号", "No."), dataIndex: "seq", width: 84, align: "right" },
  { title: tr("油品", "Product"), dataIndex: "product", width: 110, render: (product: string | null) => <ProductName product={product} /> },
  { title: tr("油量（升）", "Volume (L)"), dataIndex: "volume_ml", width: 96, align: "right", render: exactLitresFromMl },
  { title: tr("单价（元/升）", "Price (yuan/L)"), dataIndex: "unit_price_fen", width: 104, align: "right", render: (fen: number) => decimal(fen / 100, 2) },
  { title: tr("金额（元）", "Amount (yuan)"), dataIndex: "amount_fen", width: 100, align: "right", render: yuanFromFen },
  { title: tr("累计泵码（升）", "Totalizer (L)"), dataIndex: "totalizer_ml", width: 140, align: "right", render: exactLitresFromMl },
  {
    title: tr("类别", "Kind"),
    key: "kind",
    width: 130,
    render: (_, fuelling) => (
      <>
        {FUELLING_KIND[fuelling.kind] ?? fuelling.kind}
        {fuelling.source === "live" ? null : <Tag className="after">{FUELLING_SOURCE[fuelling.source] ?? fuelling.source}</Tag>}
      </>
    ),
  },
];

const traceOf = (station: string) => ({ title: tr("追溯", "Tracing"), key: "trace", width: 80, render: (_: unknown, { nozzle_id, seq }: Fuelling) => <Link to={`/trace?station=${station}&nozzle=${nozzle_id}&seq=${seq}`}>{tr("来源", "Where from")}</Link> });

interface FuellingTableProps {
  station: string;
  nozzles: number[];
  nozzle: number | null;
  onNozzle: (nozzle: number | null) => void;
}

/** The station's latest fuellings, newest first; more on request. */
export function FuellingTable({ station, nozzles, nozzle, onNozzle }: FuellingTableProps) {
  const traces = useMay("supply.see");
  const query = useInfiniteQuery(queries.fuellings(station, nozzle));
  return (
    <>
      <div className="tools">
        <Select
          allowClear
          aria-label={tr("加油枪", "Nozzle")}
          placeholder={tr("全部加油枪", "All nozzles")}
          value={nozzle}
          onChange={(value?: number) => onNozzle(value ?? null)}
          options={nozzles.map((id) => ({ value: id, label: tr(`${id}号枪`, `Nozzle ${id}`) }))}
        />
      </div>
      <FetchedView query={query} loading={<Skeleton active paragraph={{ rows: 6 }} />}>
        {({ pages }) => (
          <>
            <Table<Fuelling>
              size="small"
              rowKey={(fuelling) => `${fuelling.nozzle_id}-${fuelling.seq}`}
              columns={traces ? [...(COLUMNS ?? []), traceOf(station)] : COLUMNS}
              dataSource={pages.flatMap((page) => page.items)}
              pagination={false}
              virtual
              scroll={{ x: 950, y: 420 }}
              locale={{ emptyText: tr("还没有加油记录。采集终端上报后出现在这里。", "No fuellings yet. They will stand here once the collector reports them.") }}
            />
            {query.hasNextPage ? <Button block type="link" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{tr("更早的记录", "Earlier fuellings")}</Button> : null}
          </>
        )}
      </FetchedView>
    </>
  );
}
