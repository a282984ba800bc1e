import { useMutation } from "@tanstack/react-query";
import { Button, DatePicker, Form, InputNumber, Select, Table } from "antd";
import type { Dayjs } from "dayjs";

import { makePlan, type PlanOut } from "@/api/metrology";
import { problemOf } from "@/api/problem";
import { cityDay } from "@/format/days";
import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import { FormDialog, NEEDED } from "./FormDialog";
import "./metrology.css";

interface Typed {
  first_on: Dayjs;
  weeks: number;
  verifiers: string[];
}

const asked = (typed: Typed, dry: boolean) => ({ first_on: typed.first_on.format("YYYY-MM-DD"), weeks: typed.weeks, verifiers: typed.verifiers, dry_run: dry });

/** A plan looked at, then kept. */
export function PlanDialog({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const look = useMutation({ mutationFn: (typed: Typed) => makePlan(asked(typed, true)) });
  return (
    <FormDialog<Typed, PlanOut>
      form={form}
      title={tr("编制检定计划", "Make a verification plan")}
      okText={tr("保存计划", "Keep the plan")}
      width={760}
      initial={{ first_on: cityDay(), weeks: 8, verifiers: [] }}
      send={(typed) => makePlan(asked(typed, false))}
      done={tr("计划已保存", "The plan is kept")}
      onClose={onClose}
    >
      <div className="form-pair">
        <Form.Item name="first_on" label={tr("自", "From")} rules={NEEDED}><DatePicker allowClear={false} disabledDate={(day) => day.isBefore(cityDay(), "day")} /></Form.Item>
        <Form.Item name="weeks" label={tr("周数", "Weeks")} rules={NEEDED}><InputNumber min={1} max={26} /></Form.Item>
      </div>
      <Form.Item name="verifiers" label={tr("检定员（逐个输入后回车）", "Verifiers (Enter after each)")} rules={NEEDED}><Select mode="tags" open={false} suffixIcon={null} /></Form.Item>
      <Button loading={look.isPending} onClick={() => void form.validateFields().then((typed) => look.mutate(typed))}>{tr("试排", "Try")}</Button>
      {look.isError ? <ProblemView problem={problemOf(look.error)} /> : null}
      {look.data ? <Tried plan={look.data} /> : null}
    </FormDialog>
  );
}

function Tried({ plan }: { plan: PlanOut }) {
  return (
    <>
      <p role="status">{plan.sentence}</p>
      <Table
        size="small"
        rowKey={(one) => one.station_id}
        dataSource={[...plan.visits]}
        pagination={{ pageSize: 8, size: "small", showSizeChanger: false }}
        scroll={{ x: 560 }}
        columns={[
          { key: "day", title: tr("日期", "Day"), dataIndex: "planned_on", width: 110 },
          { key: "verifier", title: tr("检定员", "Verifier"), dataIndex: "verifier", width: 110 },
          { key: "station", title: tr("加油站", "Station"), dataIndex: "station_name" },
          { key: "nozzles", title: tr("枪数", "Nozzles"), align: "right", width: 80, render: (_, one) => one.nozzles.length },
          { key: "due", title: tr("最早到期", "First due"), width: 110, render: (_, one) => one.due_on ?? NOTHING },
        ]}
      />
    </>
  );
}
