import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input, QRCode, Typography } from "antd";

import { problemOf } from "@/api/problem";
import { beginFactor, confirmFactor } from "@/api/security";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import "./security.css";

/** Adding an authenticator in three steps: the password once more, the square code, the first code. */
export function FactorForm({ onDone }: { onDone: () => void }) {
  const begin = useMutation({ mutationFn: ({ password }: { password: string }) => beginFactor(password) });
  const confirm = useMutation({ mutationFn: ({ answer }: { answer: string }) => confirmFactor(answer) });
  const failed = confirm.error ?? begin.error;
  if (confirm.data) return <Codes codes={confirm.data.codes} onNoted={onDone} />;
  return (
    <>
      {failed ? <div className="login-alert"><ProblemView problem={problemOf(failed)} /></div> : null}
      {begin.data ? (
        <Form layout="vertical" size="large" requiredMark={false} onFinish={(values: { answer: string }) => confirm.mutate(values)}>
          <p>{tr("用手机上的认证器应用（支持 TOTP 的都可以）扫描，或手工输入密钥。", "Scan this with an authenticator on your phone (any that knows TOTP), or type the secret.")}</p>
          <div className="factor-square">
            <QRCode value={begin.data.address} size={200} type="svg" color="#000000" bgColor="#ffffff" aria-label={tr("动态口令的二维码", "Square code of the second factor")} />
            <Typography.Text code copyable data-testid="factor-secret">{begin.data.secret}</Typography.Text>
          </div>
          <Form.Item name="answer" label={tr("认证器显示的6位数字", "The six digits it shows")} rules={[{ required: true, message: tr("请输入6位数字", "Six digits, please") }]}>
            <Input autoComplete="one-time-code" inputMode="numeric" autoFocus maxLength={8} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={confirm.isPending}>{tr("确认绑定", "Confirm")}</Button>
        </Form>
      ) : (
        <Form layout="vertical" size="large" requiredMark={false} onFinish={(values: { password: string }) => begin.mutate(values)}>
          <Form.Item name="password" label={tr("当前密码", "Present password")} rules={[{ required: true, message: tr("请输入当前密码", "Type your present password") }]}>
            <Input.Password autoComplete="current-password" maxLength={256} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={begin.isPending}>{tr("下一步", "Next")}</Button>
        </Form>
      )}
    </>
  );
}

/** Recovery codes, shown this once. */
export function Codes({ codes, onNoted }: { codes: string[]; onNoted: () => void }) {
  return (
    <>
      <Alert type="warning" showIcon title={tr("恢复码只显示这一次，请抄下或打印，放在安全的地方。手机丢失时，每个恢复码可登录一次。", "Recovery codes are shown this once. Write them down and keep them safe: without your phone each lets you in once.")} />
      <ul className="factor-codes" data-testid="recovery-codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <Button type="primary" block onClick={onNoted}>{tr("已记下", "Noted")}</Button>
    </>
  );
}
