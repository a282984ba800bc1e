import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Skeleton, Table } from "antd";

import { cancel, delivery, resend } from "@/api/notify";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { useSaved } from "./useSaved";

/** Every delivery and what became of it; those that failed for good can be sent anew. */
export function Deliveries() {
  const { search, change } = useUrlState();
  const opened = search.get("open");
  return (
    <>
      <DataTable table="deliveries" quick={["state", "channel"]} onOpen={(row) => change({ open: String(row["id"]) })} />
      {opened ? <DeliveryDrawer key={opened} number={Number(opened)} onClose={() => change({ open: null })} /> : null}
    </>
  );
}

function DeliveryDrawer({ number, onClose }: { number: number; onClose: () => void }) {
  const found = useQuery(delivery(number));
  const again = useSaved(resend, undefined, tr("已重新排队", "Queued anew"));
  const stop = useSaved(cancel, undefined, tr("已取消", "Cancelled"));
  const data = found.data;
  const verbs = data ? (
    <>
      {data.may_resend ? <Button type="primary" loading={again.isPending} onClick={() => again.mutate(number)}>{tr("重发", "Send anew")}</Button> : null}
      {data.may_cancel ? <Button loading={stop.isPending} onClick={() => stop.mutate(number)}>{tr("取消", "Cancel")}</Button> : null}
    </>
  ) : null;
  return (
    <ObjectDrawer open title={tr(`投递 ${number}`, `Delivery ${number}`)} onClose={onClose} actions={verbs}>
      <FetchedView query={found} loading={<Skeleton active />}>
        {(one) => (
          <>
            <Descriptions
              size="small" column={1}
              items={[
                [tr("状态", "State"), one.state_name], [tr("动作", "Action"), one.action_name], [tr("渠道", "Channel"), one.channel],
                [tr("接收人", "Person"), [one.person, one.address].filter(Boolean).join(" · ") || "—"],
                [tr("标题", "Subject"), one.subject], [tr("内容", "Text"), <span className="wording-text" key="text">{one.text}</span>],
                [tr("消息编号", "Message id"), one.message_id], [tr("最近原因", "Last reason"), one.error || "—"],
                [tr("产生", "Made"), fullTime(one.made_at)], [tr("发送", "Sent"), fullTime(one.sent_at)], [tr("送达", "Delivered"), fullTime(one.delivered_at)], [tr("阅读", "Read"), fullTime(one.read_at)],
                ...(one.may_cancel ? [[tr("下次发送", "Next try"), fullTime(one.next_at)] as const] : []),
              ].map(([label, children]) => ({ key: String(label), label, children }))}
            />
            <h3>{tr("发送记录", "Tries")}</h3>
            <Table
              size="small" pagination={false} rowKey="at" dataSource={[...one.tries]}
              columns={[
                { key: "at", title: tr("时间", "At"), render: (_: unknown, row) => fullTime(row.at) },
                { key: "ok", title: tr("结果", "Result"), render: (_: unknown, row) => (row.ok ? tr("✓ 成功", "✓ taken") : tr("✗ 失败", "✗ failed")) },
                { key: "said", title: tr("说明", "Said"), dataIndex: "said" },
                { key: "seconds", title: tr("用时（秒）", "Seconds"), dataIndex: "seconds", align: "right" },
              ]}
            />
          </>
        )}
      </FetchedView>
    </ObjectDrawer>
  );
}
