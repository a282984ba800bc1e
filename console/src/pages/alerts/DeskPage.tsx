import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal, Table, Tabs, type TableProps } from "antd";
import { useMemo, useState } from "react";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FetchedView, PageLoading, ProblemView } from "@/ui/PageState";
import { PageHead } from "@/ui/PageHead";

import { DeskForm } from "./DeskForm";
import "./desk.css";
import { deskChoices, wordsOf } from "./deskFields";
import { fieldWord, SECTION_WORDS, valueWord, type Words } from "./deskWords";

type Section = Schemas["DeskSectionOut"];
type Line = Schemas["DeskLineOut"];

const KEY = ["alert-desk"];

/** 分派与时限: what the city settles about its alerts, section by section; the first line that fits counts. */
export default function DeskPage() {
  const query = useQuery({ queryKey: KEY, queryFn: () => ask(api.GET("/api/v1/alert-desk")) });
  return (
    <div className="page">
      <PageHead title={tr("分派与时限", "Routing and deadlines")} />
      <section className="block">
        <FetchedView query={query} loading={<PageLoading />} page>
          {(sections) => <Tabs items={sections.map((section) => ({ key: section.section, label: SECTION_WORDS[section.section].word, children: <OneSection section={section} /> }))} />}
        </FetchedView>
      </section>
    </div>
  );
}

function OneSection({ section }: { section: Section }) {
  const [editing, setEditing] = useState<"form" | "text" | null>(null);
  const may = useMay("alert.route");
  const choices = useQuery(deskChoices);
  const words = useMemo(() => wordsOf(choices.data), [choices.data]);
  const columns: TableProps<Line>["columns"] = [
    { title: tr("序", "No."), key: "n", width: 50, render: (_, __, index) => index + 1 },
    { title: tr("编号", "Code"), dataIndex: "code", width: 130, render: (code: string) => <span className="code">{code}</span> },
    { title: tr("内容", "What it says"), key: "values", render: (_, line) => <Values values={line.values} words={words} /> },
  ];
  return (
    <>
      <p>{SECTION_WORDS[section.section].meaning} {origin(section)}</p>
      <Table<Line> size="small" rowKey="code" columns={columns} dataSource={section.lines} pagination={false} scroll={{ x: 560 }} />
      {may ? (
        <p className="desk-verbs">
          <Button type="primary" onClick={() => setEditing("form")}>{tr("修改", "Change")}</Button>{" "}
          <Button onClick={() => setEditing("text")}>{tr("以文本导入、导出", "As text")}</Button>
        </p>
      ) : null}
      {editing === "form" ? <DeskForm section={section} onDone={() => setEditing(null)} /> : null}
      {editing === "text" ? <TextDialog section={section} onDone={() => setEditing(null)} /> : null}
    </>
  );
}

function origin({ source, changed_at, changed_by }: Section): string {
  if (source === "platform") return tr("现行为平台默认值。", "As it comes with the platform.");
  const at = changed_at ? fullTime(changed_at) : "";
  return source === "profile" ? tr(`来自城市配置（${at}）。`, `From the city's profile (${at}).`) : tr(`${changed_by} 于 ${at} 修改。`, `Changed by ${changed_by} at ${at}.`);
}

function Values({ values, words }: { values: Line["values"]; words: Words }) {
  const shown = Object.entries(values).filter(([name]) => name !== "code" && name !== "note");
  return (
    <>
      {shown.map(([name, value]) => <span key={name} className="desk-value"><span className="quiet">{fieldWord(name)}</span> {valueWord(value, words)}</span>)}
      {typeof values.note === "string" ? <div className="quiet">{values.note}</div> : null}
    </>
  );
}

interface Given {
  lines: string;
  reason: string;
}

/** The lines as text, one JSON object each: what is wrong is named by the platform with the line's number. */
function TextDialog({ section, onDone }: { section: Section; onDone: () => void }) {
  const [form] = Form.useForm<Given>();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: ({ lines, reason }: Given) => ask(api.POST("/api/v1/alert-desk/{section}", { params: { path: { section: section.section } }, body: { lines: parsed(lines), reason } })),
    onSuccess: (sections) => {
      queries.setQueryData(KEY, sections);
      void message.success(tr("已生效", "In force"));
      onDone();
    },
  });
  const text = section.lines.map((line) => JSON.stringify(line.values)).join("\n");
  const rule = { validator: (_: unknown, value: string) => (isLines(value) ? Promise.resolve() : Promise.reject(new Error(tr("每行须为一个 JSON 对象", "Each line has to be one JSON object")))) };
  return (
    <Modal open width={860} title={tr(`修改${SECTION_WORDS[section.section].word}`, `Change ${SECTION_WORDS[section.section].word}`)} okText={tr("保存", "Save")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Given> form={form} layout="vertical" initialValues={{ lines: text }} onFinish={(given) => send.mutate(given)}>
        <Form.Item name="lines" label={tr("每行一条，自上而下取第一条符合的；全部清空则恢复平台默认值", "One line each, the first that fits counts; empty all to go back to the platform's own")} rules={[rule]}>
          <Input.TextArea rows={12} className="code" spellCheck={false} />
        </Form.Item>
        <Form.Item name="reason" label={tr("修改理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please give a reason") }]}>
          <Input maxLength={1000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

const linesOf = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);

const parsed = (text: string): Record<string, unknown>[] => linesOf(text).map((line) => JSON.parse(line) as Record<string, unknown>);

function isLines(text: string): boolean {
  try {
    return parsed(text).every((one) => typeof one === "object" && one !== null && !Array.isArray(one));
  } catch {
    return false;
  }
}
