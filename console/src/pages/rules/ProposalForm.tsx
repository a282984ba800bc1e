import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Form, Input, InputNumber, Select, Skeleton } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { draftChange, editChange, ruleCatalogue, rulePage, type Parameter, type Proposal } from "@/api/rules";
import { cityDay } from "@/format/days";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";

import { valueWords } from "./looks";

type Values = Record<string, Record<string, unknown>>;

interface Typed {
  effective: Dayjs;
  reason: string;
}

/** Drafts a change that begins with a rule, or edits a draft. */
export function ProposalForm({ rule, edited, onClose }: { rule: string; edited?: Proposal; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const [values, setValues] = useState<Values>(() => (edited?.values as Values | undefined) ?? {});
  const [shown, setShown] = useState<string[]>(() => (edited ? Object.keys(edited.values) : [rule]));
  const catalogue = useQuery(ruleCatalogue);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const set = (code: string, name: string, value: unknown) =>
    setValues((before) => {
      const mine = { ...before[code], [name]: value };
      if (value === undefined || value === null || value === "") delete mine[name];
      const { [code]: _, ...rest } = before;
      return Object.keys(mine).length ? { ...rest, [code]: mine } : rest;
    });
  const send = useMutation({
    mutationFn: (typed: Typed) => {
      const body = { effective_from: typed.effective.format("YYYY-MM-DD"), reason: typed.reason.trim(), values };
      return edited ? editChange(edited.id, body) : draftChange(body);
    },
    onSuccess: (told) => {
      client.setQueryData(["rule-change", told.id], told);
      void client.invalidateQueries({ queryKey: ["table", "rule_changes"] });
      void message.success(tr("草稿已保存，请先回测再提交审批", "Saved as a draft: try it, then submit it"));
      onClose();
      void navigate(`/rule-changes/${told.id}`);
    },
  });
  return (
    <ObjectDrawer open title={edited ? tr(`修改规则调整 ${edited.id}`, `Edit change ${edited.id}`) : tr("提出规则调整", "Propose a change of rules")} onClose={onClose} actions={<Button type="primary" loading={send.isPending} onClick={() => form.submit()}>{tr("保存草稿", "Save the draft")}</Button>}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form form={form} layout="vertical" initialValues={{ effective: dayjs(edited?.effective_from ?? cityDay().add(3, "day")), reason: edited?.reason }} onFinish={(typed) => send.mutate(typed)}>
        {shown.map((code) => <RuleValues key={code} code={code} values={values[code] ?? {}} onSet={(name, value) => set(code, name, value)} />)}
        <Form.Item label={tr("同时调整其他规则", "Change another rule, too")}>
          <Select value={null} showSearch={{ optionFilterProp: "label" }} placeholder={tr("选择规则", "Choose a rule")} options={(catalogue.data ?? []).filter((one) => !shown.includes(one.code)).map((one) => ({ value: one.code, label: tr(one.name, one.name_en) }))} onChange={(code: string | null) => code && setShown([...shown, code])} />
        </Form.Item>
        <Form.Item name="effective" label={tr("生效日（业务日）", "Holds from (business day)")} rules={[{ required: true, message: tr("请选择生效日", "Choose a day") }]}>
          <DatePicker minDate={cityDay().add(1, "day")} />
        </Form.Item>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }]}>
          <Input.TextArea rows={4} maxLength={2000} />
        </Form.Item>
      </Form>
    </ObjectDrawer>
  );
}

/** The parameters of one rule: what stands empty stays as it is. */
function RuleValues({ code, values, onSet }: { code: string; values: Record<string, unknown>; onSet: (name: string, value: unknown) => void }) {
  const query = useQuery(rulePage(code));
  return (
    <section className="rules-block">
      <FetchedView query={query} loading={<Skeleton active />}>
        {(page) => (
          <>
            <h2>{tr(page.rule.name, page.rule.name_en)}</h2>
            <div className="rules-values">
              {page.parameters.filter((one) => one.kind !== "table").map((one) => (
                <Form.Item key={one.name} label={one.unit ? withNote(one.title, one.unit) : one.title} extra={tr(`现行 ${valueWords(one.value)}，平台默认 ${valueWords(one.default)}`, `now ${valueWords(one.value)}, the platform's ${valueWords(one.default)}`)}>
                  <ValueInput parameter={one} value={values[one.name]} onChange={(value) => onSet(one.name, value)} />
                </Form.Item>
              ))}
            </div>
          </>
        )}
      </FetchedView>
    </section>
  );
}

function ValueInput({ parameter, value, onChange }: { parameter: Parameter; value: unknown; onChange: (value: unknown) => void }) {
  const label = parameter.title;
  if (parameter.kind === "choice" || parameter.kind === "choices") {
    const many = parameter.kind === "choices";
    return <Select aria-label={label} allowClear mode={many ? "multiple" : undefined} value={value as string | undefined} placeholder={tr("不变", "As it is")} options={parameter.choices.map((one) => ({ value: one, label: one }))} onChange={(chosen: unknown) => onChange(Array.isArray(chosen) && !chosen.length ? undefined : chosen)} />;
  }
  return <InputNumber aria-label={label} style={{ width: "100%" }} value={value as number | undefined} placeholder={tr("不变", "As it is")} precision={parameter.kind === "integer" ? 0 : undefined} onChange={onChange} />;
}
