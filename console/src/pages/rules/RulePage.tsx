import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Skeleton, Table } from "antd";
import { useState } from "react";
import { useParams } from "react-router";

import { rulePage, type Parameter, type Precision, type RulePage as Page } from "@/api/rules";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { FetchedView } from "@/ui/PageState";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";

import { Scroll } from "./Scroll";
import { offLook, valueWords } from "./looks";
import { precisionColumns, precisionWords } from "./Precision";
import { ProposalForm } from "./ProposalForm";
import "./rules.css";
import { SwitchOffDialog } from "./SwitchOffDialog";
import { Versions } from "./Versions";

/** One rule: basis, parameters and who set them, versions, how right it is, where it is switched off. */
export default function RulePage() {
  const { code = "" } = useParams();
  const query = useQuery(rulePage(code));
  return (
    <div className="page">
      <FetchedView query={query} loading={<Skeleton active paragraph={{ rows: 12 }} />} page>{(page) => <View page={page} />}</FetchedView>
    </div>
  );
}

function View({ page }: { page: Page }) {
  const [open, setOpen] = useState<"propose" | "off" | null>(null);
  const { rule } = page;
  return (
    <>
      <PageHead title={tr(rule.name, rule.name_en)}>
        {page.may_propose && page.parameters.length ? <Button type="primary" onClick={() => setOpen("propose")}>{tr("提出调整", "Propose a change")}</Button> : null}
        {page.may_switch_off ? <Button onClick={() => setOpen("off")}>{tr("在某站停用", "Switch off at a station")}</Button> : null}
      </PageHead>
      <Answer>{sentence(page)}</Answer>
      <section className="block rules-block">
        <Descriptions
          bordered
          size="small"
          column={1}
          items={[
            { key: "code", label: tr("代码", "Code"), children: <span className="code">{rule.code}</span> },
            { key: "basis", label: tr("依据", "Basis"), children: rule.basis },
            { key: "sentence", label: tr("判定", "What is judged"), children: rule.sentence },
            { key: "kind", label: tr("类别和时机", "Kind and time"), children: `${rule.kind_name} · ${rule.tick_name}` },
            { key: "severities", label: tr("可能的程度", "Severities"), children: rule.severity_names.join(tr("、", ", ")) },
            { key: "explained", label: tr("哪些情况可以解释", "Explained away by"), children: page.explained_by || "—" },
            { key: "more", label: tr("判定方法（英文）", "How it is judged"), children: <span lang="en">{page.description}</span> },
          ]}
        />
      </section>
      <section className="block rules-block">
        <h2>{tr("参数", "Parameters")}</h2>
        {page.parameters.length ? <Parameters listed={page.parameters} /> : <p>{tr("该规则没有可调参数。", "This rule has nothing to set.")}</p>}
      </section>
      <section className="block rules-block">
        <h2>{tr("准确率", "Precision")}</h2>
        <Scroll title={tr("准确率", "Precision")}>
          <Table<Precision> size="small" rowKey="name" pagination={false} dataSource={page.precision.map((one, n) => ({ ...one, name: tr(`近${[30, 90, 365][n]}天`, `${[30, 90, 365][n]} days`) }))} columns={precisionColumns(tr("时段", "Period"), false)} />
        </Scroll>
      </section>
      <section className="block rules-block">
        <h2>{tr("每月疑点", "Findings by month")}</h2>
        <Table size="small" rowKey="month" pagination={false} dataSource={page.months} columns={[{ title: tr("月份", "Month"), dataIndex: "month" }, { title: tr("疑点", "Findings"), dataIndex: "findings", align: "right", render: count }, { title: tr("预警", "Alerts"), dataIndex: "alerts", align: "right", render: count }]} locale={{ emptyText: tr("近一年没有疑点", "No finding in a year") }} />
      </section>
      <section className="block rules-block">
        <h2>{tr("停用记录", "Switched off")}</h2>
        <Scroll title={tr("停用记录", "Switched off")}>
          <Table size="small" rowKey="id" pagination={{ pageSize: 10, hideOnSinglePage: true }} dataSource={page.switch_offs} columns={[{ title: tr("状态", "State"), key: "state", render: (_, one) => <StateSymbol look={offLook(one.state)} /> }, { title: tr("加油站", "Station"), dataIndex: "station_name" }, { title: tr("截止", "Until"), dataIndex: "until", render: (moment: string) => fullTime(moment).slice(0, 16) }, { title: tr("理由", "Reason"), dataIndex: "reason" }, { title: tr("停用人", "By"), dataIndex: "made_by" }]} locale={{ emptyText: tr("没有停用过", "Never switched off") }} />
        </Scroll>
      </section>
      <section className="block rules-block">
        <h2>{tr("版本", "Versions")}</h2>
        <Versions versions={page.versions} />
      </section>
      {open === "propose" ? <ProposalForm rule={rule.code} onClose={() => setOpen(null)} /> : null}
      {open === "off" ? <SwitchOffDialog rule={rule.code} station="" onDone={() => setOpen(null)} /> : null}
    </>
  );
}

function sentence({ rule, precision }: Page): string {
  const year = precision[2];
  const told = year ? tr(`近365天产生预警${count(year.raised)}条，准确率${precisionWords(year)}`, `${count(year.raised)} alerts in 365 days, precision ${precisionWords(year)}`) : "";
  return tr(`${rule.sentence}${told}；${rule.switched_off}站停用中。`, `${told}; switched off at ${rule.switched_off} stations.`);
}

function Parameters({ listed }: { listed: readonly Parameter[] }) {
  const range = (one: Parameter): string => (one.low === null ? one.choices.join(tr("、", ", ")) || "—" : one.high === null ? `≥ ${one.low}` : `${one.low}–${one.high}`);
  return (
    <Scroll title={tr("参数", "Parameters")}>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={[...listed]}
        columns={[
          { title: tr("参数", "Parameter"), key: "title", render: (_, one) => <span title={one.name}>{one.title}</span> },
          { title: tr("现行值", "In force"), key: "value", render: (_, one) => <strong>{valueWords(one.value)}</strong> },
          { title: tr("单位", "Unit"), dataIndex: "unit" },
          { title: tr("平台默认", "Platform's"), key: "default", render: (_, one) => valueWords(one.default) },
          { title: tr("允许范围", "Range"), key: "range", render: (_, one) => range(one) },
          { title: tr("待生效", "Ahead"), key: "ahead", render: (_, one) => (one.ahead_from ? tr(`${valueWords(one.ahead)}（${one.ahead_from}起）`, `${valueWords(one.ahead)} from ${one.ahead_from}`) : "—") },
          { title: tr("谁在何时设定", "Set by whom, since"), key: "by", render: (_, one) => (one.changed_from ? `${one.changed_by}${tr("，", ", ")}${one.changed_from}` : tr("平台默认", "The platform's")) },
        ]}
      />
    </Scroll>
  );
}
