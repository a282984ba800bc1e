import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Modal, Select } from "antd";
import { useState } from "react";

import { enterNotice } from "@/api/prices";
import { problemOf } from "@/api/problem";
import { tablePage } from "@/api/tables";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { ProblemView } from "@/ui/PageState";

const PRODUCTS = ["92", "95", "98", "0D", "-10D"];
const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }];

interface Typed {
  notice_no: string;
  issued_by: string;
  region_code: string;
  effective_on: string;
  prices: Record<string, number | null | undefined>;
}

/** Enters a notice of highest retail prices. */
export function NoticeDialog({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const [file, setFile] = useState<File | null>(null);
  const client = useQueryClient();
  const { message } = App.useApp();
  const regions = useQuery(tablePage("regions", [["size", "500"]]));
  const options = (regions.data?.items ?? []).map((row) => ({ value: String(row["region_code"]), label: String(row["name"]) }));
  const save = useMutation({
    mutationFn: ({ prices, effective_on, ...typed }: Typed) => enterNotice({ ...typed, effective_from: `${effective_on}T00:00:00+08:00`, prices: pricesOf(prices) }, file),
    onSuccess: () => {
      [["prices"], ["table", "price_caps"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr("已登记，最高零售价随之更新", "Entered; the price caps follow"));
      onClose();
    },
  });
  return (
    <Modal open title={tr("登记最高零售价公告", "Enter a notice")} okText={tr("登记", "Enter")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={save.isPending}>
      {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
      <Form<Typed> form={form} layout="vertical" onFinish={(typed) => save.mutate(typed)}>
        <Form.Item name="notice_no" label={tr("文号", "Notice no.")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="issued_by" label={tr("发布单位", "Issued by")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        <Form.Item name="region_code" label={tr("适用地区", "Region")} rules={NEEDED}><Select options={options} loading={regions.isPending} /></Form.Item>
        <Form.Item name="effective_on" label={tr("执行日期（当日零时起）", "In force from the beginning of")} rules={NEEDED}><Input type="date" /></Form.Item>
        {PRODUCTS.map((product) => (
          <Form.Item key={product} name={["prices", product]} label={tr(`${productLook(product).name}（元/升）`, `${productLook(product).name} (yuan/L)`)}><InputNumber min={0.01} max={100} precision={2} style={{ width: "100%" }} /></Form.Item>
        ))}
        <Form.Item label={tr("公告原文（图片或 PDF，选填）", "The notice itself (picture or PDF, optional)")}>
          <input type="file" aria-label={tr("公告原文", "The notice itself")} accept=".pdf,.jpg,.jpeg,.png,.webp" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Prices as the platform takes them: fen per litre by product. */
function pricesOf(prices: Typed["prices"] | undefined): string {
  return Object.entries(prices ?? {})
    .filter((pair): pair is [string, number] => typeof pair[1] === "number")
    .map(([product, yuan]) => `${product}=${Math.round(yuan * 100)}`)
    .join(",");
}
