import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal } from "antd";

import { api, ask } from "@/api/client";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import { ME_KEY } from "./session";

interface Values {
  old_password: string;
  new_password: string;
  again: string;
}

/** Changing one's own password; `forced` when the first login asks for it. */
export function PasswordDialog({ open, forced, onDone }: { open: boolean; forced: boolean; onDone: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: ({ old_password, new_password }: Values) =>
      ask(api.POST("/api/v1/auth/password", { body: { old_password, new_password } })),
    onSuccess: () => {
      void message.success(tr("密码已修改", "Password changed"));
      form.resetFields();
      void queries.invalidateQueries({ queryKey: ME_KEY });
      onDone();
    },
  });
  return (
    <Modal
      open={open}
      title={forced ? tr("首次登录，请修改密码", "First login: change your password") : tr("修改密码", "Change password")}
      closable={!forced}
      mask={{ closable: false }}
      cancelButtonProps={forced ? { style: { display: "none" } } : undefined}
      okText={tr("修改", "Change")}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={onDone}
    >
      {change.isError ? <ProblemView problem={problemOf(change.error)} /> : null}
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(values) => change.mutate(values)}>
        <Form.Item name="old_password" label={tr("当前密码", "Present password")} rules={[{ required: true, message: tr("请输入当前密码", "Type your present password") }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="new_password"
          label={tr("新密码", "New password")}
          extra={tr("至少 10 位，含大写字母、小写字母、数字、符号中的至少 3 类。", "At least 10 characters of three kinds: capitals, small letters, digits, signs.")}
          rules={[{ required: true, min: 10, message: tr("至少 10 位", "At least 10 characters") }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={tr("再次输入新密码", "New password again")}
          dependencies={["new_password"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value: string) =>
                value === getFieldValue("new_password") ? Promise.resolve() : Promise.reject(new Error(tr("两次输入不一致", "The two differ"))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
