import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Select, Skeleton } from "antd";
import dayjs from "dayjs";
import { Link, useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { keepReport, reportNow, type ReportRow, type ReportWanted } from "@/api/reports";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { ReportView } from "./ReportView";
import { BYS, KINDS, optionsOf, type By, type Kind } from "./words";

const NEXT: Record<By, { by: By; at: keyof ReportWanted } | null> = {
  city: { by: "county", at: "county" }, county: { by: "station", at: "county" }, company: { by: "station", at: "company" }, station: { by: "product", at: "station" }, product: null,
};

/** 报表: a report of any period by county, company, station or product; each row leads further down. */
export default function ReportsPage() {
  const { search, change } = useUrlState();
  const text = (name: string) => search.get(name) ?? "";
  const wanted: ReportWanted = {
    kind: (search.get("kind") as Kind | null) ?? "month",
    by: (search.get("by") as By | null) ?? "county",
    on: search.get("on") ?? cityDay().format("YYYY-MM-DD"),
    county: text("county"), company: text("company"), station: text("station"), product: text("product"),
  };
  const found = useQuery(reportNow(wanted));
  const narrowed = wanted.county || wanted.company || wanted.station;
  return (
    <div className="page">
      <PageHead title={found.data ? tr(`报表：${found.data.place} ${found.data.title}`, `Report: ${found.data.place}, ${found.data.title}`) : tr("报表", "Reports")}>
        <Select aria-label={tr("报表种类", "Kind")} value={wanted.kind} options={optionsOf(KINDS)} onChange={(kind) => change({ kind })} style={{ width: 90 }} />
        <DatePicker aria-label={tr("期间内的日期", "A day in the period")} allowClear={false} picker={wanted.kind === "day" ? "date" : wanted.kind} value={dayjs(wanted.on)} onChange={(day) => change({ on: dayjs(day).format("YYYY-MM-DD") })} />
        <Select aria-label={tr("分组", "Rows")} value={wanted.by} options={optionsOf(BYS)} onChange={(by) => change({ by })} style={{ width: 120 }} />
        {narrowed ? <Button onClick={() => change({ county: null, company: null, station: null, by: "county" })}>{tr("返回全部辖区", "The whole scope")}</Button> : null}
        <Keep wanted={wanted} />
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(report) => <ReportView report={report} name={(row) => <Down row={row} wanted={wanted} />} />}</FetchedView>
    </div>
  );
}

function Down({ row, wanted }: { row: ReportRow; wanted: ReportWanted }) {
  const next = NEXT[wanted.by ?? "county"];
  if (!next) return <>{row.name}</>;
  const query = Object.entries({ ...wanted, by: next.by, [next.at]: row.code }).filter(([, value]) => value).map(([name, value]) => [name, String(value)]);
  return <Link to={`/reports?${new URLSearchParams(query)}`}>{row.name}</Link>;
}

function Keep({ wanted }: { wanted: ReportWanted }) {
  const go = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: () => keepReport(wanted),
    onSuccess: (kept) => {
      void client.invalidateQueries({ queryKey: ["reports", "kept"] });
      void go(`/reports/${kept.id}`);
    },
    onError: (error) => void message.error(problemOf(error).message),
  });
  return <Button className="no-print" type="primary" loading={send.isPending} onClick={() => send.mutate()}>{tr("留存并导出", "Keep and take as a file")}</Button>;
}
