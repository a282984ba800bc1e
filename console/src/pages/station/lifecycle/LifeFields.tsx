import { useQuery } from "@tanstack/react-query";
import { Checkbox, Form, Input, Radio, Select, Skeleton } from "antd";
import type { Rule } from "antd/es/form";

import { useCounties } from "@/app/useCounties";
import { dossier, type Field, type RowValues } from "@/api/register";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { FieldInput } from "@/ui/RecordFormField";
import { readDay } from "@/ui/RecordFormReading";
import { FetchedView } from "@/ui/PageState";

import type { LifeStation } from "./LifeDialog";
import { tanksOf, type Nozzle, type Typed } from "./order";

const NEEDED: Rule = { required: true, whitespace: true, message: tr("请填写", "Please fill in") };
const DAY: Rule = { validator: (_, value?: string) => (!value || readDay(value) ? Promise.resolve() : Promise.reject(new Error(tr("请写成2025-09-01这样的日期", "Write a date such as 2025-09-01")))) };
const NUMBER: Rule = { pattern: /^\s*[0-9]{10}\s*$/, message: tr("编号为10位数字：县区代码6位，顺序号4位", "Ten digits: the county's code (6) and a serial (4)") };
const DEGREES: Rule = { pattern: /^\s*-?[0-9]{1,3}(\.[0-9]+)?\s*$/, message: tr("请填写小数度数，如117.21440", "Decimal degrees, e.g. 117.21440") };

const asField = (kind: Field["kind"]): Field => ({ name: "", title: "", kind, key: false, required: true, choices: [], note: "", example: "", unit: "", shown: true });
const dayInput = <FieldInput field={asField("date")} disabled={false} />;

/** From when, why, on what paper: the same for every verb. */
export function DatedFields() {
  return (
    <>
      <Form.Item name="effective_on" label={tr("生效日期", "From which day")} rules={[NEEDED, DAY]}>{dayInput}</Form.Item>
      <Form.Item name="document_no" label={tr("文号（选填）", "Document number (optional)")}><Input maxLength={128} autoComplete="off" /></Form.Item>
      <Form.Item className="wide" name="reason" label={tr("原因", "Reason")} rules={[NEEDED]}><Input.TextArea rows={2} maxLength={512} /></Form.Item>
    </>
  );
}

/** Where to; the new number and licence are asked for only when the county changes. */
export function MoveFields({ station }: { station: LifeStation }) {
  const counties = useCounties();
  const chosen = Form.useWatch("region_code") as string | undefined;
  const leaves = Boolean(chosen) && chosen?.slice(0, 6) !== station.station_id.slice(0, 6);
  return (
    <>
      <Form.Item name="longitude" label={tr("新经度", "New longitude")} rules={[NEEDED, DEGREES]}><Input inputMode="decimal" placeholder={station.longitude.toFixed(5)} autoComplete="off" /></Form.Item>
      <Form.Item name="latitude" label={tr("新纬度", "New latitude")} rules={[NEEDED, DEGREES]}><Input inputMode="decimal" placeholder={station.latitude.toFixed(5)} autoComplete="off" /></Form.Item>
      <Form.Item name="region_code" label={tr("县区", "County")}>
        <Select allowClear placeholder={tr("不变", "As it is")} options={counties.map((one) => ({ value: one.region_code, label: tr(`${one.name}（${one.region_code}）`, `${one.name} (${one.region_code})`) }))} />
      </Form.Item>
      <Form.Item name="address" label={tr("新地址", "New address")}><Input maxLength={512} autoComplete="off" /></Form.Item>
      {leaves ? <Licence needed /> : null}
    </>
  );
}

function Licence({ needed }: { needed?: boolean }) {
  const rules = needed ? [NEEDED] : [];
  return (
    <>
      <Form.Item name="new_station_id" label={tr("新编号", "New number")} rules={[...rules, NUMBER]}><Input maxLength={10} inputMode="numeric" autoComplete="off" /></Form.Item>
      <Form.Item name="licence_no" label={tr("新许可证号", "New licence number")} rules={rules}><Input maxLength={128} autoComplete="off" /></Form.Item>
      <Form.Item name="licence_valid_until" label={tr("许可证有效期至（选填）", "Licence valid until (optional)")} rules={[DAY]}>{dayInput}</Form.Item>
    </>
  );
}

/** The station that begins. */
function NewStation() {
  return (
    <>
      <Form.Item name="name" label={tr("新站名称", "Name of the new station")} rules={[NEEDED]}><Input maxLength={512} autoComplete="off" /></Form.Item>
      <Licence needed />
    </>
  );
}

export function MergeFields({ station }: { station: LifeStation }) {
  const goesOn = Form.useWatch("goes_on") as Typed["goes_on"];
  return (
    <>
      <Form.Item className="wide" name="other" label={tr("与哪座站合并", "Merge with which station")} rules={[NEEDED]}>
        <FieldInput field={asField("station")} disabled={false} />
      </Form.Item>
      <Form.Item className="wide" name="goes_on" label={tr("合并后由哪座站继续经营", "Which one goes on")}>
        <Radio.Group
          options={[
            { value: "this", label: tr(`本站（${station.name}）`, `This one (${station.name})`) },
            { value: "other", label: tr("对方", "The other one") },
            { value: "new", label: tr("新站", "A new one") },
          ]}
        />
      </Form.Item>
      {goesOn === "new" ? <NewStation /> : null}
    </>
  );
}

const inUse = (row: RowValues): boolean => !row["retired_on"] || String(row["retired_on"]) > new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const numbersOf = (rows: readonly RowValues[] | undefined, key: string): number[] => [...new Set((rows ?? []).filter(inUse).map((row) => Number(row[key])))].sort((a, b) => a - b);

/** Which dispensers and tanks go; a dispenser brings its nozzles, and its tanks are proposed. */
export function SplitFields({ station }: { station: string }) {
  const found = useQuery(dossier(station, null));
  return (
    <>
      <NewStation />
      <div className="wide">
        <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 3 }} />}>
          {({ rows }) => <Chosen rows={rows} />}
        </FetchedView>
      </div>
    </>
  );
}

function Chosen({ rows }: { rows: Record<string, RowValues[]> }) {
  const form = Form.useFormInstance<Typed>();
  const nozzles: Nozzle[] = (rows["nozzles"] ?? []).filter(inUse).map((row) => ({ nozzle_id: Number(row["nozzle_id"]), dispenser_id: Number(row["dispenser_id"]), tank_id: Number(row["tank_id"]) }));
  const dispensers = [...new Set([...numbersOf(rows["dispensers"], "dispenser_id"), ...nozzles.map((n) => n.dispenser_id)])].sort((a, b) => a - b);
  const hanging = (dispenser: number) => nozzles.filter((n) => n.dispenser_id === dispenser).map((n) => n.nozzle_id).join(tr("、", ", "));
  const propose = (chosen: number[]) => form.setFieldValue("tanks", tanksOf(chosen, nozzles));
  return (
    <>
      <fieldset>
        <legend>{tr("划出的加油机（连同加油枪）", "Dispensers that go, with their nozzles")}</legend>
        <Form.Item name="dispensers" noStyle>
          <Checkbox.Group className="life-checks" onChange={(chosen) => propose(chosen as number[])} options={dispensers.map((n) => ({ value: n, label: tr(`${n}号加油机（${hanging(n) || "无"}号枪）`, `Dispenser ${n} (nozzles ${hanging(n) || "none"})`) }))} />
        </Form.Item>
      </fieldset>
      <fieldset>
        <legend>{tr("划出的油罐", "Tanks that go")}</legend>
        <Form.Item name="tanks" noStyle>
          <Checkbox.Group className="life-checks" options={(rows["tanks"] ?? []).filter(inUse).map((row) => ({ value: Number(row["tank_id"]), label: `${tr(`${row["tank_id"]}号油罐`, `Tank ${row["tank_id"]}`)} ${productLook(String(row["product"])).name}` }))} />
        </Form.Item>
      </fieldset>
    </>
  );
}
