import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Form, Input, Skeleton } from "antd";

import { addRole, changeRole, permissions, removeRole, roles, useVerb, type Role } from "@/api/people";
import { problemOf } from "@/api/problem";
import { useMay, useMe } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { PageHead } from "@/ui/PageHead";
import { useUrlState } from "@/ui/useUrlState";
import "./people.css";

interface Typed {
  code: string;
  name: string;
  name_en?: string;
  permissions: string[];
}

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }];

/** Roles: what somebody with a duty may do. A city can make its own. */
export default function RolesPage() {
  const may = useMay("accounts.manage");
  const { search, change } = useUrlState();
  const opened = search.has("new") ? null : search.get("open");
  const close = () => change({ open: null, new: null });
  return (
    <div className="page">
      <PageHead title={tr("角色", "Roles")} />
      <Answer>{tr("角色决定一个人能做什么，管辖范围决定在哪里做。系统管理、安全管理、审计三员分立：管人的不看日志，看日志的不管人。", "A role says what somebody may do, the scope says where. Administrators are kept apart: who manages people does not read the journal, and the other way round.")}</Answer>
      <section className="block">
        <DataTable
          table="roles"
          onOpen={(row) => change({ open: String(row["code"]), new: null })}
          actions={may ? <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ new: "1", open: null })}>{tr("新增角色", "Add a role")}</Button> : undefined}
        />
      </section>
      {opened ? <RoleDrawer key={opened} code={opened} onClose={close} /> : null}
      {search.has("new") ? <ObjectDrawer open title={tr("新增角色", "Add a role")} onClose={close}><RoleForm onDone={close} /></ObjectDrawer> : null}
    </div>
  );
}

function RoleDrawer({ code, onClose }: { code: string; onClose: () => void }) {
  const listed = useQuery(roles);
  const role = listed.data?.find((one) => one.code === code);
  return (
    <ObjectDrawer open title={role?.name ?? code} onClose={onClose} actions={role ? <Remove role={role} onDone={onClose} /> : null}>
      <FetchedView query={listed} loading={<Skeleton active paragraph={{ rows: 8 }} />}>
        {() => (role ? <RoleForm role={role} onDone={onClose} /> : <Alert type="info" title={tr("没有这个角色。", "There is no such role.")} />)}
      </FetchedView>
    </ObjectDrawer>
  );
}

function Remove({ role, onDone }: { role: Role; onDone: () => void }) {
  const { modal, message } = App.useApp();
  const may = useMay("accounts.manage");
  const remove = useVerb(() => removeRole(role.code), onDone);
  if (role.system || !may) return null;
  const ask = () =>
    modal.confirm({
      title: tr(`删除角色“${role.name}”？`, `Remove the role “${role.name}”?`),
      onOk: () => remove.mutateAsync(undefined).catch((error: unknown) => void message.error(problemOf(error).message)),
    });
  return <Button danger onClick={ask}>{tr("删除", "Remove")}</Button>;
}

function RoleForm({ role, onDone }: { role?: Role; onDone: () => void }) {
  const [form] = Form.useForm<Typed>();
  const { message } = App.useApp();
  const may = useMay("accounts.manage");
  const own = useMe().role.code === role?.code;
  const all = useQuery(permissions);
  const save = useVerb(
    (typed: Typed) => (role ? changeRole(role.code, { name: typed.name, name_en: typed.name_en ?? "", permissions: typed.permissions }) : addRole({ ...typed, name_en: typed.name_en ?? "" })),
    () => {
      void message.success(tr("已保存，相关人员下一次操作即生效", "Saved; it holds at the next thing anybody with this role does"));
      onDone();
    },
  );
  const initial = role ? { code: role.code, name: role.name_zh, name_en: role.name_en, permissions: role.permissions } : { permissions: [] };
  return (
    <Form<Typed> form={form} layout="vertical" disabled={!may} initialValues={initial} onFinish={(typed) => save.mutate(typed)}>
      {save.isError ? <div className="form-problem"><ProblemView problem={problemOf(save.error)} /></div> : null}
      {role ? <p className="quiet">{tr(`${count(role.people)} 人在用；${role.system ? "平台自带，不能删除。" : "本市自建。"}`, `${count(role.people)} people have it; ${role.system ? "it comes with the platform and cannot be removed." : "made by the city."}`)}</p> : null}
      <Form.Item name="code" label={tr("编号", "Code")} rules={NEEDED} extra={role ? undefined : tr("小写字母和数字，建好后不能改。", "Small letters and digits; it cannot be changed later.")}><Input disabled={!!role} maxLength={64} autoCapitalize="none" /></Form.Item>
      <Form.Item name="name" label={tr("名称", "Name")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      <Form.Item name="name_en" label={tr("英文名称（选填）", "English name (optional)")}><Input maxLength={64} /></Form.Item>
      <Form.Item name="permissions" label={tr("权限", "Permissions")} extra={own ? tr("不能修改自己所属角色的权限。", "Nobody changes the permissions of their own role.") : undefined}>
        <Checkbox.Group className="role-permissions" disabled={own || !may} options={(all.data ?? []).map((one) => ({ value: one.code, label: one.name }))} />
      </Form.Item>
      {may ? <Button type="primary" htmlType="submit" block loading={save.isPending}>{tr("保存", "Save")}</Button> : null}
    </Form>
  );
}
