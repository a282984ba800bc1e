import { useQuery } from "@tanstack/react-query";
import { Alert, DatePicker, Segmented, Skeleton } from "antd";
import dayjs from "dayjs";

import { connectivity, type Connectivity } from "@/api/connectivity";
import { cityDay } from "@/format/days";
import { count } from "@/format/quantity";
import { ago, fullTime } from "@/format/time";
import { tr } from "@/lang";
import { linkLook } from "@/states/station";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ShapeIcon, StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { causeLook } from "./looks";
import { OutageDrawer } from "./OutageDrawer";
import { isBy, Ranking } from "./Ranking";
import { Trend } from "./Trend";
import "./connectivity.css";

const CELLS: Cells = {
  said_cause: (cause) => <StateSymbol look={causeLook(cause)} />,
  ends_at: (ends, _row, words) => (ends === null ? <StateSymbol look={{ ...linkLook("down"), word: tr("仍在离线", "still offline") }} /> : words),
};

/** 在线率: how connected the city was over a day or month, who is below the target, and every outage with its cause. */
export default function ConnectivityPage() {
  const { search, change } = useUrlState();
  const period = search.get("period") ?? "";
  const found = useQuery(connectivity(period));
  const by = search.get("by");
  const open = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("在线率", "Online rate")}><Period period={period} onChange={(value) => change({ period: value || null })} /></PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>
        {(data) => (
          <>
            <Answer aside={<Now data={data} />}>{data.sentence}</Answer>
            {data.stale ? <Stale data={data} /> : null}
            <section className="block">
              <h2>{tr("每日在线率", "Online rate by day")}</h2>
              {data.trend.length ? <Trend days={data.trend} target={data.target} /> : <Nothing what={tr("这段时间还没有统计", "Nothing was measured then")} how={tr("终端接入后，每5分钟统计一次", "It is measured every five minutes once collectors are connected")} />}
            </section>
            <Ranking data={data} by={isBy(by) ? by : "counties"} onBy={(value) => change({ by: value })} />
          </>
        )}
      </FetchedView>
      <section className="block">
        <h2>{tr("离线记录", "Outages")}</h2>
        <DataTable
          table="outages"
          urlPrefix="o:"
          cells={CELLS}
          quick={["said_cause"]}
          onOpen={(row) => change({ open: String(row["id"]) })}
          empty={{ what: tr("没有离线记录", "There was no outage"), how: tr("超过10分钟没有心跳，或液位超过30分钟没有读数，记为离线", "More than ten minutes without a heartbeat, or thirty without a reading, is an outage") }}
        />
      </section>
      {open ? <OutageDrawer id={open} onClose={() => change({ open: null })} /> : null}
    </div>
  );
}

function Period({ period, onChange }: { period: string; onChange: (period: string) => void }) {
  const month = period.length === 7;
  const kind = period === "" ? "today" : month ? "month" : "day";
  const options = [
    { value: "today", label: tr("今日", "Today") },
    { value: "day", label: tr("按日", "A day") },
    { value: "month", label: tr("按月", "A month") },
  ];
  const choose = (value: string) => onChange(value === "today" ? "" : cityDay().subtract(value === "day" ? 1 : 0, "day").format(value === "month" ? "YYYY-MM" : "YYYY-MM-DD"));
  return (
    <span className="period no-print">
      <Segmented value={kind} options={options} onChange={choose} />
      {kind === "today" ? null : (
        <DatePicker
          key={kind}
          picker={month ? "month" : "date"}
          allowClear={false}
          aria-label={month ? tr("月份", "Month") : tr("日期", "Day")}
          value={dayjs(month ? `${period}-01` : period)}
          disabledDate={(day) => day.isAfter(cityDay(), "day")}
          onChange={(day) => onChange(dayjs(day).format(month ? "YYYY-MM" : "YYYY-MM-DD"))}
        />
      )}
    </span>
  );
}

const ORDER = ["up", "late", "down", "maintenance", "new"];

/** Stations by the state of their collectors now, each with its shape and word. */
function Now({ data }: { data: Connectivity }) {
  return (
    <span className="links-now">
      {ORDER.filter((state) => data.now[state]).map((state) => {
        const look = linkLook(state);
        return <span key={state} className="state" title={look.meaning}><ShapeIcon shape={look.shape} colour={look.colour} /><span style={{ color: look.ink }}>{look.word} {count(data.now[state])}</span></span>;
      })}
    </span>
  );
}

function Stale({ data }: { data: Connectivity }) {
  const title = data.through ? tr(`统计停在${fullTime(data.through)}（${ago(data.through)}），请检查后台任务。`, `Measured through ${fullTime(data.through)} (${ago(data.through)}): is the worker running?`) : tr("还没有统计过，请检查后台任务。", "Nothing was measured yet: is the worker running?");
  return <Alert className="block" type="warning" showIcon title={title} />;
}
