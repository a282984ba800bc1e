import { useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";

import { channels, policy, type Channel, type Policy } from "@/api/notify";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { useUrlState } from "@/ui/useUrlState";

import { Channels } from "./Channels";
import { Deliveries } from "./Deliveries";
import { PolicyForm } from "./PolicyForm";
import { Rules } from "./Rules";
import { Wordings } from "./Wordings";
import "./notify.css";

/** Who looks after notification: over what it goes, who is told, in which words, and what was lost. */
export default function NotifyPage() {
  const { search, change } = useUrlState();
  const listed = useQuery(channels);
  const held = useQuery(policy);
  return (
    <div className="page">
      <PageHead title={tr("通知管理", "Notification")} />
      <Answer>{listed.data && held.data ? sentence(listed.data, held.data) : tr("正在读取……", "Loading…")}</Answer>
      <section className="block">
        <Tabs
          destroyOnHidden
          activeKey={search.get("tab") ?? "channels"}
          onChange={(tab) => change({ tab: tab === "channels" ? null : tab, state: null, channel: null, open: null })}
          items={[
            { key: "channels", label: tr("渠道", "Channels"), children: <Channels /> },
            { key: "rules", label: tr("规则", "Rules"), children: <Rules /> },
            { key: "wordings", label: tr("模板", "Texts"), children: <Wordings /> },
            { key: "deliveries", label: tr("投递", "Deliveries"), children: <Deliveries /> },
            { key: "policy", label: tr("策略", "Policy"), children: <PolicyForm /> },
          ]}
        />
      </section>
    </div>
  );
}

function sentence(listed: readonly Channel[], { behind, lost }: Policy): string {
  const on = listed.filter((one) => one.enabled);
  const failing = on.filter((one) => one.failing_since);
  const sum = (of: (one: Channel) => number) => listed.reduce((all, one) => all + of(one), 0);
  const dead = sum((one) => one.dead);
  return [
    on.length
      ? tr(`${count(on.length)} 个渠道在用，${failing.length ? `${failing.map((one) => one.name).join("、")}发送不畅` : "均正常"}`, `${count(on.length)} channels are on, ${failing.length ? `${failing.map((one) => one.name).join(", ")} failing` : "all well"}`)
      : tr("尚未开通渠道，只有站内通知", "No channel is on, notices are told in the console alone"),
    tr(`今日已发 ${count(sum((one) => one.sent_today))} 条，待发 ${count(sum((one) => one.queued))} 条，暂存 ${count(sum((one) => one.held))} 条`, `${count(sum((one) => one.sent_today))} sent today, ${count(sum((one) => one.queued))} to be sent, ${count(sum((one) => one.held))} held`),
    ...(dead ? [tr(`${count(dead)} 条发送失败待处理`, `${count(dead)} failed for good`)] : []),
    ...(behind > 50 ? [tr(`通知落后 ${count(behind)} 个事件，请检查后台服务`, `${count(behind)} events behind: look after the worker`)] : []),
    ...(lost ? [tr(`曾有 ${count(lost)} 个事件超期未通知`, `${count(lost)} events were past their retention`)] : []),
  ].join(tr("；", "; ")) + tr("。", ".");
}
