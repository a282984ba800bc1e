import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Select } from "antd";

import { saveRoster, useDutyVerb, type Roster, type RosterBody, type RosterList, type Shift } from "@/api/duty";
import { problemOf } from "@/api/problem";
import { date } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { ProblemView } from "@/ui/PageState";

interface Props {
  list: RosterList;
  /** The roster to change; a new one without. */
  roster?: Roster;
  onClose: () => void;
  onDone: (id: number) => void;
}

const NEEDED = [{ required: true, message: tr("请填写", "Please fill in") }];
const DAYS = [
  { value: "working", label: tr("工作日", "Working days") },
  { value: "rest", label: tr("休息日", "Days of rest") },
  { value: "every", label: tr("每天", "Every day") },
];

/** A roster: whose it is, for which region, and its shifts. */
export function RosterDrawer({ list, roster, onClose, onDone }: Props) {
  const [form] = Form.useForm<RosterBody>();
  const { message } = App.useApp();
  const send = useDutyVerb(saveRoster, (made) => {
    void message.success(tr("值班表已保存", "The roster is saved"));
    onDone(made.id);
  });
  const named = (rows: RosterList["regions"]) => rows.map(({ code, name }) => ({ value: code, label: name }));
  const initial: Partial<RosterBody> = roster ?? { department: list.own || undefined, region: list.regions[0]?.code, name: tr("值班表", "Roster"), shifts: list.usual_shifts, from_on: date(Date.now()) };
  return (
    <ObjectDrawer open title={roster ? tr("班次设置", "Shifts") : tr("新建值班表", "Make a roster")} onClose={onClose}>
      <Form<RosterBody> form={form} layout="vertical" initialValues={initial} onFinish={(typed) => send.mutate({ ...typed, shifts: typed.shifts.map(coded) })}>
        {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
        <Form.Item name="department" label={tr("部门", "Department")} rules={NEEDED}><Select disabled={Boolean(roster)} options={named(list.departments)} showSearch={{ optionFilterProp: "label" }} /></Form.Item>
        <Form.Item name="region" label={tr("区域", "Region")} rules={NEEDED}><Select disabled={Boolean(roster)} options={named(list.regions)} showSearch={{ optionFilterProp: "label" }} /></Form.Item>
        <Form.Item name="name" label={tr("名称", "Name")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="from_on" label={tr("启用日期", "In force from")} rules={NEEDED} extra={tr("从这一天起，没有人的班次算作缺班。", "From this day on a shift with nobody is a gap.")}><Input type="date" /></Form.Item>
        <Shifts />
        <Button type="primary" htmlType="submit" loading={send.isPending}>{tr("保存", "Save")}</Button>
      </Form>
    </ObjectDrawer>
  );
}

/** A shift that was just added has no code yet: its place gives one. */
const coded = (shift: Shift, index: number): Shift => ({ ...shift, code: shift.code || `s${index + 1}_${shift.begins.replace(":", "")}` });

function Shifts() {
  return (
    <fieldset className="duty-shifts">
      <legend>{tr("班次（北京时间；结束不晚于开始的，到次日）", "Shifts (Beijing time; one that ends not after it begins ends on the next day)")}</legend>
      <Form.List name="shifts">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div className="duty-shift-row" key={key}>
                <Form.Item name={[name, "code"]} hidden><Input /></Form.Item>
                <Form.Item name={[name, "name"]} label={tr("名称", "Name")} rules={NEEDED}><Input maxLength={32} /></Form.Item>
                <Form.Item name={[name, "begins"]} label={tr("开始", "Begins")} rules={NEEDED}><Input type="time" /></Form.Item>
                <Form.Item name={[name, "ends"]} label={tr("结束", "Ends")} rules={NEEDED}><Input type="time" /></Form.Item>
                <Form.Item name={[name, "days"]} label={tr("哪些天", "Days")} rules={NEEDED}><Select options={DAYS} /></Form.Item>
                <Button aria-label={tr("删除该班次", "Remove this shift")} icon={<DeleteOutlined />} disabled={fields.length === 1} onClick={() => remove(name)} />
              </div>
            ))}
            <Button icon={<PlusOutlined />} disabled={fields.length >= 8} onClick={() => add({ code: "", name: "", begins: "08:30", ends: "17:30", days: "every" })}>{tr("增加班次", "Add a shift")}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
