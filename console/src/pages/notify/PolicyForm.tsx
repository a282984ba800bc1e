import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Select, Skeleton } from "antd";

import { policy, savePolicy, type Policy, type PolicyIn } from "@/api/notify";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { LEVELS, type Level } from "@/states/alert";
import { FetchedView, ProblemView } from "@/ui/PageState";

import { useSaved } from "./useSaved";

/** What holds for all: what passes quiet hours, when digests go out, when a storm becomes one, when to give up. */
export function PolicyForm() {
  const found = useQuery(policy);
  return <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Filled key={JSON.stringify(data.quiet)} data={data} />}</FetchedView>;
}

function Filled({ data }: { data: Policy }) {
  const [form] = Form.useForm<PolicyIn>();
  const save = useSaved((typed: PolicyIn) => savePolicy(typed));
  const initial = { ...data, quiet: data.quiet.map((one) => ({ ...one, quiet_from: one.quiet_from.slice(0, 5), quiet_until: one.quiet_until.slice(0, 5) })) };
  const departments = [{ value: "", label: tr("其余各部门", "All others") }, ...data.departments.map((one) => ({ value: one.code, label: one.name }))];
  return (
    <Form<PolicyIn> className="wish-form" form={form} layout="vertical" initialValues={initial} onFinish={(typed) => save.mutate(typed)}>
      {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
      <Form.Item name="passes" label={tr("免打扰时段照常发送的颜色", "Colours that pass quiet hours")}>
        <Select mode="multiple" options={(Object.keys(LEVELS) as Level[]).map((level) => ({ value: level, label: `${LEVELS[level].sign} ${LEVELS[level].word}` }))} />
      </Form.Item>
      <Form.Item name="digest_at" label={tr("汇总发送时刻（HH:MM，可多个）", "Digests go out at (HH:MM)")}><Select mode="tags" open={false} /></Form.Item>
      <div className="notify-numbers">
        <Form.Item name="burst" label={tr("同一人同一渠道超过（条）", "More than (messages to one person)")}><InputNumber min={1} max={1000} precision={0} /></Form.Item>
        <Form.Item name="burst_minutes" label={tr("每（分钟）即转为汇总", "in (minutes) become a digest")}><InputNumber min={1} max={240} precision={0} /></Form.Item>
        <Form.Item name="dead_after" label={tr("最多发送（次）", "Tries at most")}><InputNumber min={1} max={50} precision={0} /></Form.Item>
      </div>
      <h3>{tr("各部门免打扰时段", "Quiet hours of departments")}</h3>
      <Form.List name="quiet">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div className="notify-numbers" key={key}>
                <Form.Item name={[name, "department"]} label={tr("部门", "Department")}><Select className="notify-department" options={departments} /></Form.Item>
                <Form.Item name={[name, "quiet_from"]} label={tr("从", "From")}><Input type="time" required /></Form.Item>
                <Form.Item name={[name, "quiet_until"]} label={tr("到（可跨零点）", "Until")}><Input type="time" required /></Form.Item>
                <Button icon={<DeleteOutlined />} aria-label={tr("去掉", "Take away")} onClick={() => remove(name)} />
              </div>
            ))}
            <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({ department: "", quiet_from: "22:00", quiet_until: "07:00" })}>{tr("增加时段", "Add quiet hours")}</Button>
          </>
        )}
      </Form.List>
      <p><Button type="primary" htmlType="submit" loading={save.isPending}>{tr("保存", "Save")}</Button></p>
    </Form>
  );
}
