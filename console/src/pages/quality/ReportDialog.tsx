import { Button, DatePicker, Form, Input, InputNumber, Select } from "antd";
import type { Dayjs } from "dayjs";

import { enterReport, RENEWS, type FuelSample, type LabReport } from "@/api/quality";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import { PROPERTIES } from "./words";

interface Typed {
  report_no: string;
  lab_name: string;
  tested_on: Dayjs;
  values: { code?: string; value?: string }[];
  note?: string;
}

/** A laboratory's report, value by value; the platform holds each against the limit of the day of sampling. */
export function ReportDialog({ sample, onClose }: { sample: FuelSample; onClose: () => void }) {
  return (
    <FormDialog<Typed, LabReport>
      title={tr(`检验结果：样品 ${sample.number}`, `Report on sample ${sample.number}`)}
      okText={tr("判定并登记", "Judge and keep")}
      width={600}
      initial={{ tested_on: cityDay(), values: [{}] }}
      send={({ tested_on, values, note, ...typed }) => enterReport(sample.id, { ...typed, tested_on: tested_on.format("YYYY-MM-DD"), values: values.map(({ code, value }) => ({ code: code ?? "", value: value ?? "" })), note: note ?? "", dry_run: false })}
      done={tr("已判定并登记", "Judged and kept")}
      renews={RENEWS}
      onClose={onClose}
    >
      <Form.Item name="report_no" label={tr("报告编号", "Report no.")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      <Form.Item name="lab_name" label={tr("检验机构", "Laboratory")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
      <Form.Item name="tested_on" label={tr("检验日期", "Tested on")} rules={NEEDED}><DatePicker disabledDate={(day) => day.isAfter(cityDay(), "day")} /></Form.Item>
      <Form.List name="values">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className="quality-value">
                <Form.Item name={[name, "code"]} rules={NEEDED} style={{ flex: 2 }}><Select aria-label={tr("项目", "Property")} placeholder={tr("项目", "Property")} showSearch optionFilterProp="label" options={PROPERTIES} /></Form.Item>
                <Form.Item name={[name, "value"]} rules={NEEDED} style={{ flex: 1 }}><InputNumber stringMode aria-label={tr("实测值", "Value")} placeholder={tr("实测值", "Value")} style={{ width: "100%" }} /></Form.Item>
                {fields.length > 1 ? <Button size="small" onClick={() => remove(name)}>{tr("删除", "Remove")}</Button> : null}
              </div>
            ))}
            <Button size="small" onClick={() => add({})}>{tr("添加项目", "Add a property")}</Button>
          </>
        )}
      </Form.List>
      <Form.Item name="note" label={tr("说明（选填）", "Note (optional)")}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}
