import { useQuery } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";

import { inspectionKit, setChecklist, type Checklist } from "@/api/inspections";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import { linesOf, written } from "./checklist";

interface Typed {
  department: string;
  lines: string;
  source: string;
}

/** The next version of a department's checklist; records keep the version by which they were made. */
export function ChecklistDialog({ onClose }: { onClose: () => void }) {
  const lists = useQuery(inspectionKit).data?.checklists ?? [];
  const [form] = Form.useForm<Typed>();
  const of = (department: string): Checklist | undefined => lists.find((one) => one.department === department);
  const chosen = of((Form.useWatch("department", form) as string | undefined) ?? "");
  const send = async ({ department, lines, source }: Typed) => {
    const before = of(department);
    return setChecklist(department, { items: before ? linesOf(lines, before) : [], source });
  };
  return (
    <FormDialog<Typed, Checklist[]>
      title={tr("检查表", "Checklists")}
      okText={tr("发布新版本", "Publish the next version")}
      width={720}
      form={form}
      send={send}
      done={tr("新版本已发布，此后的检查按新版本", "Published; inspections follow it from now on")}
      renews={[["inspections", "kit"]]}
      onClose={onClose}
    >
      <Form.Item name="department" label={tr("部门", "Department")} rules={NEEDED}>
        <Select options={lists.map((one) => ({ value: one.department, label: one.department_name }))} onChange={(code: string) => form.setFieldsValue({ lines: written(of(code) as Checklist) })} />
      </Form.Item>
      {chosen ? <p className="quiet">{tr(`现行第 ${chosen.version} 版，来源：${chosen.source}`, `Version ${chosen.version}, from: ${chosen.source}`)}</p> : null}
      <Form.Item name="lines" label={tr("检查项目（每行一项，依据写在竖线后）", "Items (a line each, the basis after a bar)")} rules={NEEDED}><Input.TextArea autoSize={{ minRows: 6, maxRows: 16 }} /></Form.Item>
      <Form.Item name="source" label={tr("依据（文件）", "Basis (document)")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
