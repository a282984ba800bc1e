import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Skeleton, Table } from "antd";
import { useParams } from "react-router";

import { problemOf } from "@/api/problem";
import { keptReport, reportDifferences, takeReport, type KeptReportOut, type ReportDifferences } from "@/api/reports";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import { ReportView } from "./ReportView";

/** A report as it was kept: its files, and what would be another figure today. */
export default function KeptReportPage() {
  const { reportId = "" } = useParams();
  const found = useQuery(keptReport(Number(reportId)));
  return (
    <div className="page">
      <PageHead title={found.data ? tr(`留存报表：${found.data.place} ${found.data.title}`, `Kept report: ${found.data.place}, ${found.data.title}`) : tr("留存报表", "Kept report")}>
        <Files number={Number(reportId)} />
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />} page>{(kept) => <View kept={kept} />}</FetchedView>
    </div>
  );
}

function Files({ number }: { number: number }) {
  const { message } = App.useApp();
  const take = (form: "xlsx" | "pdf") => void takeReport(number, form).catch((error: unknown) => void message.error(problemOf(error).message));
  return (
    <>
      <Button className="no-print" onClick={() => take("xlsx")}>{tr("下载 Excel", "Take as Excel")}</Button>
      <Button className="no-print" onClick={() => take("pdf")}>{tr("下载 PDF", "Take as PDF")}</Button>
    </>
  );
}

function View({ kept }: { kept: KeptReportOut }) {
  return (
    <>
      <p>{tr(`${kept.made_by_name}于 ${fullTime(kept.made_at)} 生成，内容摘要 ${kept.digest.slice(0, 16)}…，内容不再改变。`, `Made by ${kept.made_by_name} at ${fullTime(kept.made_at)}, digest ${kept.digest.slice(0, 16)}…; it does not change any more.`)}</p>
      <Today number={kept.id} />
      <ReportView report={kept.report} name={(row) => row.name} />
    </>
  );
}

type Difference = ReportDifferences["differences"][number];

const COLUMNS = [
  { key: "row", title: tr("名称", "Name"), render: (_: unknown, one: Difference) => one.row },
  { key: "figure", title: tr("项目", "Figure"), render: (_: unknown, one: Difference) => one.figure },
  { key: "kept", title: tr("留存时", "Kept"), align: "right" as const, render: (_: unknown, one: Difference) => count(one.kept) },
  { key: "now", title: tr("现在", "Now"), align: "right" as const, render: (_: unknown, one: Difference) => count(one.now) },
];

function Today({ number }: { number: number }) {
  const asked = useMutation({ mutationFn: () => reportDifferences(number) });
  return (
    <section className="block no-print">
      <Button loading={asked.isPending} onClick={() => asked.mutate()}>{tr("按现在的数据重算并比较", "Make anew and compare")}</Button>
      {asked.data?.same ? <Alert type="success" showIcon title={tr("与现在的数据一致。", "The same as today.")} /> : null}
      {asked.data && !asked.data.same ? <Table<Difference> size="small" rowKey={(one) => `${one.row}${one.figure}`} columns={COLUMNS} dataSource={asked.data.differences} scroll={{ x: 500 }} /> : null}
    </section>
  );
}
