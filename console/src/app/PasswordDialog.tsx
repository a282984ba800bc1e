import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal } from "antd";

import { api, ask } from "@/api/client";
import { problemOf } from "@/api/problem";
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
      void message.success("密码已修改");
      form.resetFields();
      void queries.invalidateQueries({ queryKey: ME_KEY });
      onDone();
    },
  });
  return (
    <Modal
      open={open}
      title={forced ? "首次登录，请修改密码" : "修改密码"}
      closable={!forced}
      mask={{ closable: false }}
      cancelButtonProps={forced ? { style: { display: "none" } } : undefined}
      okText="修改"
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={onDone}
    >
      {change.isError ? <ProblemView problem={problemOf(change.error)} /> : null}
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(values) => change.mutate(values)}>
        <Form.Item name="old_password" label="当前密码" rules={[{ required: true, message: "请输入当前密码" }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="new_password"
          label="新密码"
          extra="至少 10 位，含大写字母、小写字母、数字、符号中的至少 3 类。"
          rules={[{ required: true, min: 10, message: "至少 10 位" }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label="再次输入新密码"
          dependencies={["new_password"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value: string) =>
                value === getFieldValue("new_password") ? Promise.resolve() : Promise.reject(new Error("两次输入不一致")),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
