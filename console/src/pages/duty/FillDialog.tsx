import { useQuery } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, Modal, Radio, Select, Table } from "antd";

import { candidates, fillRoster, useDutyVerb, type FillBody, type Roster } from "@/api/duty";
import { problemOf } from "@/api/problem";
import type { Schemas } from "@/api/client";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import { bounds } from "./month";

type Told = Schemas["FillOut"];
type Typed = Omit<FillBody, "dry_run">;

const NEEDED = [{ required: true, message: tr("请填写", "Please fill in") }];
const BY = [
  { value: "shift", label: tr("每班轮换", "Each shift") },
  { value: "day", label: tr("每天轮换", "Each day") },
  { value: "week", label: tr("每周轮换", "Each week") },
];

interface Props {
  roster: Roster;
  month: string;
  today: string;
  onClose: () => void;
}

/** Fills a roster with people in turn; first tells what it would come to. */
export function FillDialog({ roster, month, today, onClose }: Props) {
  const [form] = Form.useForm<Typed>();
  const { message } = App.useApp();
  const people = useQuery(candidates(roster.id));
  const [first, last] = bounds(month);
  const look = useDutyVerb((typed: Typed) => fillRoster(roster.id, { ...typed, dry_run: true }));
  const send = useDutyVerb(
    (typed: Typed) => fillRoster(roster.id, { ...typed, dry_run: false }),
    (told) => {
      void message.success(told.message);
      onClose();
    },
  );
  const failed = send.error ?? look.error;
  const options = (people.data ?? []).map((one) => ({ value: one.username, label: one.display_name, first: one.first }));
  return (
    <Modal
      open
      title={tr(`排班：${roster.name}`, `Fill: ${roster.name}`)}
      onCancel={onClose}
      footer={[
        <Button key="look" loading={look.isPending} onClick={() => void form.validateFields().then((typed) => look.mutate(typed))}>{tr("先试排", "Try it")}</Button>,
        <Button key="do" type="primary" loading={send.isPending} onClick={() => form.submit()}>{tr("排班", "Fill")}</Button>,
      ]}
    >
      {failed ? <ProblemView problem={problemOf(failed)} /> : null}
      <Form<Typed> form={form} layout="vertical" onValuesChange={() => look.reset()} onFinish={(typed) => send.mutate(typed)} initialValues={{ from_on: first > today ? first : today, until_on: last > today ? last : today, people: [], deputies: [], by: "shift", deputies_by: "week", replace: false }}>
        <div className="duty-span">
          <Form.Item name="from_on" label={tr("从", "From")} rules={NEEDED}><Input type="date" /></Form.Item>
          <Form.Item name="until_on" label={tr("到（含）", "Until (included)")} rules={NEEDED}><Input type="date" /></Form.Item>
        </div>
        <Form.Item name="people" label={tr("主班人员，按轮换次序", "On duty, in their turn")} rules={NEEDED} extra={tr("工作日与休息日各自轮换；同一时间已在别处值班的自动顺延给下一人。", "Working days and days of rest have a turn each; who is on duty elsewhere is passed over and comes next.")}>
          <Select mode="multiple" loading={people.isPending} options={options.filter((one) => one.first)} showSearch={{ optionFilterProp: "label" }} notFoundContent={tr("该部门没有可以值班的人员：须在岗、能签收预警、管辖范围含本区域", "Nobody of the department can be on duty: they must be active, may sign for alerts and see the region")} />
        </Form.Item>
        <Form.Item name="by" label={tr("主班轮换", "Turn")}><Radio.Group options={BY} /></Form.Item>
        <Form.Item name="deputies" label={tr("副班/带班领导（选填），按轮换次序", "Second (optional), in their turn")}><Select mode="multiple" options={options} showSearch={{ optionFilterProp: "label" }} /></Form.Item>
        <Form.Item name="deputies_by" label={tr("副班轮换", "Turn of the second")}><Radio.Group options={BY} /></Form.Item>
        <Form.Item name="replace" valuePropName="checked"><Checkbox>{tr("重排已排的班次（已开始的不动）", "Give away anew what is filled (what has begun stays)")}</Checkbox></Form.Item>
      </Form>
      {look.data ? <Trial told={look.data} /> : null}
    </Modal>
  );
}

function Trial({ told }: { told: Told }) {
  return (
    <div role="status">
      <p>{told.message}</p>
      <Table
        size="small"
        rowKey="username"
        pagination={false}
        dataSource={told.counts}
        columns={[
          { title: tr("人员", "Person"), dataIndex: "display_name" },
          { title: tr("工作日班", "Working days"), dataIndex: "working", align: "right" },
          { title: tr("休息日班", "Days of rest"), dataIndex: "rest", align: "right" },
        ]}
      />
    </div>
  );
}
