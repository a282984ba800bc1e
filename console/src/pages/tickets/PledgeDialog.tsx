import { Form, Input } from "antd";
import { useState } from "react";

import { filePledge, RENEWS } from "@/api/tickets";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

interface Typed {
  signed_on: string;
  until_on: string;
  file: string;
}

/** Files the scan of a signed pledge; empty `username`: one's own. */
export function PledgeDialog({ username, onClose }: { username: string; onClose: () => void }) {
  const [scan, setScan] = useState<File | null>(null);
  const send = ({ signed_on, until_on }: Typed) => (scan ? filePledge(username, signed_on, until_on, scan) : Promise.reject(new Error("no file")));
  return (
    <FormDialog<Typed, unknown> title={tr("上传保密承诺", "File a pledge of confidentiality")} okText={tr("上传", "File")} send={send} done={tr("已登记", "Filed")} renews={RENEWS} onClose={onClose}>
      <Form.Item name="signed_on" label={tr("签署日期", "Signed on")} rules={NEEDED}><Input type="date" /></Form.Item>
      <Form.Item name="until_on" label={tr("有效期至（最长三年）", "Holds through (three years at most)")} rules={NEEDED}><Input type="date" /></Form.Item>
      <Form.Item name="file" label={tr("签署件扫描（PDF 或照片，10 MB 以内）", "Scan (PDF or photo, 10 MB at most)")} rules={NEEDED}>
        <Input type="file" accept="application/pdf,image/jpeg,image/png" onChange={(event) => setScan(event.target.files?.[0] ?? null)} />
      </Form.Item>
    </FormDialog>
  );
}
