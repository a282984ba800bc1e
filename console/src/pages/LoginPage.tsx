import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, type InputRef } from "antd";
import { useEffect, useRef } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { api, ask, rememberCsrf } from "@/api/client";
import { problemOf } from "@/api/problem";
import { ME_KEY } from "@/app/session";
import { Mark } from "@/ui/Mark";

interface Credentials {
  username: string;
  password: string;
}

const WHY: Record<string, string> = {
  idle: "您有一段时间没有操作，为保护数据已自动退出。请重新登录，会回到原来的页面。",
  expired: "登录已失效（可能在别处退出，或登录超过时限）。请重新登录，会回到原来的页面。",
  left: "您已安全退出。",
};

async function logIn(credentials: Credentials) {
  const { csrf_token } = await ask(api.GET("/api/v1/auth/csrf"));
  rememberCsrf(csrf_token);
  return ask(api.POST("/api/v1/auth/login", { body: credentials }));
}

/** Only addresses within the console: a path, never another host. */
const safeNext = (next: string | null): string => (next && /^\/(?![/\\])/.test(next) ? next : "/");

export function LoginPage() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const password = useRef<InputRef>(null);
  const login = useMutation({
    mutationFn: logIn,
    onSuccess: (me) => {
      rememberCsrf(me.csrf_token);
      queries.setQueryData(ME_KEY, me);
      void navigate(safeNext(search.get("next")), { replace: true });
    },
    onError: () => password.current?.focus({ cursor: "all" }),
  });
  useEffect(() => {
    document.title = "登录 · 油鉴";
  }, []);

  return (
    <main className="login">
      <section className="login-story" aria-hidden="true">
        <div className="login-story-inner">
          <Mark size={56} />
          <p className="login-claim">每一升油，<br />进、存、销都对得上账。</p>
          <ul>
            <li>加油机、液位仪、油气监测直采，逐笔入账</li>
            <li>数据不符与疑点随发随现，附原始记录与区间</li>
            <li>签收、说明、办结留痕，结论由人作出</li>
          </ul>
        </div>
      </section>
      <section className="login-panel">
        <h1>油鉴</h1>
        <p className="login-sub">成品油智慧监管平台</p>
        <Why reason={search.get("why")} hidden={login.isError} />
        <Failure error={login.error} />
        <Form<Credentials> layout="vertical" size="large" requiredMark={false} onFinish={(values) => login.mutate(values)}>
          <Form.Item name="username" label="账号" rules={[{ required: true, message: "请输入账号" }]}>
            <Input prefix={<UserOutlined />} autoComplete="username" autoFocus maxLength={64} />
          </Form.Item>
          <Form.Item name="password" label="密码" rules={[{ required: true, message: "请输入密码" }]}>
            <Input.Password ref={password} prefix={<LockOutlined />} autoComplete="current-password" maxLength={256} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={login.isPending}>登录</Button>
        </Form>
        <p className="login-help">忘记密码或账号被锁定时，请联系本单位的系统管理员。连续 5 次输错，账号会暂时锁定。</p>
      </section>
    </main>
  );
}

function Why({ reason, hidden }: { reason: string | null; hidden: boolean }) {
  const text = reason ? WHY[reason] : undefined;
  if (!text || hidden) return null;
  return <Alert className="login-alert" type={reason === "left" ? "success" : "info"} showIcon title={text} role="status" />;
}

function Failure({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = problemOf(error);
  const locked = problem.status === 423;
  return (
    <Alert
      className="login-alert"
      role="alert"
      showIcon
      type={locked ? "warning" : "error"}
      title={locked ? "账号已锁定" : problem.message}
      description={
        <>
          {locked ? <div>{problem.message}</div> : null}
          {problem.reference && problem.status !== 401 ? <div className="quiet">报障编号 {problem.reference}</div> : null}
        </>
      }
    />
  );
}
