import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Radio, Select } from "antd";
import { useState } from "react";

import { deliveryDefaults, enterDelivery, type DeliveryDefaults, type DeliveryEntered } from "@/api/papers";
import { problemOf } from "@/api/problem";
import type { Field } from "@/api/register";
import { useMe } from "@/app/session";
import { litresFromMl } from "@/format/quantity";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { fieldOf, momentOf } from "@/pages/downtime/moments";
import { productLook } from "@/states/fuel";
import { keepWaiting } from "@/pages/portal/outbox";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { ProblemView } from "@/ui/PageState";
import { FieldInput } from "@/ui/RecordFormField";

import { AMOUNTS, fieldsOf, type Typed } from "./delivery";
import { PhotoPicker } from "./PhotoPicker";
import "./papers.css";

const STATION: Field = { name: "station_id", title: "", kind: "station", key: false, required: true, choices: [], note: "", example: "", unit: "", shown: true };
const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }];

interface Props {
  station?: string;
  onDone: (key: string) => void;
  onClose: () => void;
}

/** A delivery document entered with its photos: one screen, made for a phone, checked before it is stored. */
export function DeliveryFormDrawer(props: Props) {
  return (
    <ObjectDrawer open title={tr("录入进油单", "Enter a delivery document")} onClose={props.onClose}>
      <DeliveryForm {...props} />
    </ObjectDrawer>
  );
}

function DeliveryForm({ station = "", onDone }: Props) {
  const [form] = Form.useForm<Typed>();
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [told, setTold] = useState<DeliveryEntered | null>(null);
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    networkMode: "always",
    mutationFn: ({ typed, dryRun }: { typed: Typed; dryRun: boolean }) => enterDelivery(fieldsOf(typed, momentOf(typed.delivered_at) ?? ""), photos, dryRun),
    onSuccess: (answer) => {
      if (!answer.stored) return setTold(answer);
      [["table"], ["paper"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(answer.state === "same" ? tr("这张进油单已经登记过，没有重复", "It was there already; nothing is doubled") : tr("进油单已登记", "The delivery document is stored"));
      onDone(answer.key);
    },
  });
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      className="delivery-form"
      initialValues={{ station_id: station, delivered_at: fieldOf(Date.now()), amount: "volume_l" }}
      onValuesChange={() => setTold(null)}
      onFinish={(typed) => send.mutate({ typed, dryRun: told === null })}
    >
      <Form.Item name="station_id" label={tr("加油站", "Station")} rules={NEEDED}><FieldInput field={STATION} disabled={false} /></Form.Item>
      <Form.Item name="delivered_at" label={tr("卸油完成时间（北京时间）", "Unloaded at (Beijing time)")} rules={NEEDED}><Input type="datetime-local" /></Form.Item>
      <Fuel />
      <Amount />
      <Papers />
      <Form.Item label={tr("单据照片", "Photos of the document")}><PhotoPicker chosen={photos} onChosen={setPhotos} /></Form.Item>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      {send.isError && problemOf(send.error).code === "unreachable" ? <KeepHere typed={send.variables.typed} photos={photos} onKept={() => onDone("")} /> : null}
      {told ? <Checked told={told} /> : null}
      <div className="delivery-buttons">
        <Button type="primary" htmlType="submit" block size="large" loading={send.isPending}>{told ? tr("确认登记", "Store it") : tr("核对", "Check")}</Button>
      </div>
    </Form>
  );
}

/** Without a network the document is kept in this browser; the station's own page sends it later. */
function KeepHere({ typed, photos, onKept }: { typed: Typed; photos: readonly File[]; onKept: () => void }) {
  const { message } = App.useApp();
  const { username } = useMe();
  const keep = async () => {
    await keepWaiting({ id: `${Date.now()}-${Math.random()}`, user: username, fields: fieldsOf(typed, momentOf(typed.delivered_at) ?? ""), photos: [...photos], at: Date.now() });
    void message.success(tr("已存在本机，联网后自动发送", "Kept on this device; it is sent when the network is back"));
    onKept();
  };
  const failed = () => void message.error(tr("本机存不下，请保持页面打开，联网后再试", "This device cannot keep it; leave the page open and try again later"));
  return <Button block onClick={() => void keep().catch(failed)}>{tr("存在本机，联网后发送", "Keep here and send later")}</Button>;
}

function useDefaults(): DeliveryDefaults | undefined {
  const station = (Form.useWatch("station_id") as string | undefined) ?? "";
  return useQuery({ ...deliveryDefaults(station), enabled: /^[0-9]{10}$/.test(station) }).data;
}

/** The tank says product and density; who does not know it says the product. */
function Fuel() {
  const form = Form.useFormInstance<Typed>();
  const known = useDefaults();
  const products = Object.keys(known?.density20 ?? {});
  const choose = (tank: string | undefined) => {
    const found = known?.tanks.find((one) => String(one.tank_id) === tank);
    if (found) form.setFieldsValue({ product: found.product, density20_kg_m3: String(found.density20_kg_m3) });
  };
  return (
    <div className="delivery-pair">
      <Form.Item name="tank_id" label={tr("卸入油罐", "Tank")}>
        <Select
          allowClear
          disabled={!known}
          placeholder={known ? tr("不知道可不选", "May be left open") : tr("请先选择加油站", "Choose the station first")}
          options={(known?.tanks ?? []).map((one) => ({ value: String(one.tank_id), label: withNote(tr(`${one.tank_id}号罐`, `Tank ${one.tank_id}`), productLook(one.product).name) }))}
          onChange={choose}
        />
      </Form.Item>
      <Form.Item name="product" label={tr("油品", "Product")} rules={NEEDED}>
        <Select disabled={!known} placeholder={tr("请选择", "Choose")} options={products.map((one) => ({ value: one, label: productLook(one).name }))} />
      </Form.Item>
    </div>
  );
}

function Amount() {
  const amount = (Form.useWatch("amount") as Typed["amount"] | undefined) ?? "volume_l";
  const chosen = AMOUNTS.find((one) => one.value === amount) ?? AMOUNTS[0];
  return (
    <>
      <Form.Item name="amount" label={tr("单据上的数量是", "The document gives")}>
        <Radio.Group className="delivery-amounts" options={AMOUNTS.map(({ value, label }) => ({ value, label }))} />
      </Form.Item>
      <div className="delivery-pair">
        <Form.Item name="quantity" label={chosen?.field} rules={NEEDED}><Input inputMode="decimal" autoComplete="off" /></Form.Item>
        <Form.Item name="temp_c" label={tr("温度（℃）", "Temperature (°C)")} rules={amount === "volume_l" ? NEEDED : []}><Input inputMode="decimal" autoComplete="off" /></Form.Item>
      </div>
      <Form.Item name="density20_kg_m3" label={tr("密度（20℃，kg/m³）", "Density at 20 °C (kg/m³)")} extra={tr("已填该罐登记的密度；单据上有化验密度的，以单据为准。", "The tank's density; the document's own goes before it.")}>
        <Input inputMode="decimal" autoComplete="off" />
      </Form.Item>
    </>
  );
}

function Papers() {
  const known = useDefaults();
  const form = Form.useFormInstance<Typed>();
  return (
    <>
      <Form.Item name="supplier" label={tr("供油单位", "Supplier")} extra={tr("名称，或18位统一社会信用代码", "Its name, or its credit code")}>
        <Input autoComplete="off" list="delivery-suppliers" />
      </Form.Item>
      <datalist id="delivery-suppliers">{(known?.suppliers ?? []).map((one) => <option key={one.uscc} value={one.uscc}>{one.name}</option>)}</datalist>
      <div className="delivery-pair">
        <Form.Item name="delivery_id" label={tr("进油单号", "Document no")} extra={tr("没有单号的可不填", "May be left empty")}><Input autoComplete="off" /></Form.Item>
        <Form.Item name="waybill_no" label={tr("运单号", "Waybill no")}><Input autoComplete="off" /></Form.Item>
      </div>
      <Form.Item name="invoice_no" label={tr("发票号码", "Invoice no")}><Input autoComplete="off" onPressEnter={() => form.submit()} /></Form.Item>
    </>
  );
}

/** What it would be, before it is stored. */
function Checked({ told }: { told: DeliveryEntered }) {
  const litres = litresFromMl(told.volume20_ml);
  return (
    <div role="status">
      <Alert
        type={told.state === "same" ? "info" : "success"}
        showIcon
        title={tr(`折合 ${litres} 升（20℃）`, `${litres} L at 20 °C`)}
        description={
          <>
            <p>{tr(`${told.station_name}，单号 ${told.delivery_id}，密度 ${told.density20_kg_m3} kg/m³，${told.temp_c} ℃`, `${told.station_name}, no ${told.delivery_id}, ${told.density20_kg_m3} kg/m³, ${told.temp_c} °C`)}</p>
            {told.state === "same" ? <p>{tr("同样的进油单已经登记，再次登记不会重复。", "The same document stands already; entering it again doubles nothing.")}</p> : null}
            {told.notes.map((one) => <p key={one}>{one}</p>)}
          </>
        }
      />
    </div>
  );
}
