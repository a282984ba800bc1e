import { UploadOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, InputNumber, Upload } from "antd";
import { useState } from "react";

import { calendarYear, previewNotice, readFile, takeNotice, type Preview } from "@/api/calendar";
import { problemOf } from "@/api/problem";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { ProblemView } from "@/ui/PageState";

import { changed, STATE_WORDS } from "./days";
import { Legend, YearGrid } from "./YearGrid";

interface Typed {
  text: string;
  year?: number | null;
}

interface Props {
  onClose: () => void;
  onTaken: (year: number) => void;
}

/** The yearly notice: pasted or uploaded, looked at as a year, then taken. */
export function TakeNotice({ onClose, onTaken }: Props) {
  const [form] = Form.useForm<Typed>();
  const [shown, setShown] = useState<{ typed: Typed; preview: Preview } | null>(null);
  const { message } = App.useApp();
  const look = useMutation({
    mutationFn: async (typed: Typed) => ({ typed, preview: await previewNotice(typed.text, typed.year ?? null) }),
    onSuccess: setShown,
  });
  const read = (file: File) => {
    void readFile(file)
      .then((found) => {
        if (!found.text) throw new Error(tr("文件里没有通知的文字；按天的表格请用“按天设定”。", "There is no notice in this file; for tables of days use “Set days”."));
        form.setFieldValue("text", found.text);
        look.mutate({ ...form.getFieldsValue(), text: found.text });
      })
      .catch((error: unknown) => void message.error(error instanceof Error ? error.message : problemOf(error).message));
    return false;
  };
  return (
    <ObjectDrawer open title={tr("导入放假通知", "Take a holiday notice")} onClose={onClose}>
      <Form<Typed> form={form} layout="vertical" onFinish={(typed) => look.mutate(typed)} onValuesChange={() => setShown(null)}>
        {look.isError ? <div className="form-problem"><ProblemView problem={problemOf(look.error)} /></div> : null}
        <Form.Item name="text" label={tr("国务院办公厅通知全文", "Text of the State Council's notice")} rules={[{ required: true, whitespace: true, message: tr("请粘贴通知全文", "Please paste the notice") }]} extra={tr("从中国政府网复制全文粘贴即可，也可以上传文本或 Word 文件。", "Copy it from gov.cn and paste it here, or upload a text or Word file.")}>
          <Input.TextArea autoSize={{ minRows: 6, maxRows: 14 }} maxLength={20_000} placeholder={tr("一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。……", "The notice is in Chinese; paste it as it is.")} />
        </Form.Item>
        <Form.Item name="year" label={tr("年份（文中写明时不必填）", "Year (only if the text does not say it)")}><InputNumber min={2000} max={2099} controls={false} /></Form.Item>
        <div className="calendar-buttons">
          <Button type="primary" htmlType="submit" loading={look.isPending}>{tr("预览", "Preview")}</Button>
          <Upload beforeUpload={read} showUploadList={false} accept=".txt,.docx"><Button icon={<UploadOutlined />}>{tr("上传文件", "Upload a file")}</Button></Upload>
        </div>
      </Form>
      {shown ? <Shown {...shown} onTaken={onTaken} /> : null}
    </ObjectDrawer>
  );
}

function Shown({ typed, preview, onTaken }: { typed: Typed; preview: Preview; onTaken: (year: number) => void }) {
  return (
    <section aria-live="polite">
      {preview.problems.length ? <Told type="error" title={tr("通知有对不上的地方，改正后再预览：", "Something in the text cannot be right; mend it and look again:")} lines={preview.problems} /> : null}
      {preview.remarks.length ? <Told type="info" title={tr("请留意：", "Please note:")} lines={preview.remarks} /> : null}
      {preview.year && !preview.problems.length ? <Year year={preview.year} typed={typed} preview={preview} onTaken={onTaken} /> : null}
    </section>
  );
}

function Told({ type, title, lines }: { type: "error" | "info"; title: string; lines: string[] }) {
  return <Alert className="form-problem" type={type} showIcon role={type === "error" ? "alert" : "status"} title={title} description={<ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>} />;
}

function Year({ year, typed, preview, onTaken }: { year: number; typed: Typed; preview: Preview; onTaken: (year: number) => void }) {
  const now = useQuery(calendarYear(year));
  const client = useQueryClient();
  const { message } = App.useApp();
  const take = useMutation({
    mutationFn: ({ number, reason }: { number?: string; reason?: string }) => takeNotice({ text: typed.text, year: typed.year ?? null, number: number ?? "", reason: reason ?? "" }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["calendar"] });
      void client.invalidateQueries({ queryKey: ["table", "calendar"] });
      void message.success(tr(`${year} 年放假通知已导入`, `The notice of ${year} is taken`));
      onTaken(year);
    },
  });
  return (
    <>
      <p className="calendar-sum">{tr(`${year} 年：${count(preview.days.length)} 个特殊日期，全年工作日 ${count(preview.working_days)} 天；将改动 ${count(preview.changes.length)} 天。`, `${year}: ${count(preview.days.length)} special days, ${count(preview.working_days)} working days; ${count(preview.changes.length)} days would change.`)}</p>
      {now.data ? <YearGrid days={changed(now.data.days, preview.changes)} touched={new Set(preview.changes.map((change) => change.day))} /> : null}
      <Legend touched />
      {preview.known && preview.changes.length ? <ul className="calendar-changes">{preview.changes.map((change) => <li key={change.day}>{change.day} {change.name}{tr("：", ": ")}{STATE_WORDS[change.before]} → {STATE_WORDS[change.after]}</li>)}</ul> : null}
      <Form layout="vertical" initialValues={{ number: preview.number }} onFinish={(given: { number?: string; reason?: string }) => take.mutate(given)}>
        {take.isError ? <div className="form-problem"><ProblemView problem={problemOf(take.error)} /></div> : null}
        <Form.Item name="number" label={tr("文号", "Number of the notice")}><Input maxLength={64} placeholder={tr("国办发明电〔2025〕7号", "as it stands on the notice")} /></Form.Item>
        {preview.known ? <Form.Item name="reason" label={tr("重新导入的原因", "Why it is taken anew")}><Input maxLength={256} /></Form.Item> : null}
        <Button type="primary" htmlType="submit" block loading={take.isPending}>{tr(`导入 ${year} 年`, `Take ${year}`)}</Button>
      </Form>
    </>
  );
}
