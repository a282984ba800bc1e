import { useQuery } from "@tanstack/react-query";
import { Checkbox, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useRef } from "react";

import { draftAgreement, SHARING, sharingOverview, type Agreement, type DataSet } from "@/api/sharing";
import { useCounties } from "@/app/useCounties";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

interface Typed {
  title: string;
  receiver: string;
  basis: string;
  purpose: string;
  chosen: string[];
  fields: Record<string, string[]>;
  full?: Record<string, string[]>;
  regions: string[];
  span: [Dayjs, Dayjs];
}

const options = (set: DataSet, sensitive?: boolean) =>
  set.fields.filter((one) => sensitive === undefined || Boolean(one["sensitive"]) === sensitive).map((one) => ({ value: String(one["name"]), label: one["sensitive"] ? tr(`${String(one["title"])}（敏感，默认遮盖）`, `${String(one["title"])} (sensitive, masked)`) : String(one["title"]) }));

/** Drafts an agreement; it holds once somebody else approved it. */
export function DraftDialog({ onClose }: { onClose: (made: number | null) => void }) {
  const made = useRef<number | null>(null);
  const known = useQuery(sharingOverview);
  const counties = useCounties();
  const sets = known.data?.datasets ?? [];
  const [form] = Form.useForm<Typed>();
  const chosen = Form.useWatch("chosen", form) ?? [];
  const city = counties[0]?.region_code.slice(0, 4);
  const places = [...(city ? [{ value: city, label: tr("全市", "The whole city") }] : []), ...counties.map((one) => ({ value: one.region_code, label: one.name }))];
  return (
    <FormDialog<Typed, Agreement>
      title={tr("起草共享协议", "Draft an agreement")}
      width={760}
      form={form}
      send={({ chosen: picked, fields, full, span, ...typed }) =>
        draftAgreement({
          ...typed, department: "", ownerships: [],
          from_on: span[0].format("YYYY-MM-DD"), until_on: span[1].format("YYYY-MM-DD"),
          datasets: Object.fromEntries(picked.map((code) => [code, { fields: fields[code] ?? [], full: full?.[code] ?? [] }])),
        })
      }
      done={tr("已起草，待他人批准", "Drafted; somebody else approves it")}
      renews={SHARING}
      onDone={(one) => {
        made.current = one.id;
      }}
      onClose={() => onClose(made.current)}
    >
      <div className="form-pair">
        <Form.Item name="title" label={tr("协议名称", "Title")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
        <Form.Item name="receiver" label={tr("接收方（部门和系统）", "Receiver (department and system)")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        <Form.Item name="basis" label={tr("依据", "Basis")} rules={NEEDED}><Input maxLength={500} /></Form.Item>
        <Form.Item name="purpose" label={tr("用途", "Purpose")} rules={NEEDED}><Input maxLength={500} /></Form.Item>
        <Form.Item name="regions" label={tr("区划", "Regions")} rules={NEEDED}><Select mode="multiple" options={places} optionFilterProp="label" /></Form.Item>
        <Form.Item name="span" label={tr("期限", "Term")} rules={NEEDED}><DatePicker.RangePicker /></Form.Item>
      </div>
      <Form.Item name="chosen" label={tr("数据集", "Data sets")} rules={NEEDED}><Select mode="multiple" loading={known.isPending} options={sets.map((one) => ({ value: one.code, label: one.title }))} optionFilterProp="label" /></Form.Item>
      {sets.filter((one) => chosen.includes(one.code)).map((one) => (
        <div key={one.code} className="sharing-fields">
          <Form.Item name={["fields", one.code]} label={tr(`${one.title}：可共享的字段`, `${one.title}: fields`)} rules={NEEDED} initialValue={options(one, false).map((field) => field.value)}><Checkbox.Group options={options(one)} /></Form.Item>
          {options(one, true).length ? <Form.Item name={["full", one.code]} label={tr(`${one.title}：不遮盖的敏感字段（须写明必要性）`, `${one.title}: sensitive fields in full`)}><Checkbox.Group options={options(one, true)} /></Form.Item> : null}
        </div>
      ))}
    </FormDialog>
  );
}
