import { Table } from "antd";
import { Link } from "react-router";

import type { Change, Version } from "@/api/rules";
import { headed } from "@/format/words";
import { tr } from "@/lang";

import { Scroll } from "./Scroll";
import { valueWords } from "./looks";

const STATES: Record<Version["state"], string> = {
  in_force: tr("● 现行", "● In force"),
  ahead: tr("▷ 待生效", "▷ Ahead"),
  past: tr("○ 已失效", "○ Past"),
  replaced: tr("× 生效前被取代", "× Replaced before its day"),
};
const ORIGINS: Record<Version["origin"], string> = {
  platform: tr("平台", "The platform"),
  profile: tr("城市配置", "The city's profile"),
  desk: tr("规则调整", "A change of rules"),
};

/** A changed parameter in one line. */
export const changeWords = (one: Change, rule: boolean): string => {
  const words = `${one.title} ${valueWords(one.before)} → ${valueWords(one.after)} ${one.unit}`.trim();
  return rule ? headed(one.rule_name, words) : words;
};

/** Rule sets with what each changed against the one before it. */
export function Versions({ versions, rules = false }: { versions: readonly Version[]; rules?: boolean }) {
  return (
    <Scroll title={tr("版本", "Versions")}>
      <Table
        size="small"
        rowKey="version"
        pagination={false}
        dataSource={[...versions]}
        columns={[
          { title: tr("规则集", "Rule set"), dataIndex: "version", className: "code" },
          { title: tr("状态", "State"), key: "state", render: (_, one) => STATES[one.state] },
          { title: tr("生效日", "Holds from"), dataIndex: "effective_from" },
          { title: tr("来源", "From"), key: "origin", render: (_, one) => (one.proposal ? <Link to={`/rule-changes/${one.proposal}`}>{tr(`规则调整${one.proposal}`, `Change ${one.proposal}`)}</Link> : ORIGINS[one.origin]) },
          { title: tr("提出 / 批准", "Proposed / approved"), key: "by", render: (_, one) => (one.proposed_by ? `${one.proposed_by} / ${one.approved_by}` : "—") },
          { title: tr("改动", "Changed"), key: "changes", render: (_, one) => (one.changes.length ? one.changes.map((change) => <div key={change.rule + change.parameter}>{changeWords(change, rules)}</div>) : "—") },
        ]}
      />
    </Scroll>
  );
}
