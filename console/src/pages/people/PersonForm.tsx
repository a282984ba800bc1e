import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Select } from "antd";

import type { Schemas } from "@/api/client";
import { changePerson, createPerson, departments, roles, useVerb, type NewPassword, type Person } from "@/api/people";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import { ScopePicker } from "./ScopePicker";

interface Typed {
  username: string;
  display_name: string;
  mobile?: string;
  department?: string | null;
  post_id?: number | null;
  role: string;
  scope: string[];
  reason?: string;
}

interface Props {
  /** Whom to change; without it somebody new. */
  person?: Person;
  onCreated: (made: NewPassword) => void;
  onChanged: () => void;
}

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }];
const CHOSEN = [{ required: true, message: tr("请选择", "Please choose") }];

const initial = (person: Person): Typed => ({
  username: person.username,
  display_name: person.display_name,
  mobile: person.mobile,
  department: person.department?.code ?? null,
  post_id: person.post_id,
  role: person.role.code,
  scope: person.scope,
});

/** Only what was changed is sent, so that two administrators do not undo each other. */
function changesOf(person: Person, typed: Typed): Schemas["PersonChange"] {
  const before = initial(person) as unknown as Record<string, unknown>;
  const after = { ...typed, mobile: typed.mobile ?? "", department: typed.department ?? null, post_id: typed.post_id ?? null };
  const changed = Object.entries(after).filter(([name, value]) => name !== "username" && JSON.stringify(value) !== JSON.stringify(before[name]));
  return { ...Object.fromEntries(changed), reason: typed.reason ?? "" };
}

/** Somebody's data, post, role and scope. */
export function PersonForm({ person, onCreated, onChanged }: Props) {
  const [form] = Form.useForm<Typed>();
  const create = useVerb((typed: Typed) => createPerson({ ...typed, mobile: typed.mobile ?? "", department: typed.department ?? null, post_id: typed.post_id ?? null, reason: typed.reason ?? "" }), onCreated);
  const change = useVerb(({ of, typed }: { of: Person; typed: Typed }) => changePerson(of.username, changesOf(of, typed)), onChanged);
  const failed = create.error ?? change.error;
  const submit = (typed: Typed) => (person ? change.mutate({ of: person, typed }) : create.mutate(typed));
  return (
    <Form<Typed> form={form} layout="vertical" initialValues={person ? initial(person) : { scope: [] }} onFinish={submit} scrollToFirstError>
      {failed ? <div className="form-problem"><ProblemView problem={problemOf(failed)} /></div> : null}
      <Form.Item name="username" label={tr("账号", "Account")} rules={NEEDED} extra={person ? undefined : tr("2至32位小写字母、数字或 . _ -，例如姓名拼音。建好后不能改。", "2 to 32 small letters, digits or . _ -; it cannot be changed later.")}>
        <Input disabled={!!person} maxLength={32} autoComplete="off" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="display_name" label={tr("姓名", "Name")} rules={NEEDED}><Input maxLength={40} autoComplete="off" /></Form.Item>
      <Form.Item name="mobile" label={tr("手机号（选填）", "Mobile number (optional)")} extra={tr("可用来登录；列表中只显示前3位和后4位。", "Can be used to log in; lists show its first 3 and last 4 digits.")}>
        <Input inputMode="tel" maxLength={20} autoComplete="off" />
      </Form.Item>
      <WhereAndWhat />
      <Form.Item name="scope" label={tr("管辖范围", "Scope")} rules={CHOSEN} extra={person?.own ? tr("不能修改自己的管辖范围。", "Nobody changes their own scope.") : undefined}>
        <ScopePicker disabled={person?.own} names={namesOf(person)} />
      </Form.Item>
      <Role own={person?.own ?? false} />
      <Form.Item name="reason" label={tr("说明（选填，记入操作日志）", "Why (optional, goes to the journal)")}><Input maxLength={256} autoComplete="off" /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={create.isPending || change.isPending}>{person ? tr("保存", "Save") : tr("新增并生成初始密码", "Add, with a first password")}</Button>
    </Form>
  );
}

/** Names of the scope that somebody has, as far as the platform says them one by one. */
function namesOf(person: Person | undefined): Record<string, string> {
  const names = person?.scope_name.split(/[\u3001,]\s*/) ?? [];
  return Object.fromEntries((person?.scope ?? []).map((code, index) => [code, names[index] ?? code]));
}

/** Department, and a post of that department. */
function WhereAndWhat() {
  const form = Form.useFormInstance<Typed>();
  const listed = useQuery(departments);
  const chosen = Form.useWatch("department", form);
  const open = (listed.data ?? []).filter((one) => one.is_active || one.code === chosen);
  const posts = open.find((one) => one.code === chosen)?.posts ?? [];
  return (
    <>
      <Form.Item name="department" label={tr("部门", "Department")}>
        <Select
          allowClear
          loading={listed.isPending}
          showSearch={{ optionFilterProp: "label" }}
          options={open.map((one) => ({ value: one.code, label: one.name }))}
          onChange={() => form.setFieldValue("post_id", null)}
        />
      </Form.Item>
      <Form.Item name="post_id" label={tr("岗位", "Post")} extra={chosen && !posts.length ? tr("该部门还没有岗位，可在“部门”页增加。", "This department has no posts yet; add them on “Departments”.") : undefined}>
        <Select allowClear disabled={!posts.length} options={posts.map((one) => ({ value: one.id, label: one.name }))} />
      </Form.Item>
    </>
  );
}

function Role({ own }: { own: boolean }) {
  const listed = useQuery(roles);
  return (
    <Form.Item name="role" label={tr("角色", "Role")} rules={CHOSEN} extra={own ? tr("不能修改自己的角色。", "Nobody changes their own role.") : tr("角色决定能做什么；调整角色或管辖范围后，此人会被要求重新登录。", "The role says what may be done; with another role or scope the person has to log in again.")}>
      <Select disabled={own} loading={listed.isPending} showSearch={{ optionFilterProp: "label" }} options={(listed.data ?? []).map((one) => ({ value: one.code, label: one.name }))} />
    </Form.Item>
  );
}
