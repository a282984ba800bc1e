import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useRef } from "react";

import { changeOperation, JOINT, jointCandidates, jointOverview, planOperation, type Operation, type OperationIn } from "@/api/joint";
import { useCounties } from "@/app/useCounties";
import { headed } from "@/format/words";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

type Station = NonNullable<OperationIn["stations"]>[number];
type Typed = Pick<OperationIn, "title" | "purpose" | "plan" | "department" | "with_departments" | "region"> & { span: [Dayjs, Dayjs]; chosen?: string[]; others?: string };

const WORDS = /[\s,，、]+/;

interface Props {
  /** What is changed; without it an operation is planned. */
  told?: Operation;
  onClose: (made: number | null) => void;
}

/** Plans an operation, or changes a draft: stations from risk and leads, or by hand. */
export function PlanDialog({ told, onClose }: Props) {
  const made = useRef<number | null>(null);
  const counties = useCounties();
  const known = useQuery(jointOverview);
  const candidates = useQuery(jointCandidates);
  const departments = (known.data?.departments ?? []).map((one) => ({ value: one.code, label: one.name }));
  const stations = ({ chosen, others }: Typed): Station[] => [
    ...(chosen ?? []).map((id) => {
      const found = candidates.data?.find((one) => one.station_id === id);
      return { station_id: id, chosen: found?.chosen ?? "risk", why: found?.why ?? "" } as Station;
    }),
    ...(others ?? "").split(WORDS).filter(Boolean).map((id) => told?.stations.find((one) => one.station_id === id) ?? { station_id: id, chosen: "hand" as const, why: "" }).map(({ station_id, chosen: how, why }) => ({ station_id, chosen: how, why: why ?? "" }) as Station),
  ];
  return (
    <FormDialog<Typed, Operation>
      title={told ? tr("修改行动方案", "Change the plan") : tr("拟制行动方案", "Plan an operation")}
      width={720}
      initial={told ? initialOf(told) : { span: [dayjs().add(1, "day").startOf("hour"), dayjs().add(2, "day").startOf("hour")] }}
      send={(typed) => {
        const body: OperationIn = {
          title: typed.title, purpose: typed.purpose, plan: typed.plan ?? "",
          department: typed.department ?? "", with_departments: typed.with_departments ?? [],
          region: typed.region || null, stations: stations(typed),
          planned_from: typed.span[0].toISOString(), planned_until: typed.span[1].toISOString(),
        };
        return told ? changeOperation(told.id, body) : planOperation(body);
      }}
      done={tr("方案已保存", "The plan is saved")}
      renews={JOINT}
      onDone={(one) => {
        made.current = one.id;
      }}
      onClose={() => onClose(made.current)}
    >
      <Form.Item name="title" label={tr("名称", "Title")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      <Form.Item name="purpose" label={tr("目的", "Purpose")} rules={NEEDED}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
      <div className="form-pair">
        <Form.Item name="department" label={tr("牵头部门（不填为本部门）", "Lead (else your department)")}><Select allowClear optionFilterProp="label" options={departments} /></Form.Item>
        <Form.Item name="with_departments" label={tr("参加部门", "Member departments")} rules={NEEDED}><Select mode="multiple" optionFilterProp="label" options={departments} /></Form.Item>
      </div>
      <Form.Item name="span" label={tr("计划时间", "Planned from and until")} rules={NEEDED}><DatePicker.RangePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" /></Form.Item>
      <Form.Item name="chosen" label={tr("按风险和线索选取的加油站", "Stations by risk and leads")}><Select mode="multiple" optionFilterProp="label" loading={candidates.isPending} options={(candidates.data ?? []).map((one) => ({ value: one.station_id, label: headed(one.station_name, one.why) }))} /></Form.Item>
      <div className="form-pair">
        <Form.Item name="others" label={tr("另行指定的加油站编号（逗号分开）", "Other station ids (commas between)")}><Input /></Form.Item>
        <Form.Item name="region" label={tr("县区（没有加油站时必填）", "County (without stations)")}><Select allowClear options={counties.map((one) => ({ value: one.region_code, label: one.name }))} /></Form.Item>
      </div>
      <Form.Item name="plan" label={tr("方案内容", "Plan")}><Input.TextArea rows={5} maxLength={8000} /></Form.Item>
    </FormDialog>
  );
}

const initialOf = (told: Operation): Partial<Typed> => ({
  title: told.title,
  purpose: told.purpose,
  plan: told.plan,
  department: told.members.find((one) => one.lead)?.department ?? "",
  with_departments: told.members.filter((one) => !one.lead).map((one) => one.department),
  others: told.stations.map((one) => one.station_id).join(","),
  region: told.stations.length ? null : told.area,
  span: [dayjs(told.planned_from), dayjs(told.planned_until)],
});

/** The button of a draft that opens its plan. */
export const ChangePlan = ({ onClick }: { onClick: () => void }) => <Button onClick={onClick}>{tr("修改方案", "Change the plan")}</Button>;
