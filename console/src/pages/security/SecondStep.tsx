import { SafetyOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";

import { problemOf } from "@/api/problem";
import { secondStep, type SecondStep as Step } from "@/api/security";
import type { Me } from "@/app/session";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

interface Props {
  step: Step;
  onIn: (me: Me) => void;
  onBack: () => void;
}

/** After the password: the code that the authenticator shows, or a recovery code. */
export default function SecondStep({ step, onIn, onBack }: Props) {
  const [form] = Form.useForm<{ answer: string }>();
  const going = useMutation({
    mutationFn: ({ answer }: { answer: string }) => secondStep(step.ticket, answer),
    onSuccess: onIn,
    onError: (error) => (problemOf(error).code === "second_step_over" ? onBack() : form.resetFields()),
  });
  return (
    <>
      {going.isError ? <div className="login-alert"><ProblemView problem={problemOf(going.error)} /></div> : null}
      <Form form={form} layout="vertical" size="large" requiredMark={false} onFinish={(values) => going.mutate(values)}>
        <Form.Item
          name="answer"
          label={tr("动态口令", "Code")}
          extra={tr("输入手机认证器当前显示的6位数字；手机不在身边时，输入一个恢复码。", "Type the six digits that your authenticator shows now; without the phone, a recovery code.")}
          rules={[{ required: true, whitespace: true, message: tr("请输入动态口令", "Type the code") }]}
        >
          <Input prefix={<SafetyOutlined />} autoComplete="one-time-code" inputMode="text" enterKeyHint="go" autoFocus maxLength={32} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={going.isPending}>{tr("登录", "Log in")}</Button>
        <Button type="link" block onClick={onBack}>{tr("返回，换个账号", "Back, another account")}</Button>
      </Form>
    </>
  );
}
