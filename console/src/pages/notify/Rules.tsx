import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Select, Skeleton, Switch, Table } from "antd";
import { useState } from "react";

import { removeRule, ruleBook, saveRule, type Rule, type RuleBook, type RuleIn } from "@/api/notify";
import { problemOf } from "@/api/problem";
import { headed } from "@/format/words";
import { tr } from "@/lang";
import { LEVELS, type Level } from "@/states/alert";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";

import { useSaved } from "./useSaved";

const EMPTY: RuleIn = {
  name: "", position: 100, enabled: true, whats: [], colours: [], departments: [], regions: [], min_level: 0, audience: "duty", roles: [], city: false, channels: [], pace: "now",
};
const ANY = tr("不限", "any");

const namesOf = (codes: readonly (string | number)[], words: RuleBook["whats"]): string =>
  codes.map((code) => words.find((one) => one.code === String(code))?.name ?? code).join(tr("、", ", ")) || ANY;
const coloursOf = (codes: readonly string[]): string => codes.map((code) => `${LEVELS[code as Level].sign}${LEVELS[code as Level].word}`).join(" ") || ANY;

/** Who is told of what: rules that all apply; each person is told once of one step. */
export function Rules() {
  const found = useQuery(ruleBook);
  const [opened, open] = useState<Rule | "new" | null>(null);
  return (
    <FetchedView query={found} loading={<Skeleton active />}>
      {(book) => (
        <>
          <div className="block-head">
            <p className="quiet">{tr("每条规则各自生效；同一人对同一步只通知一次。无人值班时通知责任部门全部可签收人员。", "Every rule applies; a person is told once of one step. With nobody on duty all of the department who may sign are told.")}</p>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => open("new")}>{tr("新增规则", "Add a rule")}</Button>
          </div>
          <Table<Rule>
            size="small" pagination={false} rowKey="id" dataSource={[...book.rules]} scroll={{ x: "max-content" }}
            columns={[
              { key: "name", title: tr("名称", "Name"), render: (_: unknown, one) => <Button type="link" className="in-cell" onClick={() => open(one)}>{one.name}</Button> },
              { key: "on", title: tr("启用", "On"), render: (_: unknown, one) => (one.enabled ? tr("● 启用", "● on") : tr("○ 停用", "○ off")) },
              { key: "whats", title: tr("事项", "What"), render: (_: unknown, one) => namesOf(one.whats ?? [], book.whats) },
              { key: "colours", title: tr("颜色", "Colours"), render: (_: unknown, one) => coloursOf(one.colours ?? []) },
              { key: "departments", title: tr("责任部门", "Department"), render: (_: unknown, one) => namesOf(one.departments ?? [], book.departments) },
              { key: "audience", title: tr("通知谁", "Who"), render: (_: unknown, one) => one.roles?.length ? headed(namesOf([one.audience], book.audiences), namesOf(one.roles, book.roles)) : namesOf([one.audience], book.audiences) },
              { key: "pace", title: tr("方式", "How"), render: (_: unknown, one) => (one.pace === "digest" ? tr("汇总", "digest") : tr("即时", "at once")) },
            ]}
          />
          {opened ? <RuleDrawer key={opened === "new" ? "new" : opened.id} rule={opened === "new" ? null : opened} book={book} onClose={() => open(null)} /> : null}
        </>
      )}
    </FetchedView>
  );
}

function RuleDrawer({ rule, book, onClose }: { rule: Rule | null; book: RuleBook; onClose: () => void }) {
  const [form] = Form.useForm<RuleIn>();
  const { modal } = App.useApp();
  const save = useSaved((typed: RuleIn) => saveRule(rule?.id ?? null, { ...EMPTY, ...typed, channels: (typed.channels ?? []).map(Number) }), onClose);
  const remove = useSaved(removeRule, onClose, tr("已删除", "Removed"));
  const audience = Form.useWatch("audience", form) ?? rule?.audience;
  const ask = () => rule && modal.confirm({ title: tr(`删除规则“${rule.name}”？`, `Remove “${rule.name}”?`), onOk: () => remove.mutateAsync(rule.id).catch(() => undefined) });
  const many = (words: RuleBook["whats"]) => ({ mode: "multiple" as const, allowClear: true, placeholder: ANY, showSearch: { optionFilterProp: "label" }, options: words.map((one) => ({ value: one.code, label: one.name })) });
  return (
    <ObjectDrawer open title={rule?.name ?? tr("新增规则", "Add a rule")} onClose={onClose} actions={rule ? <Button danger onClick={ask}>{tr("删除", "Remove")}</Button> : null}>
      <Form<RuleIn> form={form} layout="vertical" initialValues={rule ? { ...rule, channels: (rule.channels ?? []).map(String) } : EMPTY} onFinish={(typed) => save.mutate(typed)}>
        {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
        <Form.Item name="name" label={tr("名称", "Name")} rules={[{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }]}><Input maxLength={64} /></Form.Item>
        <Form.Item name="whats" label={tr("事项", "What happens")}><Select {...many(book.whats)} /></Form.Item>
        <Form.Item name="colours" label={tr("颜色", "Colours")}><Select {...many((Object.keys(LEVELS) as Level[]).map((code) => ({ code, name: `${LEVELS[code].sign} ${LEVELS[code].word}` })))} /></Form.Item>
        <Form.Item name="departments" label={tr("责任部门", "Responsible department")}><Select {...many(book.departments)} /></Form.Item>
        <Form.Item name="regions" label={tr("区域", "Regions")}><Select {...many(book.regions)} /></Form.Item>
        <Form.Item name="min_level" label={tr("超期级别不低于", "Escalation level at least")}><InputNumber min={0} max={9} precision={0} /></Form.Item>
        <Form.Item name="audience" label={tr("通知谁", "Who is told")}><Select options={book.audiences.map((one) => ({ value: one.code, label: one.name }))} /></Form.Item>
        {audience === "roles" ? (
          <>
            <Form.Item name="roles" label={tr("角色", "Roles")}><Select {...many(book.roles)} /></Form.Item>
            <Form.Item name="city" label={tr("不限部门（全市）", "Of any department")} valuePropName="checked"><Switch /></Form.Item>
          </>
        ) : null}
        <Form.Item name="channels" label={tr("只用这些渠道", "Over these channels alone")}><Select {...many(book.channels)} /></Form.Item>
        <Form.Item name="pace" label={tr("方式", "How")}><Select options={[{ value: "now", label: tr("即时", "At once") }, { value: "digest", label: tr("并入定时汇总", "In the digest") }]} /></Form.Item>
        <Form.Item name="position" label={tr("次序", "Order")}><InputNumber min={0} max={9999} precision={0} /></Form.Item>
        <Form.Item name="enabled" label={tr("启用", "On")} valuePropName="checked"><Switch /></Form.Item>
        <Button type="primary" htmlType="submit" block loading={save.isPending}>{tr("保存", "Save")}</Button>
      </Form>
    </ObjectDrawer>
  );
}
