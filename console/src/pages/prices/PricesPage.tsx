import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Skeleton, Table } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { Link } from "react-router";

import { priceAnomalies, priceNotices, takeNotice, type OddPrice, type Prices } from "@/api/prices";
import { useMay } from "@/app/session";
import { cityDay } from "@/format/days";
import { count, litresFromMl, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { LimitsDialog } from "./LimitsDialog";
import { limitWords } from "./limits";
import { NoticeDialog } from "./NoticeDialog";
import { oddLook } from "./odd";
import { yuan } from "./PriceCapsPage";
import { StationPrices } from "./StationPrices";

const DAY = "YYYY-MM-DD";

/** 价格监测: what is odd about prices, the notices behind the caps, and a station's prices over time. */
export default function PricesPage() {
  const { search, change } = useUrlState();
  const last = search.get("last") ?? cityDay().format(DAY);
  const first = search.get("first") ?? dayjs(last).subtract(29, "day").format(DAY);
  const found = useQuery(priceAnomalies(first, last));
  const station = search.get("station") ?? "";
  return (
    <div className="page">
      <PageHead title={tr("价格监测", "Prices")}>
        <DatePicker allowClear={false} aria-label={tr("开始日期", "First day")} value={dayjs(first)} disabledDate={(day) => day.isAfter(dayjs(last), "day")} onChange={(day) => change({ first: dayjs(day).format(DAY) })} />
        <DatePicker allowClear={false} aria-label={tr("结束日期", "Last day")} value={dayjs(last)} disabledDate={(day) => day.isAfter(cityDay(), "day")} onChange={(day) => change({ last: dayjs(day).format(DAY) })} />
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <Anomalies data={data} />}</FetchedView>
      {station ? <StationPrices station={station} first={first} last={last} onClose={() => change({ station: null })} /> : null}
      <Notices />
    </div>
  );
}

function Anomalies({ data }: { data: Prices }) {
  const { change } = useUrlState();
  const may = useMay("price.manage");
  const [setting, set] = useState(false);
  return (
    <>
      <Answer>
        {data.items.length
          ? tr(`${data.first} 至 ${data.last}，${count(data.stations)} 座站有 ${count(data.items.length)} 条价格异常，涉及 ${litresFromMl(data.volume_ml)} 升。`, `From ${data.first} to ${data.last} there are ${count(data.items.length)} odd prices at ${count(data.stations)} stations: ${litresFromMl(data.volume_ml)} L.`)
          : tr(`${data.first} 至 ${data.last} 没有价格异常。`, `No odd price from ${data.first} to ${data.last}.`)}
      </Answer>
      <section className="block">
        <div className="block-head">
          <h2>{tr("价格异常", "Odd prices")}</h2>
          {may ? <Button onClick={() => set(true)}>{tr("异常界限", "Limits")}</Button> : null}
        </div>
        <p className="quiet">{limitWords(data.limits)}</p>
        <Table<OddPrice>
          size="small"
          rowKey={(one) => `${one.kind} ${one.station_id} ${one.product} ${one.from_on} ${one.message}`}
          dataSource={data.items}
          pagination={data.items.length > 15 ? { pageSize: 15, size: "small", showSizeChanger: false } : false}
          scroll={{ x: 1000 }}
          columns={[
            { key: "kind", title: tr("异常", "What is odd"), width: 200, render: (_, one) => <StateSymbol look={oddLook(one.kind, one.kind_name)} /> },
            { key: "station", title: tr("加油站", "Station"), width: 180, render: (_, one) => <Link to={`/stations/${one.station_id}`}>{one.station_name}</Link> },
            { key: "product", title: tr("油品", "Product"), width: 130, render: (_, one) => <ProductName product={one.product} /> },
            { key: "days", title: tr("日期", "Days"), width: 190, render: (_, one) => (one.from_on === one.until_on ? one.from_on : tr(`${one.from_on} 至 ${one.until_on}`, `${one.from_on} to ${one.until_on}`)) },
            { key: "price", title: tr("单价（元/升）", "Price (yuan/L)"), width: 120, align: "right", render: (_, one) => (one.price_fen === null ? NOTHING : yuan(one.price_fen)) },
            { key: "against", title: tr("对照（元/升）", "Against (yuan/L)"), width: 120, align: "right", render: (_, one) => (one.against_fen === null ? NOTHING : yuan(one.against_fen)) },
            { key: "volume", title: tr("涉及油量（升）", "Litres"), width: 120, align: "right", render: (_, one) => litresFromMl(one.volume_ml) },
            { key: "see", title: tr("历史", "History"), width: 110, render: (_, one) => <Button size="small" onClick={() => change({ station: one.station_id })}>{tr("看价格", "See prices")}</Button> },
          ]}
          locale={{ emptyText: <Nothing what={tr("这段时间没有价格异常", "No price was odd in these days")} how={tr("超出上述界限的会列在这里", "What is beyond the limits above is listed here")} /> }}
        />
      </section>
      {setting ? <LimitsDialog limits={data.limits} onClose={() => set(false)} /> : null}
    </>
  );
}

function Notices() {
  const found = useQuery(priceNotices);
  const may = useMay("price.manage");
  const [entering, enter] = useState(false);
  return (
    <section className="block">
      <div className="block-head">
        <h2>{tr("最高零售价公告", "Notices of highest retail prices")}</h2>
        {may ? <Button type="primary" onClick={() => enter(true)}>{tr("登记公告", "Enter a notice")}</Button> : null}
      </div>
      <p className="quiet">{tr(<>登记公告即写入档案的<Link to="/price-caps">最高零售价</Link>，自执行时间起用于判断单价是否超限；批量登记用 Excel 模板。</>, <>A notice goes into the register’s <Link to="/price-caps">price caps</Link> and is judged by from its time on; many at once by the Excel template.</>)}</p>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 4 }} />}>
        {(rows) => rows.length ? (
          <Table
            size="small"
            rowKey="id"
            dataSource={rows}
            pagination={rows.length > 10 ? { pageSize: 10, size: "small", showSizeChanger: false } : false}
            scroll={{ x: 900 }}
            columns={[
              { key: "no", title: tr("文号", "No."), dataIndex: "notice_no", width: 200 },
              { key: "by", title: tr("发布单位", "Issued by"), dataIndex: "issued_by", width: 180 },
              { key: "region", title: tr("适用地区", "Region"), dataIndex: "region_name", width: 110 },
              { key: "from", title: tr("执行时间", "In force from"), width: 160, render: (_, one) => fullTime(one.effective_from) },
              { key: "prices", title: tr("最高零售价（元/升）", "Highest prices (yuan/L)"), render: (_, one) => Object.entries(one.prices).map(([product, fen]) => `${productLook(product).name} ${yuan(fen)}`).join(tr("，", ", ")) },
              { key: "file", title: tr("原文", "File"), width: 100, render: (_, one) => (one.filename ? <Button size="small" onClick={() => void takeNotice(one)}>{tr("下载", "Download")}</Button> : NOTHING) },
              { key: "who", title: tr("登记人", "Entered by"), dataIndex: "entered_by_name", width: 120 },
            ]}
          />
        ) : <Nothing what={tr("还没有登记公告", "No notice was entered yet")} how={tr("点“登记公告”，填写文号、地区、执行时间和各油品价格，可附公告原文", "Enter number, region, time and prices; the notice itself may be attached")} />}
      </FetchedView>
      {entering ? <NoticeDialog onClose={() => enter(false)} /> : null}
    </section>
  );
}
