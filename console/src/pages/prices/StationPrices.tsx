import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton, Table } from "antd";
import { useMemo } from "react";

import { stationPrices, type PriceSeen } from "@/api/prices";
import { valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { count, decimal, litresFromMl, NOTHING } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";

import { yuan } from "./PriceCapsPage";

interface Props {
  station: string;
  first: string;
  last: string;
  onClose: () => void;
}

/** A station's prices by day and product, beside the city's median and the cap. */
export function StationPrices({ station, first, last, onClose }: Props) {
  const found = useQuery(stationPrices(station, first, last));
  return (
    <section className="block">
      <div className="block-head">
        <h2>{tr(`${station} 的价格`, `Prices of ${station}`)}</h2>
        <Button onClick={onClose}>{tr("收起", "Close")}</Button>
      </div>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 6 }} />}>{(rows) => (rows.length ? <Shown rows={rows} /> : <Nothing what={tr("这段时间没有销售", "Nothing was sold in these days")} />)}</FetchedView>
    </section>
  );
}

function Shown({ rows }: { rows: readonly PriceSeen[] }) {
  const option = useMemo(() => optionOf(rows), [rows]);
  const names = [...new Set(rows.map((one) => one.product))].map((product) => productLook(product).name);
  return (
    <>
      <Chart option={option} height={240} label={tr(`${listed(names)}每日中位单价与全市中位价，单位元每升，数值见下表`, `Daily median prices of ${listed(names)} beside the city's, yuan per litre; the table below has the figures`)} />
      <Table<PriceSeen>
        size="small"
        rowKey={(one) => `${one.day} ${one.product}`}
        dataSource={[...rows].reverse()}
        pagination={{ pageSize: 14, size: "small", showSizeChanger: false }}
        scroll={{ x: 860 }}
        columns={[
          { key: "day", title: tr("日期", "Day"), dataIndex: "day", width: 110 },
          { key: "product", title: tr("油品", "Product"), width: 130, render: (_, one) => <ProductName product={one.product} /> },
          { key: "price", title: tr("最低 / 中位 / 最高（元/升）", "Low / median / high (yuan/L)"), align: "right", render: (_, one) => [one.low_fen, one.median_fen, one.high_fen].map(yuan).join(" / ") },
          { key: "city", title: tr("全市中位（元/升）", "City's median (yuan/L)"), align: "right", render: (_, one) => (one.city_fen === null ? NOTHING : yuan(one.city_fen)) },
          { key: "cap", title: tr("最高零售价（元/升）", "Cap (yuan/L)"), align: "right", render: (_, one) => (one.cap_fen === null ? NOTHING : yuan(one.cap_fen)) },
          { key: "sold", title: tr("销量（升）", "Litres"), align: "right", render: (_, one) => litresFromMl(one.volume_ml) },
          { key: "changes", title: tr("变价次数", "Changes"), align: "right", render: (_, one) => count(one.changes) },
        ]}
      />
    </>
  );
}

function optionOf(rows: readonly PriceSeen[]) {
  const days = [...new Set(rows.map((one) => one.day))].sort();
  const products = [...new Set(rows.map((one) => one.product))];
  const series = products.flatMap((product) => {
    const look = productLook(product);
    const by = new Map(rows.filter((one) => one.product === product).map((one) => [one.day, one]));
    const line = (name: string, type: string, pick: (one: PriceSeen) => number | null) => ({
      type: "line",
      name,
      symbolSize: 5,
      connectNulls: false,
      data: days.map((day) => { const one = by.get(day); const fen = one ? pick(one) : null; return fen === null ? null : fen / 100; }),
      lineStyle: { color: look.colour, width: 2, type },
      itemStyle: { color: look.colour },
    });
    return [line(look.name, "solid", (one) => one.median_fen), line(tr(`${look.name}（全市）`, `${look.name} (city)`), "dotted", (one) => one.city_fen)];
  });
  return {
    grid: { left: 56, right: 24, top: 40, bottom: 28 },
    legend: { top: 0, right: 0, textStyle: { color: "var(--ink)" } },
    tooltip: { trigger: "axis", confine: true },
    xAxis: { type: "category", data: days, axisLabel: { color: "var(--quiet)", hideOverlap: true }, axisLine: { lineStyle: { color: "var(--line-strong)" } } },
    yAxis: valueAxis(tr("元/升", "yuan/L"), { scale: true, axisLabel: { color: "var(--quiet)", formatter: (value: number) => decimal(value, 2) } }),
    series,
  };
}
