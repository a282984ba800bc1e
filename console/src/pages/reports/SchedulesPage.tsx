import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Form, Input, InputNumber, Modal, Select, Skeleton, Table, type TableProps } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { problemOf } from "@/api/problem";
import { keptReports, reportRecipients, reportSchedules, scheduleReport, setScheduleActive, type KeptReport, type ReportSchedule, type ReportScheduleIn } from "@/api/reports";
import { useMay } from "@/app/session";
import { useCounties } from "@/app/useCounties";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing, ProblemView } from "@/ui/PageState";

import { BYS, KINDS, optionsOf } from "./words";

/** 留存与定时报表: what was kept, and what is sent regularly to whom. */
export default function SchedulesPage() {
  const may = useMay("report.schedule");
  const [adding, setAdding] = useState(false);
  return (
    <div className="page">
      <PageHead title={tr("留存与定时报表", "Kept and scheduled reports")}>{may ? <Button type="primary" onClick={() => setAdding(true)}>{tr("设置定时报表", "Schedule a report")}</Button> : null}</PageHead>
      {may ? <Schedules /> : null}
      <Kept />
      {adding ? <Adding onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

const KEPT: TableProps<KeptReport>["columns"] = [
  { key: "title", title: tr("报表", "Report"), render: (_, one) => <Link to={`/reports/${one.id}`}>{one.title}</Link> },
  { key: "place", title: tr("范围", "Place"), dataIndex: "place" },
  { key: "version", title: tr("版本", "Version"), render: (_, one) => (one.later_id ? tr(`第 ${one.version} 版（已有新版本）`, `${one.version} (a later one is there)`) : tr(`第 ${one.version} 版`, `${one.version}`)) },
  { key: "at", title: tr("生成时间", "Made at"), render: (_, one) => fullTime(one.made_at) },
  { key: "by", title: tr("生成人", "Made by"), dataIndex: "made_by_name" },
];

/** As many as the platform gives at a time. */
const PAGE = 50;

function Kept() {
  const [page, setPage] = useState(1);
  const found = useQuery(keptReports(page));
  return (
    <section className="block">
      <h2>{tr("留存的报表", "Kept reports")}</h2>
      <FetchedView query={found} loading={<Skeleton active />}>
        {(kept) => <Table<KeptReport> size="small" rowKey="id" columns={KEPT} dataSource={kept.items} pagination={kept.total > PAGE ? { current: page, pageSize: PAGE, total: kept.total, showSizeChanger: false, onChange: setPage } : false} scroll={{ x: 700 }} locale={{ emptyText: <Nothing what={tr("还没有留存的报表", "Nothing was kept yet")} how={tr("在报表页点“留存并导出”", "Keep one on the page of reports")} /> }} />}
      </FetchedView>
    </section>
  );
}

function Schedules() {
  const found = useQuery(reportSchedules);
  const client = useQueryClient();
  const turn = useMutation({ mutationFn: (one: ReportSchedule) => setScheduleActive(one.id, !one.active), onSuccess: () => void client.invalidateQueries({ queryKey: ["reports", "schedules"] }) });
  const columns: TableProps<ReportSchedule>["columns"] = [
    { key: "name", title: tr("名称", "Name"), dataIndex: "name" },
    { key: "kind", title: tr("报表", "Report"), render: (_, one) => `${KINDS[one.kind]} ${BYS[one.by ?? "county"]}` },
    { key: "next", title: tr("下次发送", "Next"), render: (_, one) => (one.next_at ? fullTime(one.next_at) : tr("已停止", "stopped")) },
    { key: "last", title: tr("最近一次", "Latest"), render: (_, one) => <Latest schedule={one} /> },
    { key: "do", title: tr("操作", "Action"), render: (_, one) => <Button size="small" onClick={() => turn.mutate(one)}>{one.active ? tr("停止", "Stop") : tr("恢复", "Resume")}</Button> },
  ];
  return (
    <section className="block">
      <h2>{tr("定时报表", "Scheduled reports")}</h2>
      <FetchedView query={found} loading={<Skeleton active />}>{(rows) => <Table<ReportSchedule> size="small" rowKey="id" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 800 }} locale={{ emptyText: <Nothing what={tr("还没有定时报表", "Nothing is scheduled yet")} how={tr("设置后，到时自动生成上一期报表，发给每个收件人", "A schedule makes the report of the period before and sends it to each recipient")} /> }} />}</FetchedView>
    </section>
  );
}

const STATES = { waiting: tr("等待重试", "waiting"), sent: tr("已发送", "sent"), failed: tr("发送失败", "failed") };

function Latest({ schedule }: { schedule: ReportSchedule }) {
  const [last] = schedule.sendings;
  if (!last) return <>{tr("尚未发送", "not sent yet")}</>;
  return <>{tr(`${fullTime(last.due_at)} ${STATES[last.state]} ${count(last.sent)}/${count(last.recipients)} 人`, `${fullTime(last.due_at)} ${STATES[last.state]} ${count(last.sent)}/${count(last.recipients)}`)}<Mails sending={last} />{last.error ? <div>{last.error}</div> : null}</>;
}

/** What became of the mails and other messages that carried it beyond the console. */
function Mails({ sending: { carried, on_the_way, dead } }: { sending: ReportSchedule["sendings"][number] }) {
  if (!carried && !on_the_way && !dead) return null;
  const parts = [tr(`已发出 ${count(carried)}`, `${count(carried)} sent`), on_the_way ? tr(`待发 ${count(on_the_way)}`, `${count(on_the_way)} wait`) : "", dead ? tr(`发送失败 ${count(dead)}`, `${count(dead)} failed for good`) : ""];
  return <div>{tr("邮件等渠道：", "Mail and other channels: ")}{parts.filter(Boolean).join(tr("，", ", "))}</div>;
}

/** Left empty the report is of each one's whole scope. */
function CountyField() {
  const counties = useCounties();
  return (
    <Form.Item name="county" label={tr("县区（选填）", "County (optional)")}>
      <Select allowClear placeholder={tr("全部辖区", "The whole scope")} options={counties.map((one) => ({ value: one.region_code, label: one.name }))} />
    </Form.Item>
  );
}

const NEEDED = [{ required: true, message: tr("请填写", "Please fill this in") }];
type Typed = Omit<ReportScheduleIn, "users" | "posts"> & { to: string[] };

function Adding({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const client = useQueryClient();
  const people = useQuery(reportRecipients);
  const send = useMutation({
    mutationFn: ({ to, ...typed }: Typed) => scheduleReport({ ...typed, county: typed.county ?? "", users: of(to, "user"), posts: of(to, "post").map(Number) }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["reports", "schedules"] });
      onClose();
    },
  });
  return (
    <Modal open title={tr("设置定时报表", "Schedule a report")} okText={tr("保存", "Save")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Typed> form={form} layout="vertical" initialValues={{ kind: "month", by: "county", day: 1, hour: 8, working_day: true }} onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="name" label={tr("名称", "Name")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="kind" label={tr("报表（上一期）", "Report (of the period before)")}><Select options={optionsOf(KINDS)} /></Form.Item>
        <Form.Item name="by" label={tr("分组", "Rows")}><Select options={optionsOf(BYS)} /></Form.Item>
        <CountyField />
        <Form.Item name="day" label={tr("第几天（周报1至7，其余1至28）", "Which day (of a week 1 to 7)")}><InputNumber min={1} max={28} /></Form.Item>
        <Form.Item name="hour" label={tr("几点（北京时间）", "Hour (Beijing time)")}><InputNumber min={0} max={23} /></Form.Item>
        <Form.Item name="working_day" valuePropName="checked"><Checkbox>{tr("遇节假日顺延到工作日", "Wait for a working day")}</Checkbox></Form.Item>
        <Form.Item name="to" label={tr("收件人和岗位", "People and posts")} rules={NEEDED} extra={tr("每人只收到自己辖区内的报表", "Each gets the report of the own scope")}>
          <Select mode="multiple" optionFilterProp="label" options={(people.data ?? []).map((one) => ({ value: `${one.kind}:${one.code}`, label: one.name }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

const of = (chosen: readonly string[], kind: string): string[] => chosen.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));
