import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Form, Input, InputNumber, Modal } from "antd";

import { problemOf } from "@/api/problem";
import { addTarget } from "@/api/vapour";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

interface Wanted {
  name: string;
  host: string;
  port: number;
  password: string;
}

/** One more ecology platform; it is sent to from now on. */
export function TargetDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [form] = Form.useForm<Wanted>();
  const add = useMutation({
    mutationFn: (wanted: Wanted) => addTarget({ ...wanted, since: new Date().toISOString() }),
    onSuccess: () => { void client.invalidateQueries({ queryKey: ["vapour"] }); onClose(); },
  });
  const needed = [{ required: true, message: tr("请填写", "Please fill in") }];
  return (
    <Modal open title={tr("增加上传平台", "Add a target")} okText={tr("保存", "Save")} confirmLoading={add.isPending} onOk={() => form.submit()} onCancel={onClose}>
      {add.isError ? <Alert type="error" title={<ProblemView problem={problemOf(add.error)} />} /> : null}
      <p className="quiet">{tr("自保存起的整点数据上传；地址须在本平台允许连接的名单内（YOUJIAN_NOTIFY_HOSTS）。", "Whole hours from now on are sent; the installation must allow the address (YOUJIAN_NOTIFY_HOSTS).")}</p>
      <Form<Wanted> form={form} layout="vertical" initialValues={{ port: 9212 }} onFinish={(wanted) => add.mutate(wanted)}>
        <Form.Item name="name" label={tr("平台名称", "Name")} rules={needed}><Input maxLength={64} /></Form.Item>
        <Form.Item name="host" label={tr("地址", "Host")} rules={needed}><Input maxLength={200} /></Form.Item>
        <Form.Item name="port" label={tr("端口", "Port")} rules={needed}><InputNumber min={1} max={65535} /></Form.Item>
        <Form.Item name="password" label={tr("访问密码（PW）", "Password (PW)")} rules={needed}><Input maxLength={9} autoComplete="off" /></Form.Item>
      </Form>
    </Modal>
  );
}
