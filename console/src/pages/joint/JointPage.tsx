import { useQuery } from "@tanstack/react-query";
import { Button, Modal, Skeleton, Table, Tabs, type TableProps } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";

import { jointOverview, type OperationTransition } from "@/api/joint";
import { useMay } from "@/app/session";
import { NOTHING } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { PlanDialog } from "./PlanDialog";
import { operationLook } from "./words";

const CELLS = { status: (state: unknown) => <StateSymbol look={operationLook(state)} /> };

/** 联合执法: what departments do together on the ground. */
export default function JointPage() {
  const { search, change } = useUrlState();
  const may = useMay("case.manage");
  const found = useQuery(jointOverview);
  const [steps, show] = useState(false);
  const go = useNavigate();
  return (
    <div className="page">
      <PageHead title={tr("联合执法", "Joint operations")}>
        <Button onClick={() => show(true)}>{tr("流转规则", "Steps")}</Button>
        {may ? <Button type="primary" onClick={() => change({ new: "1" })}>{tr("拟制行动方案", "Plan an operation")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <section className="block">
        <Tabs
          activeKey={search.get("tab") ?? "operations"}
          onChange={(tab) => change({ tab: tab === "operations" ? null : tab })}
          destroyOnHidden
          items={[
            { key: "operations", label: tr("行动", "Operations"), children: <DataTable table="joint-operations" quick={["status", "lead"]} cells={CELLS} onOpen={(row) => void go(`/joint/${String(row["id"])}`)} empty={{ what: tr("没有您部门参与的联合执法行动", "Your department takes part in no joint operation"), how: tr("用“拟制行动方案”发起", "Plan one above") }} /> },
            { key: "tasks", label: tr("任务", "Tasks"), children: <DataTable table="joint-tasks" urlPrefix="t:" quick={["department"]} onOpen={(row) => void go(`/joint/${String(row["operation_id"])}`)} empty={{ what: tr("没有任务", "There is no task"), how: tr("任务在行动页布置给部门", "Tasks are given on an operation's page") }} /> },
          ]}
        />
      </section>
      {search.has("new") ? <PlanDialog onClose={(made) => (made ? void go(`/joint/${made}`) : change({ new: null }))} /> : null}
      {steps ? <Modal open width={900} title={tr("联合执法流转规则", "Steps of joint operations")} footer={null} onCancel={() => show(false)}><Table<OperationTransition> size="small" rowKey="step" columns={COLUMNS} dataSource={found.data?.transitions ?? []} pagination={false} scroll={{ x: 640 }} /></Modal> : null}
    </div>
  );
}

const COLUMNS: TableProps<OperationTransition>["columns"] = [
  { key: "step", title: tr("步骤", "Step"), dataIndex: "step_name" },
  { key: "before", title: tr("从", "From"), render: (_, one) => listed(one.before) },
  { key: "after", title: tr("到", "To"), render: (_, one) => one.after || tr("不变", "Unchanged") },
  { key: "who", title: tr("权限", "Permission"), dataIndex: "permission" },
  { key: "lead", title: tr("限牵头部门", "Lead only"), render: (_, one) => (one.lead ? tr("是", "yes") : NOTHING) },
];
