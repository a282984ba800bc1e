import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Dropdown, Skeleton, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { channels, kinds, resendDead, testChannel, type Channel, type ChannelKind } from "@/api/notify";
import { count } from "@/format/quantity";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { FetchedView, Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { ChannelDrawer } from "./ChannelDrawer";
import { channelLook } from "./looks";
import { useSaved } from "./useSaved";

type Opened = { channel: Channel | null; kind: ChannelKind } | null;

/** All channels, how each is doing, and the ways to add, try and mend one. */
export function Channels() {
  const listed = useQuery(channels);
  const offered = useQuery(kinds);
  const [opened, open] = useState<Opened>(null);
  const items = (offered.data ?? []).map((kind) => ({ key: kind.code, label: kind.name, onClick: () => open({ channel: null, kind: kind.code }) }));
  return (
    <FetchedView query={listed} loading={<Skeleton active />}>
      {(rows) => (
        <>
          <div className="block-head">
            <span />
            <Dropdown menu={{ items }} trigger={["click"]}><Button type="primary" icon={<PlusOutlined />}>{tr("新增渠道", "Add a channel")}</Button></Dropdown>
          </div>
          <List rows={rows} onOpen={(channel) => open({ channel, kind: channel.kind })} />
          {opened ? <ChannelDrawer key={opened.channel?.id ?? opened.kind} channel={opened.channel} kind={opened.kind} onClose={() => open(null)} /> : null}
        </>
      )}
    </FetchedView>
  );
}

function List({ rows, onOpen }: { rows: readonly Channel[]; onOpen: (channel: Channel) => void }) {
  const test = useSaved(testChannel, undefined, tr("测试通知已排队，请到群里或收件箱查收", "A test was queued; look into the group or your inbox"));
  const again = useSaved(resendDead, undefined, tr("已重新排队", "Queued anew"));
  return (
    <Table<Channel>
      size="small"
      pagination={false}
      rowKey="id"
      dataSource={[...rows]}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Nothing what={tr("尚无渠道", "No channels yet")} how={tr("新增渠道后，通知除站内外还会发到邮件、短信或群里", "Add one, and notices also go by mail, short message or to a group")} /> }}
      columns={[
        { key: "name", title: tr("名称", "Name"), render: (_: unknown, one) => <Button type="link" className="in-cell" onClick={() => onOpen(one)}>{one.name}</Button> },
        { key: "kind", title: tr("类型", "Kind"), dataIndex: "kind_name" },
        { key: "department", title: tr("部门", "Department"), render: (_: unknown, one) => one.department_name || tr("全市", "whole city") },
        { key: "state", title: tr("状态", "State"), render: (_: unknown, one) => <StateSymbol look={channelLook(one)} title={one.error} /> },
        { key: "error", title: tr("最近原因", "Last reason"), render: (_: unknown, one) => <span className="notify-reason">{one.error || "—"}</span> },
        { key: "ok", title: tr("最近成功", "Last success"), render: (_: unknown, one) => time(one.ok_at) },
        { key: "today", title: tr("今日已发", "Sent today"), align: "right", render: (_: unknown, one) => count(one.sent_today) },
        { key: "queued", title: tr("待发／暂存", "Queued / held"), align: "right", render: (_: unknown, one) => `${count(one.queued)} / ${count(one.held)}` },
        { key: "dead", title: tr("失败", "Failed"), align: "right", render: (_: unknown, one) => (one.dead ? <Link to={`/notify?tab=deliveries&state=dead&channel=${one.id}`}>{count(one.dead)}</Link> : "0") },
        {
          key: "do", title: tr("操作", "Do"),
          render: (_: unknown, one) => (
            <span className="notify-verbs">
              <Button size="small" disabled={!one.enabled} onClick={() => test.mutate(one.id)}>{tr("发测试", "Test")}</Button>
              {one.dead ? <Button size="small" onClick={() => again.mutate(one.id)}>{tr("失败重发", "Resend failed")}</Button> : null}
            </span>
          ),
        },
      ]}
    />
  );
}
