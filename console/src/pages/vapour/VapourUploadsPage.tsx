import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Skeleton, Switch, Table } from "antd";
import { useState } from "react";

import { sendAgain, switchTarget, uploadTargets, type UploadTarget } from "@/api/vapour";
import { useMay } from "@/app/session";
import { count, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";

import { TargetDialog } from "./TargetDialog";

/** 油气数据上传: the ecology platforms that are sent to, their queues, and every message. */
export default function VapourUploadsPage() {
  const found = useQuery(uploadTargets);
  const may = useMay("vapour.manage");
  const [adding, add] = useState(false);
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: sendAgain,
    onSuccess: () => { void client.invalidateQueries({ queryKey: ["vapour"] }); void client.invalidateQueries({ queryKey: ["table"] }); },
  });
  return (
    <div className="page">
      <PageHead title={tr("油气数据上传", "Vapour uploads")}>
        {may ? <Button type="primary" onClick={() => add(true)}>{tr("增加上传平台", "Add a target")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <><Answer>{answer(data)}</Answer><Targets rows={data} may={may} /></>}</FetchedView>
      <section className="block">
        <DataTable
          table="vapour_uploads"
          quick={["state", "kind"]}
          rowActions={may ? (row) => (row.state === "failed" ? <Button size="small" onClick={() => again.mutate(Number(row.id))}>{tr("重新上传", "Send again")}</Button> : null) : undefined}
          empty={{ what: tr("还没有上传", "Nothing was sent yet"), how: tr("增加上传平台后，每小时的数据在10分钟内上传", "Add a target: each hour is sent within ten minutes of its end") }}
        />
      </section>
      {adding ? <TargetDialog onClose={() => add(false)} /> : null}
    </div>
  );
}

function answer(rows: readonly UploadTarget[]): string {
  if (!rows.length) return tr("还没有设置上传平台。数据按 HJ 212-2017 或北京系 XML、JSON 上传，逐包确认，不重复发送。", "No target is set. Records go out by HJ 212-2017 or as XML or JSON, each packet acknowledged and none sent twice.");
  const failed = rows.reduce((sum, one) => sum + one.failed, 0);
  const waiting = rows.reduce((sum, one) => sum + one.waiting, 0);
  return tr(`${count(waiting)} 条消息待上传，${count(failed)} 条上传失败需要处理。`, `${count(waiting)} messages wait, ${count(failed)} failed and want a person.`);
}

function Targets({ rows, may }: { rows: readonly UploadTarget[]; may: boolean }) {
  const client = useQueryClient();
  const change = useMutation({ mutationFn: ({ id, active }: { id: number; active: boolean }) => switchTarget(id, active), onSuccess: () => client.invalidateQueries({ queryKey: ["vapour"] }) });
  return (
    <section className="block">
      <h2>{tr("上传平台与对账（最近7个整日）", "Targets and reconciliation (7 whole days)")}</h2>
      <Table<UploadTarget>
        size="small"
        rowKey="id"
        dataSource={[...rows]}
        pagination={false}
        scroll={{ x: 900 }}
        columns={[
          { key: "name", title: tr("平台", "Target"), dataIndex: "name", width: 180 },
          { key: "at", title: tr("地址", "Address"), width: 180, render: (_, one) => `${one.family} ${one.host}:${one.port}${one.family === "hj212" ? "" : one.path}` },
          { key: "records", title: tr("应传记录", "Records"), align: "right", render: (_, one) => count(one.records) },
          { key: "acked", title: tr("已确认", "Acknowledged"), align: "right", render: (_, one) => count(one.acked) },
          { key: "open", title: tr("差额", "Open"), align: "right", render: (_, one) => count(one.records - one.acked) },
          { key: "failed", title: tr("失败消息", "Failed"), align: "right", render: (_, one) => count(one.failed) },
          { key: "last", title: tr("最近完成", "Last sent"), width: 160, render: (_, one) => (one.last_sent_at ? fullTime(one.last_sent_at) : NOTHING) },
          { key: "active", title: tr("启用", "Active"), width: 90, render: (_, one) => <Switch aria-label={tr(`启用 ${one.name}`, `Send to ${one.name}`)} checked={one.active} disabled={!may} loading={change.isPending} onChange={(active) => change.mutate({ id: one.id, active })} /> },
        ]}
        locale={{ emptyText: <Nothing what={tr("还没有上传平台", "There is no target yet")} how={tr("点“增加上传平台”，填写生态环境平台的地址、端口和密码", "Add one with its address, port and password")} /> }}
      />
    </section>
  );
}
