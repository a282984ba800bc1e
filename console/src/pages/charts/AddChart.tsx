import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input } from "antd";
import { useMemo } from "react";

import { problemOf } from "@/api/problem";
import { saveChart, type ChartVersion } from "@/api/register";
import { count, decimal, litres } from "@/format/quantity";
import { tr } from "@/lang";
import { ButtonLink } from "@/pages/register/ButtonLink";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { ProblemView } from "@/ui/PageState";
import { DayInput } from "@/ui/RecordFormField";
import { readMoment, readNumber } from "@/ui/RecordFormReading";

import { ChartPicture } from "./ChartPicture";
import { differences, faults, greatest, readPasted, type Fault } from "./compare";

interface AddProps {
  station: string;
  tank: number;
  capacity: number;
  current: ChartVersion | undefined;
  onDone: () => void;
}

interface Typed {
  valid_from?: string;
  pasted?: string;
  reason?: string;
}

/** A new version of a tank's chart: two columns from Excel, since when, why; checked before it is sent. */
export function AddChart({ station, tank, capacity, current, onDone }: AddProps) {
  const [form] = Form.useForm<Typed>();
  const { message } = App.useApp();
  const client = useQueryClient();
  const pasted = Form.useWatch("pasted", form) ?? "";
  const valid = readMoment(Form.useWatch("valid_from", form) ?? "");
  const read = useMemo(() => readPasted(pasted, readNumber), [pasted]);
  const wrong = useMemo(() => faults(read.lines, capacity), [read, capacity]);
  const usable = read.lines.length > 1 && !read.bad.length && !wrong.length;
  const save = useMutation({
    mutationFn: ({ reason }: Typed) => saveChart(station, tank, { valid_from: valid ?? "", reason: (reason ?? "").trim(), lines: read.lines }),
    onSuccess: () => {
      for (const key of ["charts", "dossier", "register", "table", "timeline"]) void client.invalidateQueries({ queryKey: [key] });
      void message.success(tr("新一版罐容表已登记", "The new version is registered"));
      onDone();
    },
  });
  const drawn: ChartVersion = { valid_from: valid ?? new Date().toISOString(), in_force: false, lines: read.lines, valid_until: null, compared: null, noted: null };
  return (
    <ObjectDrawer open title={tr(`新增 ${tank}号罐 罐容表`, `Add a chart of tank ${tank}`)} onClose={onDone} actions={<ButtonLink to="/uploads?sheet=tank_charts">{tr("改用 Excel 文件", "Use an Excel file")}</ButtonLink>}>
      <Form<Typed> form={form} name="chart" layout="vertical" className="record-form" onFinish={(typed) => save.mutate(typed)}>
        {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
        <Form.Item
          name="valid_from"
          label={tr("启用时间", "Valid from")}
          extra={tr("只填日期时，自当天 0 时（北京时间）起", "A day alone means its 0:00 in Beijing")}
          required
          validateTrigger="onBlur"
          rules={[{ validator: (_, typed?: string) => (readMoment(typed ?? "") ? Promise.resolve() : Promise.reject(new Error(tr("请按 2025-09-01 或 2025.9.1 8:30 填写", "Write it as 2025-09-01 or 2025.9.1 8:30")))) }]}
        >
          <DayInput disabled={false} withTime />
        </Form.Item>
        <Form.Item name="pasted" label={tr("高度（mm）与容积（升）两列", "Two columns: height (mm) and volume (L)")} required rules={[{ validator: () => (usable ? Promise.resolve() : Promise.reject(new Error(tr("请先改正下面列出的问题", "Please mend what is listed below")))) }]}>
          <Input.TextArea rows={8} className="code" placeholder={tr("在 Excel 里选中两列，复制，粘贴到这里", "Select the two columns in Excel, copy, and paste them here")} />
        </Form.Item>
        <Checks lines={read.lines.length} bad={read.bad} wrong={wrong} capacity={capacity} />
        {usable ? <Preview drawn={drawn} current={current} /> : null}
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }]}>
          <Input.TextArea rows={2} maxLength={512} showCount placeholder={tr("例如：重新标定，标定证书编号……", "e.g. calibrated anew, certificate no. …")} />
        </Form.Item>
        <div className="record-buttons">
          <Button onClick={onDone}>{tr("取消", "Cancel")}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>{tr("登记这一版", "Register this version")}</Button>
        </div>
      </Form>
    </ObjectDrawer>
  );
}

const SHOWN = 6;

interface ChecksProps {
  lines: number;
  bad: { row: number; text: string }[];
  wrong: Fault[];
  capacity: number;
}

/** What was read of what was pasted, and each row that cannot stand. */
function Checks({ lines, bad, wrong, capacity }: ChecksProps) {
  if (!lines && !bad.length) return null;
  const problems = [
    ...bad.map(({ row, text }) => tr(`第 ${row} 行不是两个数字：“${text}”`, `Row ${row} is not two numbers: “${text}”`)),
    ...wrong.map((fault) => faultWords(fault, capacity)),
  ];
  const read = tr(`读到 ${count(lines)} 行`, `${count(lines)} rows read`);
  if (!problems.length) return <Alert className="chart-checks" type={lines > 1 ? "success" : "warning"} showIcon title={lines > 1 ? tr(`${read}，高度递增、容积不减、不超过罐容`, `${read}: heights rise, volumes never fall, none is above the capacity`) : tr(`${read}，至少要两行`, `${read}; at least two are needed`)} />;
  const more = problems.length - SHOWN;
  return (
    <Alert
      className="chart-checks"
      role="alert"
      type="error"
      showIcon
      title={tr(`${read}，${problems.length} 处有问题`, `${read}, ${problems.length} problems`)}
      description={<ul>{problems.slice(0, SHOWN).map((problem) => <li key={problem}>{problem}</li>)}{more > 0 ? <li>{tr(`……另有 ${more} 处`, `… and ${more} more`)}</li> : null}</ul>}
    />
  );
}

function faultWords({ row, kind }: Fault, capacity: number): string {
  if (kind === "height") return tr(`第 ${row} 个高度没有比上一个高`, `Height ${row} does not rise above the one before`);
  if (kind === "volume") return tr(`第 ${row} 个容积比上一个小`, `Volume ${row} is less than the one before`);
  return tr(`第 ${row} 个容积超过罐容 ${litres(capacity)} 升`, `Volume ${row} is above the capacity of ${litres(capacity)} L`);
}

function Preview({ drawn, current }: { drawn: ChartVersion; current: ChartVersion | undefined }) {
  const found = useMemo(() => (current ? differences(drawn.lines, current.lines) : []), [drawn.lines, current]);
  const most = greatest(found);
  return (
    <>
      {most ? <p>{tr(`与现行罐容表最大相差 ${litres(most.litres)} 升（液高 ${decimal(most.height_mm)} mm 处）。`, `It differs from the chart in force by at most ${litres(most.litres)} L, at ${decimal(most.height_mm)} mm.`)}</p> : null}
      <ChartPicture one={drawn} other={current} found={found} />
    </>
  );
}
