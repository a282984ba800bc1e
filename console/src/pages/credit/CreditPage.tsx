import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Form, Input, Select, Skeleton, Tabs } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useNavigate } from "react-router";

import { computeScores, CREDIT, creditOverview, creditRequest, decideRequest, enterOfficial, exportCredit } from "@/api/credit";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import "./credit.css";
import { EnterDecision, RequestLine } from "./Decisions";
import { Draws } from "./Draws";
import { VerdictDialog, Weights } from "./Weights";
import { creditLook } from "./words";

const look = (code: unknown) => <StateSymbol look={creditLook(code)} />;

/** 风险和信用: classes that steer inspections; decisions, objections and repair; draws by lot. */
export default function CreditPage() {
  const { search, change } = useUrlState();
  const found = useQuery(creditOverview);
  const client = useQueryClient();
  const { message } = App.useApp();
  const go = useNavigate();
  const [dialog, show] = useState<"decision" | "official" | null>(null);
  const may = found.data?.may_manage ?? false;
  const failed = (error: unknown) => void message.error(problemOf(error).message);
  const compute = useMutation({ mutationFn: computeScores, onError: failed, onSuccess: () => CREDIT.forEach((queryKey) => void client.invalidateQueries({ queryKey })) });
  const station = (row: Record<string, unknown>) => void go(`/credit/${String(row["station_id"])}`);
  const request = Number(search.get("request"));
  return (
    <div className="page">
      <PageHead title={tr("风险和信用", "Risk and credit")}>
        {may ? <Button loading={compute.isPending} onClick={() => compute.mutate()}>{tr("立即计算", "Work out now")}</Button> : null}
        {may ? <Button onClick={() => void exportCredit().catch(failed)}>{tr("导出信用信息", "Export for the city")}</Button> : null}
        {may ? <Button onClick={() => show("official")}>{tr("登记官方分类", "Enter an official class")}</Button> : null}
        {may ? <Button type="primary" onClick={() => show("decision")}>{tr("登记行政决定", "Enter a decision")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <section className="block">
        <Tabs
          activeKey={search.get("tab") ?? "scores"}
          onChange={(tab) => change({ tab: tab === "scores" ? null : tab })}
          destroyOnHidden
          items={[
            { key: "scores", label: tr("风险分级", "Classes"), children: <DataTable table="risk_scores" quick={["risk_class"]} cells={{ risk_class: look }} onOpen={station} empty={{ what: tr("还没有计算过", "Nothing was worked out yet"), how: tr("每天夜间自动计算，也可立即计算", "Each night does it; or do it now") }} /> },
            { key: "decisions", label: tr("行政决定", "Decisions"), children: <DataTable table="credit_decisions" urlPrefix="e" quick={["standing", "kind"]} cells={{ standing: look }} onOpen={station} empty={{ what: tr("没有登记行政决定", "No decision is entered"), how: tr("案件作出决定后登记，附决定书扫描件", "Enter decisions with their scan") }} /> },
            { key: "requests", label: tr("异议和修复", "Objections, repair"), children: <DataTable table="credit_requests" urlPrefix="r" quick={["status", "kind"]} cells={{ status: look }} onOpen={(row) => change({ request: String(row["id"]) })} empty={{ what: tr("没有异议或修复申请", "Nothing was asked for"), how: tr("加油站在“本站信用”提出，也可在站点页代为登记", "Stations ask on their own page; desks on a station's page") }} /> },
            { key: "official", label: tr("官方分类", "Official classes"), children: <DataTable table="official_classes" urlPrefix="o" quick={["given"]} onOpen={station} empty={{ what: tr("没有登记官方信用风险分类", "No official class is entered"), how: tr("按市场监管信用系统给出的分类登记，不参与本平台计算", "Enter them as given; they are no part of our points") }} /> },
            { key: "draws", label: tr("双随机抽查", "Draws"), children: <Draws open={Number(search.get("draw"))} onOpen={(id) => change({ draw: id ? String(id) : null })} may={may} /> },
            { key: "weights", label: tr("权重", "Weights"), children: <Weights may={may} /> },
          ]}
        />
      </section>
      {request ? <RequestDrawer id={request} onClose={() => change({ request: null })} /> : null}
      {dialog === "decision" ? <EnterDecision onClose={() => show(null)} /> : null}
      {dialog === "official" ? <OfficialDialog onClose={() => show(null)} /> : null}
    </div>
  );
}

function RequestDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(creditRequest(id));
  const [deciding, decide] = useState(false);
  return (
    <ObjectDrawer open title={found.data ? `${found.data.station_name} ${found.data.kind_name}` : tr("申请", "Request")} onClose={onClose} actions={found.data?.may_decide ? <Button type="primary" onClick={() => decide(true)}>{tr("审批", "Decide")}</Button> : null}>
      <FetchedView query={found} loading={<Skeleton active />}>{(told) => <RequestLine one={told} />}</FetchedView>
      {deciding ? <VerdictDialog title={tr("审批申请", "Decide on the request")} send={(body) => decideRequest(id, body)} onClose={() => decide(false)} /> : null}
    </ObjectDrawer>
  );
}

interface Official {
  station_id: string;
  given: "A" | "B" | "C" | "D";
  given_on: Dayjs;
  source: string;
}

function OfficialDialog({ onClose }: { onClose: () => void }) {
  return (
    <FormDialog<Official, unknown> title={tr("登记官方信用风险分类", "Enter an official class")} send={({ given_on, ...typed }) => enterOfficial({ rows: [{ ...typed, given_on: given_on.format("YYYY-MM-DD") }] })} done={tr("已登记", "Entered")} renews={CREDIT} onClose={onClose}>
      <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
      <Form.Item name="given" label={tr("分类", "Class")} rules={NEEDED}><Select options={["A", "B", "C", "D"].map((value) => ({ value, label: value }))} /></Form.Item>
      <Form.Item name="given_on" label={tr("评定日期", "Given on")} rules={NEEDED}><DatePicker /></Form.Item>
      <Form.Item name="source" label={tr("来源（系统、批次）", "Source (system, batch)")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
