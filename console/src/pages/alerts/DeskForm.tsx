import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Modal, Select, Switch } from "antd";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { FetchedView, PageLoading, ProblemView } from "@/ui/PageState";

import { deskChoices, FIELDS, lineOf, listsOf, RECIPIENTS, type Field, type ListName, type Option, type Values } from "./deskFields";
import { fieldWord, SECTION_WORDS } from "./deskWords";

type Section = Schemas["DeskSectionOut"];
type Lists = Record<ListName, Option[]>;

interface Typed {
  lines: Values[];
  reason: string;
}

interface DeskFormProps {
  section: Section;
  onDone: () => void;
}

/** Edits a section's lines, a row of fields each: what is wrong is said at the field. */
export function DeskForm({ section, onDone }: DeskFormProps) {
  const choices = useQuery(deskChoices);
  const [form] = Form.useForm<Typed>();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: ({ lines, reason }: Typed) => ask(api.POST("/api/v1/alert-desk/{section}", { params: { path: { section: section.section } }, body: { lines: (lines ?? []).map(lineOf), reason } })),
    onSuccess: (sections) => {
      queries.setQueryData(["alert-desk"], sections);
      void message.success(tr("已生效", "In force"));
      onDone();
    },
    onError: (error) => problemOf(error).fields.forEach(({ name, message: said }) => form.setFields([{ name: pathOf(name), errors: [said] } as never])),
  });
  const word = SECTION_WORDS[section.section].word;
  const lines = section.lines.map(({ values }) => ({ ...(section.section === "routes" ? { county: true } : {}), ...values }));
  return (
    <Modal open width={1080} title={tr(`修改${word}`, `Change ${word}`)} okText={tr("保存", "Save")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <p>{tr("自上而下取第一条符合的；留空的条件不限。全部删除则恢复平台默认值。保存即生效，并记入日志。", "The first line that fits counts; what is left open asks for nothing. Without lines the platform's own hold. It holds at once and is journaled.")}</p>
      <FetchedView query={choices} loading={<PageLoading />}>
        {(given) => (
          <Form<Typed> form={form} layout="vertical" initialValues={{ lines }} onFinish={(typed) => send.mutate(typed)} scrollToFirstError>
            <Lines fields={FIELDS[section.section]} lists={listsOf(given)} />
            <Form.Item name="reason" label={tr("修改理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please give a reason") }]}>
              <Input maxLength={1000} />
            </Form.Item>
          </Form>
        )}
      </FetchedView>
    </Modal>
  );
}

/** `lines.2.minutes` as the form names it. */
const pathOf = (name: string): (string | number)[] => name.split(".").map((part) => (/^[0-9]+$/.test(part) ? Number(part) : part));

function Lines({ fields, lists }: { fields: readonly Field[]; lists: Lists }) {
  return (
    <Form.List name="lines">
      {(rows, { add, move, remove }) => (
        <>
          {rows.map(({ key, name }, index) => (
            <fieldset key={key} className="desk-line">
              <legend>
                {tr(`第${index + 1}条`, `Line ${index + 1}`)}
                <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={index === 0} aria-label={tr(`第${index + 1}条上移`, `Line ${index + 1} up`)} onClick={() => move(index, index - 1)} />
                <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={index === rows.length - 1} aria-label={tr(`第${index + 1}条下移`, `Line ${index + 1} down`)} onClick={() => move(index, index + 1)} />
                <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={tr(`删除第${index + 1}条`, `Remove line ${index + 1}`)} onClick={() => remove(name)} />
              </legend>
              <div className="desk-fields">
                <Form.Item name={[name, "code"]} label={tr("编号", "Code")} rules={CODE_RULES}><Input maxLength={64} /></Form.Item>
                {fields.map((field) => <OneField key={field.name} at={name} field={field} lists={lists} />)}
                <Form.Item name={[name, "note"]} label={tr("说明", "Note")}><Input maxLength={256} /></Form.Item>
              </div>
            </fieldset>
          ))}
          <p><Button icon={<PlusOutlined />} onClick={() => add({})}>{tr("添加一条", "Add a line")}</Button></p>
        </>
      )}
    </Form.List>
  );
}

const CODE_RULES = [{ required: true, pattern: /^[a-z][a-z0-9_-]{0,63}$/, message: tr("小写字母开头，可含数字、下划线和短横", "Small letters, digits, _ and -, a letter first") }];
const REQUIRED = [{ required: true, message: tr("请填写", "Please fill in") }];

function OneField({ at, field, lists }: { at: number; field: Field; lists: Lists }) {
  if (field.kind === "steps") return <Steps at={at} lists={lists} />;
  return (
    <Form.Item name={[at, field.name]} label={fieldWord(field.name)} rules={field.needed ? REQUIRED : []} valuePropName={field.kind === "yes" ? "checked" : "value"}>
      {input(field, field.list ? lists[field.list] : [])}
    </Form.Item>
  );
}

function input(field: Field, options: Option[]): React.ReactNode {
  switch (field.kind) {
    case "one":
      return <Select showSearch={{ optionFilterProp: "label" }} options={options} />;
    case "many":
      return <Select mode="multiple" allowClear showSearch={{ optionFilterProp: "label" }} options={options} placeholder={tr("不限", "any")} maxTagCount="responsive" />;
    case "number":
      return <InputNumber min={field.least} max={field.most} precision={field.exact ? undefined : 0} style={{ width: "100%" }} />;
    case "day":
      return <Input type="date" />;
    case "yes":
      return <Switch />;
    default:
      return <Input maxLength={256} />;
  }
}

const AFTER = [
  { value: "sign", label: tr("签收超期", "Signing overdue") },
  { value: "close", label: tr("办结超期", "Closing overdue") },
];
/** 督办: what happens so many minutes after a deadline passed. */
function Steps({ at, lists }: { at: number; lists: Lists }) {
  return (
    <div className="desk-steps">
      <Form.List name={[at, "steps"]}>
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className="desk-fields">
                <Form.Item name={[name, "after"]} label={tr("督办起因", "When")} rules={REQUIRED}><Select options={AFTER} /></Form.Item>
                <Form.Item name={[name, "minutes"]} label={tr("其后（分钟）", "Minutes after")} rules={REQUIRED}><InputNumber min={0} max={100_000} precision={0} style={{ width: "100%" }} /></Form.Item>
                <Form.Item name={[name, "level"]} label={tr("督办级", "Level")} rules={REQUIRED}><InputNumber min={1} max={9} precision={0} style={{ width: "100%" }} /></Form.Item>
                <Form.Item name={[name, "to"]} label={tr("送至", "To")} rules={REQUIRED}><Select mode="multiple" options={[...RECIPIENTS, ...lists.departments]} /></Form.Item>
                <Button type="text" icon={<DeleteOutlined />} aria-label={tr("删除这一级督办", "Remove this step")} onClick={() => remove(name)} />
              </div>
            ))}
            <Button size="small" icon={<PlusOutlined />} onClick={() => add({ after: "sign", minutes: 0, level: rows.length + 1, to: ["head"] })}>{tr("添加督办", "Add a step")}</Button>
          </>
        )}
      </Form.List>
    </div>
  );
}
