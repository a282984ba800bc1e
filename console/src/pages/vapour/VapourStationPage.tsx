import { useQuery } from "@tanstack/react-query";
import { DatePicker, Select, Skeleton, Table } from "antd";
import dayjs from "dayjs";
import { Link, useParams } from "react-router";

import { vapourNozzle, vapourPressure, vapourStation, type VapourStation, type VapourSubject } from "@/api/vapour";
import { useMay } from "@/app/session";
import { cityDay } from "@/format/days";
import { count, decimal, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { FillsChart, PressureChart } from "./charts";
import { vapourLook } from "./looks";
import { emitted, told } from "./VapourPage";

type Verdict = VapourSubject["days"][number];

/** A station's vapour recovery: its days by both editions, the A/L of a nozzle, a day of pressure. */
export default function VapourStationPage() {
  const { stationId = "" } = useParams();
  const found = useQuery(vapourStation(stationId));
  return (
    <div className="page">
      <PageHead title={found.data ? tr(`${found.data.name}：油气回收`, `${found.data.name}: vapour recovery`) : tr("油气回收", "Vapour recovery")} />
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <Shown data={data} />}</FetchedView>
    </div>
  );
}

function Shown({ data }: { data: VapourStation }) {
  const { search, change } = useUrlState();
  const may = useMay("vapour.manage");
  const subject = data.subjects.find((one) => one.subject === search.get("subject")) ?? data.subjects[0];
  const nozzle = /^nozzle:(\d+)$/.exec(subject?.subject ?? "")?.[1];
  const last = subject?.days[0]?.day ?? cityDay().format("YYYY-MM-DD");
  const day = search.get("day") ?? last;
  return (
    <>
      <Answer>{data.sentence}</Answer>
      <p>{told(data.sync)} {data.emission ? emitted(data.emission) : null}</p>
      <p className="quiet"><Link to={`/stations/${data.station_id}`}>{tr("一站一档", "The station's file")}</Link>{data.obliged ? null : tr("；本站未标明应安装在线监测，不判定。", "; the station need not monitor online and is not judged.")}</p>
      {subject ? (
        <section className="block">
          <div className="block-head">
            <h2>{subject.name}</h2>
            <Select aria-label={tr("判定对象", "Subject")} value={subject.subject} style={{ minWidth: 160 }} options={data.subjects.map((one) => ({ value: one.subject, label: one.name }))} onChange={(value) => change({ subject: value })} />
          </div>
          {nozzle && may ? <p className="quiet"><Link to={`/vapour/orders?new=stop.${data.station_id}.${nozzle}`}>{tr("核实后起草停用通知", "Draft an order to stop it, once checked")}</Link></p> : null}
          {nozzle ? <Fills station={data.station_id} nozzle={Number(nozzle)} last={last} /> : null}
          <Days days={subject.days} edition={data.edition} nozzle={Boolean(nozzle)} />
        </section>
      ) : (
        <Nothing what={tr("还没有判定", "Nothing was judged yet")} how={tr("油气监测设备接入并有完整的一天后判定", "Days are judged once the monitor has sent a whole one")} />
      )}
      <section className="block">
        <div className="block-head">
          <h2>{tr("油罐压力", "Tank pressure")}</h2>
          <DatePicker allowClear={false} aria-label={tr("压力日期", "Day of the pressure")} value={dayjs(day)} disabledDate={(one) => one.isAfter(cityDay(), "day")} onChange={(one) => change({ day: dayjs(one).format("YYYY-MM-DD") })} />
        </div>
        <Pressure station={data.station_id} day={day} />
      </section>
    </>
  );
}

function Days({ days, edition, nozzle }: { days: readonly Verdict[]; edition: string; nozzle: boolean }) {
  const dates = [...new Set(days.map((one) => one.day))];
  const by = new Map(days.map((one) => [`${one.day} ${one.edition}`, one]));
  const mine = (day: string) => by.get(`${day} ${edition}`);
  const seen = (one: Verdict | undefined) => (one ? <StateSymbol look={vapourLook(one.state)} /> : NOTHING);
  const figure = (one: Verdict | undefined) =>
    !one ? NOTHING
      : nozzle ? tr(`${count(one.bad ?? 0)} / ${count(one.counted ?? 0)} 次超限`, `${count(one.bad ?? 0)} of ${count(one.counted ?? 0)} outside`)
        : one.near_s !== null ? tr(`零压连续 ${decimal(one.near_s / 3600, 1)} 小时`, `${decimal(one.near_s / 3600, 1)} h near zero`)
          : tr(`最高 ${count(one.most_ppm ?? 0)} µmol/mol`, `at most ${count(one.most_ppm ?? 0)} µmol/mol`);
  return (
    <Table
      size="small"
      rowKey={(day) => day}
      dataSource={dates}
      pagination={dates.length > 10 ? { pageSize: 10, size: "small", showSizeChanger: false } : false}
      scroll={{ x: 640 }}
      columns={[
        { key: "day", title: tr("日期", "Day"), render: (_, day) => day, width: 120 },
        { key: "standard", title: tr("国家标准", "The standard"), render: (_, day) => seen(by.get(`${day} gb2020`)) },
        { key: "local", title: tr("早期地方规则", "Older local rules"), render: (_, day) => seen(by.get(`${day} local`)) },
        { key: "figure", title: tr("依据（执行标准）", "Grounds (edition that counts)"), render: (_, day) => figure(mine(day)) },
        { key: "streak", title: tr("连续天数", "Days in a row"), align: "right", render: (_, day) => count(mine(day)?.streak ?? 0) },
      ]}
    />
  );
}

function Fills({ station, nozzle, last }: { station: string; nozzle: number; last: string }) {
  const first = dayjs(last).subtract(29, "day").format("YYYY-MM-DD");
  const found = useQuery(vapourNozzle(station, nozzle, first, last));
  return <FetchedView query={found} loading={<Skeleton active />}>{(data) => (data.fills.length ? <FillsChart data={data} /> : <Nothing what={tr("这段时间没有油气记录", "No monitor records in these days")} />)}</FetchedView>;
}

function Pressure({ station, day }: { station: string; day: string }) {
  const found = useQuery(vapourPressure(station, day));
  return <FetchedView query={found} loading={<Skeleton active />}>{(data) => (data.points.length ? <PressureChart data={data} /> : <Nothing what={tr("当日没有压力读数", "No pressure was read that day")} />)}</FetchedView>;
}
