import { useQuery } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";
import { useRef } from "react";

import { caseOverview, CASES, openCase, type Case, type CaseIn } from "@/api/cases";
import { useCounties } from "@/app/useCounties";
import { tr } from "@/lang";
import { KINDS } from "@/pages/leads/words";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { useUrlState } from "@/ui/useUrlState";

type Typed = Pick<CaseIn, "title" | "kind" | "station_id" | "region" | "party" | "place" | "plate" | "note" | "department" | "with_departments">;

const numbers = (text: string | null): number[] => (text ?? "").split(",").map(Number).filter((one) => one > 0);

/** Opens a case; an alert's or a lead's page brings along what it is about. */
export function OpenCaseDialog({ onClose }: { onClose: (made: number | null) => void }) {
  const { search } = useUrlState();
  const made = useRef<number | null>(null);
  const counties = useCounties();
  const known = useQuery(caseOverview);
  const [form] = Form.useForm<Typed>();
  const departments = (known.data?.departments ?? []).map((one) => ({ value: one.code, label: one.name }));
  return (
    <FormDialog<Typed, Case>
      title={tr("登记案件", "Open a case")}
      width={680}
      form={form}
      initial={{ kind: "metering", title: search.get("about") ?? "", station_id: search.get("station") ?? "" }}
      send={(typed) =>
        openCase({
          ...typed,
          station_id: typed.station_id || null,
          region: typed.region || null,
          alerts: numbers(search.get("alerts")),
          leads: numbers(search.get("leads")),
          party: typed.party ?? "", party_id: "", place: typed.place ?? "", plate: typed.plate ?? "", note: typed.note ?? "",
          department: typed.department ?? "", with_departments: typed.with_departments ?? [],
        })
      }
      done={tr("已登记，待立案审批", "Opened; it waits to be filed")}
      renews={CASES}
      onDone={(one) => {
        made.current = one.id;
      }}
      onClose={() => onClose(made.current)}
    >
      <Form.Item name="title" label={tr("案由", "What it is about")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      <div className="form-pair">
        <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="station_id" label={tr("加油站编号（没有可不填）", "Station id (if any)")}><Input maxLength={10} /></Form.Item>
        <Form.Item name="region" label={tr("所在县区（无加油站时必填）", "County (without a station)")}><Select allowClear options={counties.map((one) => ({ value: one.region_code, label: one.name }))} /></Form.Item>
        <Form.Item name="place" label={tr("地点", "Place")}><Input maxLength={200} /></Form.Item>
        <Form.Item name="plate" label={tr("车牌", "Plate")}><Input maxLength={16} /></Form.Item>
        <Form.Item name="party" label={tr("当事人（不填按加油站经营企业）", "Party (else the station's company)")}><Input maxLength={128} /></Form.Item>
        <Form.Item name="department" label={tr("承办部门（不填为本部门）", "In charge (else your department)")}><Select allowClear showSearch optionFilterProp="label" options={departments} loading={known.isPending} /></Form.Item>
        <Form.Item name="with_departments" label={tr("协办部门", "Departments that take part")}><Select mode="multiple" allowClear optionFilterProp="label" options={departments} /></Form.Item>
      </div>
      <Form.Item name="note" label={tr("情况", "What is known")}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}
