import { useQuery } from "@tanstack/react-query";
import { Skeleton, Table, Tabs, Tag } from "antd";
import { Link } from "react-router";

import { ruleCatalogue, ruleSets, type RuleLine } from "@/api/rules";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { FetchedView } from "@/ui/PageState";
import { PageHead } from "@/ui/PageHead";
import { useUrlState } from "@/ui/useUrlState";

import { PrecisionView } from "./Precision";
import { Scroll } from "./Scroll";
import "./rules.css";
import { Versions } from "./Versions";

/** The catalogue of rules, how right they are, and the rule sets. */
export default function RulesPage() {
  const { search, change } = useUrlState();
  const catalogue = useQuery(ruleCatalogue);
  const tab = search.get("tab") ?? "catalogue";
  return (
    <div className="page">
      <PageHead title={tr("规则目录", "Rules")} />
      <Answer>{catalogue.data ? sentence(catalogue.data) : tr("正在读取规则目录…", "Reading the catalogue…")}</Answer>
      <Tabs
        activeKey={tab}
        onChange={(key) => change({ tab: key })}
        items={[
          { key: "catalogue", label: tr("目录", "Catalogue"), children: <FetchedView query={catalogue} loading={<Skeleton active paragraph={{ rows: 12 }} />}>{(rules) => <Catalogue rules={rules} />}</FetchedView> },
          { key: "precision", label: tr("准确率", "Precision"), children: <PrecisionView /> },
          { key: "sets", label: tr("规则集", "Rule sets"), children: <Sets /> },
        ]}
      />
    </div>
  );
}

function sentence(rules: readonly RuleLine[]) {
  const set = rules.filter((one) => one.changed).length;
  const off = rules.reduce((sum, one) => sum + one.switched_off, 0);
  return tr(
    <>共{count(rules.length)}条规则，其中{count(set)}条采用本市设定；<Link to="/switch-offs?state=running">{count(off)}处停用中</Link>。</>,
    <>{count(rules.length)} rules, {count(set)} of them set by the city; <Link to="/switch-offs?state=running">{count(off)} switched off</Link> at stations.</>,
  );
}

function Catalogue({ rules }: { rules: readonly RuleLine[] }) {
  return (
    <Scroll title={tr("规则目录", "Rules")}>
      <Table
        size="small"
        rowKey="code"
        pagination={false}
        dataSource={[...rules]}
        columns={[
          { title: tr("规则", "Rule"), key: "name", render: (_, one) => <Link to={`/rules/${one.code}`}>{tr(one.name, one.name_en)}</Link> },
          { title: tr("类别", "Kind"), dataIndex: "kind_name", filters: distinct(rules, "kind_name"), onFilter: (value, one) => one.kind_name === value },
          { title: tr("判定时机", "Judged"), dataIndex: "tick_name", filters: distinct(rules, "tick_name"), onFilter: (value, one) => one.tick_name === value },
          { title: tr("预警原因", "Cause"), dataIndex: "cause_name", filters: distinct(rules, "cause_name"), onFilter: (value, one) => one.cause_name === value },
          { title: tr("依据", "Basis"), dataIndex: "basis" },
          { title: tr("程度", "Severities"), key: "severities", render: (_, one) => one.severity_names.join(tr("、", ", ")) },
          { title: tr("本市设定", "Set by the city"), key: "changed", render: (_, one) => (one.changed ? <Tag>{tr(`${one.changed}个参数`, `${one.changed} parameters`)}</Tag> : "—") },
          { title: tr("停用", "Off"), key: "off", align: "right", render: (_, one) => (one.switched_off ? <Link to={`/switch-offs?state=running&rule=${one.code}`}>{tr(`${one.switched_off}站`, `${one.switched_off}`)}</Link> : "—") },
        ]}
      />
    </Scroll>
  );
}

const distinct = (rules: readonly RuleLine[], name: "kind_name" | "tick_name" | "cause_name") =>
  [...new Set(rules.map((one) => one[name]))].map((value) => ({ text: value, value }));

function Sets() {
  const query = useQuery(ruleSets);
  return <FetchedView query={query} loading={<Skeleton active />}>{(sets) => <Versions versions={sets} rules />}</FetchedView>;
}
