import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Skeleton, Switch } from "antd";

import { addDepartment, changeDepartment, departments, useVerb, type Department } from "@/api/people";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { PageHead } from "@/ui/PageHead";
import { useUrlState } from "@/ui/useUrlState";

import { Posts } from "./Posts";
import "./people.css";

interface Typed {
  code: string;
  name: string;
  duties?: string;
  contact?: string;
  is_active: boolean;
}

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }];

/** Departments that take part, what each is in charge of, and their posts. */
export default function DepartmentsPage() {
  const may = useMay("accounts.manage");
  const { search, change } = useUrlState();
  const opened = search.has("new") ? null : search.get("open");
  const close = () => change({ open: null, new: null });
  return (
    <div className="page">
      <PageHead title={tr("部门和岗位", "Departments and posts")} />
      <Answer>{tr("各部门的职责、联系方式和岗位；人员在所属部门的岗位上。", "What each department is in charge of, how to reach it, and its posts, which people hold.")}</Answer>
      <section className="block">
        <DataTable
          table="departments"
          onOpen={(row) => change({ open: String(row["code"]), new: null })}
          actions={may ? <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ new: "1", open: null })}>{tr("新增部门", "Add a department")}</Button> : undefined}
          empty={{ what: tr("还没有部门", "No departments yet") }}
        />
      </section>
      {opened ? <DepartmentDrawer key={opened} code={opened} onClose={close} /> : null}
      {search.has("new") ? <ObjectDrawer open title={tr("新增部门", "Add a department")} onClose={close}><DepartmentForm onDone={(code) => change({ open: code, new: null })} /></ObjectDrawer> : null}
    </div>
  );
}

function DepartmentDrawer({ code, onClose }: { code: string; onClose: () => void }) {
  const listed = useQuery(departments);
  const { message } = App.useApp();
  const department = listed.data?.find((one) => one.code === code);
  return (
    <ObjectDrawer open title={department?.name ?? code} onClose={onClose}>
      <FetchedView query={listed} loading={<Skeleton active paragraph={{ rows: 8 }} />}>
        {() =>
          department ? (
            <>
              <DepartmentForm department={department} onDone={() => void message.success(tr("已保存", "Saved"))} />
              <Posts department={department} />
            </>
          ) : (
            <Alert type="info" title={tr("没有这个部门。", "There is no such department.")} />
          )
        }
      </FetchedView>
    </ObjectDrawer>
  );
}

function DepartmentForm({ department, onDone }: { department?: Department; onDone: (code: string) => void }) {
  const [form] = Form.useForm<Typed>();
  const may = useMay("accounts.manage");
  const save = useVerb(
    (typed: Typed) => {
      const { code, ...rest } = { ...typed, duties: typed.duties ?? "", contact: typed.contact ?? "" };
      return department ? changeDepartment(department.code, rest) : addDepartment({ code, ...rest });
    },
    (saved) => onDone(saved.code),
  );
  return (
    <Form<Typed> form={form} layout="vertical" disabled={!may} initialValues={department ?? { is_active: true }} onFinish={(typed) => save.mutate(typed)}>
      {save.isError ? <div className="form-problem"><ProblemView problem={problemOf(save.error)} /></div> : null}
      <Form.Item name="code" label={tr("编号", "Code")} rules={NEEDED} extra={department ? undefined : tr("小写字母和数字，建好后不能改。", "Small letters and digits; it cannot be changed later.")}><Input disabled={!!department} maxLength={64} autoCapitalize="none" /></Form.Item>
      <Form.Item name="name" label={tr("名称", "Name")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
      <Form.Item name="duties" label={tr("职责", "Duties")}><Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} /></Form.Item>
      <Form.Item name="contact" label={tr("联系方式", "Contact")}><Input maxLength={128} /></Form.Item>
      {department ? <Form.Item name="is_active" label={tr("启用", "Active")} valuePropName="checked"><Switch /></Form.Item> : null}
      {may ? <Button type="primary" htmlType="submit" block loading={save.isPending}>{tr("保存", "Save")}</Button> : null}
    </Form>
  );
}
