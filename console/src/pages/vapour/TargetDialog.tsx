import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Checkbox, Form, Input, InputNumber, Modal, Select } from "antd";

import { problemOf } from "@/api/problem";
import { addTarget, type NewTarget } from "@/api/vapour";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

type Wanted = Omit<NewTarget, "since">;

const FAMILIES: { value: Wanted["family"]; label: string }[] = [
  { value: "hj212", label: "HJ 212-2017" },
  { value: "soap", label: tr("北京系 XML（SOAP）", "Beijing family, XML (SOAP)") },
  { value: "xml", label: tr("北京系 XML", "Beijing family, XML") },
  { value: "json", label: tr("北京系 JSON", "Beijing family, JSON") },
];

/** One more ecology platform; it is sent to from now on. */
export function TargetDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [form] = Form.useForm<Wanted>();
  const family = Form.useWatch("family", form) ?? "hj212";
  const add = useMutation({
    mutationFn: (wanted: Wanted) => addTarget({ ...wanted, since: new Date().toISOString() }),
    onSuccess: () => { void client.invalidateQueries({ queryKey: ["vapour"] }); onClose(); },
  });
  const needed = [{ required: true, message: tr("请填写", "Please fill in") }];
  return (
    <Modal open title={tr("增加上传平台", "Add a target")} okText={tr("保存", "Save")} confirmLoading={add.isPending} onOk={() => form.submit()} onCancel={onClose}>
      {add.isError ? <Alert type="error" title={<ProblemView problem={problemOf(add.error)} />} /> : null}
      <p className="quiet">{tr("自保存起的整点数据上传；地址须在本平台允许连接的名单内（YOUJIAN_NOTIFY_HOSTS）。", "Whole hours from now on are sent; the installation must allow the address (YOUJIAN_NOTIFY_HOSTS).")}</p>
      <Form<Wanted> form={form} layout="vertical" initialValues={{ family: "hj212", port: 9212, path: "/", accepted: "01" }} onFinish={(wanted) => add.mutate(wanted)}>
        <Form.Item name="name" label={tr("平台名称", "Name")} rules={needed}><Input maxLength={64} /></Form.Item>
        <Form.Item name="family" label={tr("数据格式", "Format")} rules={needed}><Select options={FAMILIES} /></Form.Item>
        <Form.Item name="host" label={tr("地址", "Host")} rules={needed}><Input maxLength={200} /></Form.Item>
        <Form.Item name="port" label={tr("端口", "Port")} rules={needed}><InputNumber min={1} max={65535} /></Form.Item>
        {family === "hj212" || family === "json" ? <Form.Item name="password" label={tr("访问密码（PW）", "Password (PW)")} rules={needed}><Input maxLength={family === "hj212" ? 9 : 64} autoComplete="off" /></Form.Item> : null}
        {family === "hj212" ? null : (
          <>
            <Form.Item name="path" label={tr("接口路径", "Path")} rules={needed}><Input maxLength={200} /></Form.Item>
            <Form.Item name="secure" valuePropName="checked"><Checkbox>{tr("使用HTTPS", "Over HTTPS")}</Checkbox></Form.Item>
            <Form.Item name="accepted" label={tr("对方接收成功的应答", "Its answer for what it took")} rules={needed}><Input maxLength={32} /></Form.Item>
            <Form.Item name="sm4_key" label={tr("SM4密钥（加密上传时填写）", "SM4 key (to seal contents)")}><Input maxLength={32} autoComplete="off" /></Form.Item>
          </>
        )}
      </Form>
    </Modal>
  );
}
