import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";

import { api, ask } from "@/api/client";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import { ME_KEY } from "./keys";

interface Values {
  old_password: string;
  new_password: string;
  again: string;
}

const KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/];

/** What a password still lacks; empty when it does. */
export function lacking(password: string): string {
  if (password.length < 10) return tr("至少 10 位", "At least 10 characters");
  if (KINDS.filter((kind) => kind.test(password)).length < 3) return tr("大写字母、小写字母、数字、符号中至少 3 类", "At least three of: capitals, small letters, digits, signs");
  return "";
}

const fits = (_: unknown, value: string = "") => (lacking(value) ? Promise.reject(new Error(lacking(value))) : Promise.resolve());

/** Changing one's own password; made for a thumb. */
export function PasswordForm({ first, onDone }: { first: boolean; onDone: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: ({ old_password, new_password }: Values) => ask(api.POST("/api/v1/auth/password", { body: { old_password, new_password } })),
    onSuccess: () => {
      void message.success(tr("密码已修改", "Password changed"));
      form.resetFields();
      void queries.invalidateQueries({ queryKey: ME_KEY });
      onDone();
    },
  });
  return (
    <Form<Values> form={form} layout="vertical" size="large" requiredMark={false} onFinish={(values) => change.mutate(values)}>
      {change.isError ? <div className="login-alert"><ProblemView problem={problemOf(change.error)} /></div> : null}
      <Form.Item
        name="old_password"
        label={first ? tr("收到的初始密码", "The password you were given") : tr("当前密码", "Present password")}
        rules={[{ required: true, message: tr("请输入当前密码", "Type your present password") }]}
      >
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Form.Item
        name="new_password"
        label={tr("新密码", "New password")}
        extra={tr("至少 10 位，含大写字母、小写字母、数字、符号中的至少 3 类；不要用姓名、账号或手机号。", "At least 10 characters of three kinds: capitals, small letters, digits, signs; no name, account or mobile number.")}
        rules={[{ validator: fits }]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
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
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={change.isPending}>{tr("修改密码", "Change password")}</Button>
    </Form>
  );
}
