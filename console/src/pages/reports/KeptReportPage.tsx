import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Skeleton } from "antd";
import { Link, useNavigate, useParams } from "react-router";

import { problemOf } from "@/api/problem";
import { keepReportAnew, keptReport, reportDifferences, takeReport, type KeptReportOut, type ReportDifferences } from "@/api/reports";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import "./reports.css";
import { ReportView } from "./ReportView";

/** A report as it was kept: its files, and whether its figures still hold. */
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
      <p className="quiet">{tr(`第 ${kept.version} 版，${kept.made_by_name}于 ${fullTime(kept.made_at)} 生成，内容摘要 ${kept.digest.slice(0, 16)}…，内容不再改变。`, `Version ${kept.version}, made by ${kept.made_by_name} at ${fullTime(kept.made_at)}, digest ${kept.digest.slice(0, 16)}…; it does not change any more.`)} {kept.earlier_id ? <Link to={`/reports/${kept.earlier_id}`}>{tr("上一版", "The version before")}</Link> : null}</p>
      <Today kept={kept} />
      <ReportView report={kept.report} name={(row) => row.name} />
    </>
  );
}

const SHOWN = 20;

/** Whether the figures still hold: what is another one today, and the way to the next version. */
function Today({ kept }: { kept: KeptReportOut }) {
  const asked = useQuery({ ...reportDifferences(kept.id), enabled: !kept.later_id });
  if (kept.later_id) return <Alert className="block" type="warning" showIcon title={<>{tr("这份报表已有新版本：", "There is a later version: ")}<Link to={`/reports/${kept.later_id}`}>{tr(`第 ${kept.version + 1} 版`, `version ${kept.version + 1}`)}</Link></>} />;
  if (asked.isPending) return <p className="quiet no-print">{tr("正在与现在的数据比较…", "Comparing with the figures of now…")}</p>;
  if (asked.isError) return <p className="quiet no-print">{tr("暂时不能与现在的数据比较。", "It cannot be compared with the figures of now.")}</p>;
  if (asked.data.same) return <p className="quiet no-print">{tr("与现在的数据一致。", "The same as the figures of now.")}</p>;
  return <Outdated kept={kept} differences={asked.data.differences} />;
}

function Outdated({ kept, differences }: { kept: KeptReportOut; differences: ReportDifferences["differences"] }) {
  const shown = differences.slice(0, SHOWN);
  return (
    <Alert
      className="block no-print"
      type="warning"
      showIcon
      title={kept.report.basis.whole ? tr(`留存后有迟到或更正的数据，这份报表已过时：${count(differences.length)} 个数字不同`, `Data came late or were corrected: the report is out of date, ${count(differences.length)} figures differ`) : tr(`留存时期间尚未结束，现在有 ${count(differences.length)} 个数字不同`, `The period was not over then; ${count(differences.length)} figures differ now`)}
      description={
        <>
          <ul className="report-differences">{shown.map((one) => <li key={`${one.code} ${one.figure}`}>{one.text}</li>)}</ul>
          {differences.length > SHOWN ? <p>{tr(`另有 ${count(differences.length - SHOWN)} 个。`, `And ${count(differences.length - SHOWN)} more.`)}</p> : null}
          <Anew kept={kept} />
        </>
      }
    />
  );
}

function Anew({ kept }: { kept: KeptReportOut }) {
  const go = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: () => keepReportAnew(kept.id),
    onSuccess: (next) => {
      void client.invalidateQueries({ queryKey: ["reports"] });
      void go(`/reports/${next.id}`);
    },
    onError: (error) => void message.error(problemOf(error).message),
  });
  return <Button type="primary" loading={send.isPending} onClick={() => send.mutate()}>{tr(`重新生成第 ${kept.version + 1} 版`, `Make version ${kept.version + 1}`)}</Button>;
}
