import { DeleteOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Select, Upload } from "antd";
import { useState } from "react";

import { readFile, takeDays, type DayRow } from "@/api/calendar";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { ProblemView } from "@/ui/PageState";

interface Typed {
  rows: DayRow[];
  reason: string;
}

const NEEDED = [{ required: true, message: tr("请填写", "Please fill in") }];
const KINDS: { value: DayRow["state"]; label: string }[] = [
  { value: "rest", label: tr("放假", "Off") },
  { value: "work", label: tr("上班", "Worked") },
  { value: "plain", label: tr("恢复按星期", "As the week") },
];

/** Single days by hand or from Excel: a local holiday, a correction. */
export function SetDays({ onClose, onDone }: { onClose: () => void; onDone: (year: number) => void }) {
  const [form] = Form.useForm<Typed>();
  const [problems, setProblems] = useState<string[]>([]);
  const client = useQueryClient();
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: ({ rows, reason }: Typed) => takeDays(rows.map((row) => ({ ...row, name: row.name ?? "" })), reason),
    onSuccess: (year) => {
      void client.invalidateQueries({ queryKey: ["calendar"] });
      void client.invalidateQueries({ queryKey: ["table", "calendar"] });
      void message.success(tr("日历已修改", "The calendar is changed"));
      onDone(year.year);
    },
  });
  const read = (file: File) => {
    void readFile(file)
      .then((found) => {
        setProblems(found.problems);
        form.setFieldValue("rows", found.rows);
      })
      .catch((error: unknown) => void message.error(problemOf(error).message));
    return false;
  };
  return (
    <ObjectDrawer open title={tr("按天设定", "Set days")} onClose={onClose}>
      <p className="quiet">{tr("用于地方性假日或更正个别日期；整年的放假安排请导入通知。", "For local holidays or single corrections; take the notice for a whole year.")}</p>
      <div className="calendar-buttons">
        <Upload beforeUpload={read} showUploadList={false} accept=".xlsx,.xls,.csv"><Button icon={<UploadOutlined />}>{tr("从 Excel 读入", "Read from Excel")}</Button></Upload>
        <Button href="/api/v1/calendar/template" download>{tr("下载模板", "Template")}</Button>
      </div>
      {problems.length ? <Alert className="form-problem" type="warning" showIcon role="alert" title={tr("这些行没有读入：", "These rows were not read:")} description={<ul>{problems.map((line) => <li key={line}>{line}</li>)}</ul>} /> : null}
      <Form<Typed> form={form} layout="vertical" initialValues={{ rows: [{ state: "rest" }] }} onFinish={(typed) => save.mutate(typed)}>
        {save.isError ? <div className="form-problem"><ProblemView problem={problemOf(save.error)} /></div> : null}
        <Form.List name="rows">
          {(rows, { add, remove }) => (
            <>
              {rows.map((row) => (
                <div className="calendar-row" key={row.key}>
                  <Form.Item name={[row.name, "day"]} label={tr("日期", "Day")} rules={NEEDED}><Input type="date" min="2000-01-01" max="2099-12-31" /></Form.Item>
                  <Form.Item name={[row.name, "state"]} label={tr("类型", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
                  <Form.Item name={[row.name, "name"]} label={tr("名称", "Name")}><Input maxLength={64} /></Form.Item>
                  <Button icon={<DeleteOutlined />} aria-label={tr("去掉这一行", "Take this row away")} onClick={() => remove(row.name)} disabled={rows.length === 1} />
                </div>
              ))}
              <Button block type="dashed" icon={<PlusOutlined />} onClick={() => add({ state: "rest" })}>{tr("再加一天", "One more day")}</Button>
            </>
          )}
        </Form.List>
        <Form.Item className="calendar-reason" name="reason" label={tr("依据或原因", "Basis or reason")} rules={[{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }]}><Input maxLength={256} /></Form.Item>
        <Button type="primary" htmlType="submit" block loading={save.isPending}>{tr("保存", "Save")}</Button>
      </Form>
    </ObjectDrawer>
  );
}
