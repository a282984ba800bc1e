import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, DatePicker, Form, Input, InputNumber, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { problemOf } from "@/api/problem";
import { enterCorrection, type BookEntryIn, type StationBook } from "@/api/stock";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

interface Typed {
  family: BookEntryIn["family"];
  day: Dayjs;
  kind: BookEntryIn["kind"];
  litres: number;
  reason: string;
  refers_to?: string;
}

const KINDS = [
  { value: "delivery", label: tr("补记进油", "Delivery without a paper here") },
  { value: "goods_return", label: tr("退货", "Returned to the supplier") },
  { value: "loss", label: tr("损耗", "Loss") },
  { value: "gain", label: tr("溢余", "Gain") },
  { value: "meter", label: tr("计量更正", "Metering corrected") },
  { value: "transfer", label: tr("调入调出", "Moved between stations") },
  { value: "other", label: tr("其他", "Other") },
];
const NEEDED = [{ required: true, message: tr("请填写", "Please fill this in") }];

/** Enters a correction: litres at 20 °C into or out of a day's account, with the reason. */
export function EntryDialog({ book, onClose }: { book: StationBook; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: (typed: Typed) => enterCorrection(bodyOf(book.station_id, typed)),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["stock"] });
      void message.success(tr("已登记，记入操作日志", "Entered, and noted in the journal"));
      onClose();
    },
  });
  const products = book.products.filter(({ family }) => family).map(({ family, name }) => ({ value: family, label: name }));
  const last = book.standing.measured_until < book.until_on ? book.standing.measured_until : book.until_on;
  return (
    <Modal open title={tr("登记更正分录", "Enter a correction")} okText={tr("登记", "Enter")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <p>{tr("原始记录和单据不改；更正作为单独一行计入当日账面。", "Records and papers stay as they are; the correction is a line of its own.")}</p>
      <Form<Typed> form={form} layout="vertical" initialValues={{ family: products[0]?.value as BookEntryIn["family"], day: dayjs(last), kind: "delivery" }} onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="family" label={tr("油品", "Product")} rules={NEEDED}><Select options={products} /></Form.Item>
        <Form.Item name="day" label={tr("日期", "Day")} rules={NEEDED}><DatePicker allowClear={false} minDate={dayjs(book.from_on)} maxDate={dayjs(last)} /></Form.Item>
        <Form.Item name="kind" label={tr("种类", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="litres" label={tr("升数（20℃，入账为正、出账为负）", "Litres at 20 °C (in: positive, out: negative)")} rules={NEEDED}><InputNumber step={1} precision={3} style={{ width: "100%" }} /></Form.Item>
        <Form.Item name="refers_to" label={tr("依据的单据或记录", "Paper or record it refers to")}><Input maxLength={200} /></Form.Item>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </Form>
    </Modal>
  );
}

const bodyOf = (station: string, typed: Typed): BookEntryIn => ({
  station_id: station,
  family: typed.family,
  day: typed.day.format("YYYY-MM-DD"),
  kind: typed.kind,
  litres20_ml: Math.round(typed.litres * 1000),
  reason: typed.reason,
  refers_to: typed.refers_to ?? "",
});
