import { BgColorsOutlined, LockOutlined, UserOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, type InputRef } from "antd";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { api, ask, rememberCsrf, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { chooseAppearance, useShade } from "@/app/appearance";
import { ME_KEY, type Me } from "@/app/session";
import { chooseLang, LANG, tr } from "@/lang";
import { forgetKept } from "@/offline/app";
import { Mark } from "@/ui/Mark";

import "./login.css";

const SecondStep = lazy(() => import("./security/SecondStep"));

interface Credentials {
  username: string;
  password: string;
}

const WHY: Record<string, string> = {
  idle: tr("您有一段时间没有操作，为保护数据已自动退出。请重新登录，会回到原来的页面。", "You were logged out for lack of activity. Log in and you come back to the page you left."),
  expired: tr("登录已失效（可能在别处退出、权限有调整，或登录超过时限）。请重新登录，会回到原来的页面。", "Your login is over (ended elsewhere, your rights changed, or it lasted too long). Log in and you come back to the page you left."),
  service: tr("统一身份认证没有成功：该身份未绑定账号、登录已过期，或认证服务暂时不能使用。可用账号密码登录，或联系系统管理员。", "The login service did not let you in: the identity has no account here, it took too long, or the service is away. Log in by password, or ask your administrator."),
  left: tr("您已安全退出。", "You are logged out."),
};

async function logIn(credentials: Credentials) {
  const { csrf_token } = await ask(api.GET("/api/v1/auth/csrf"));
  rememberCsrf(csrf_token);
  return ask(api.POST("/api/v1/auth/login", { body: { ...credentials, username: credentials.username.trim() } }));
}

/** The second step that the login service led back to. */
function stepOf(search: URLSearchParams): Schemas["SecondStepOut"] | null {
  const [ticket, kind] = [search.get("ticket"), search.get("kind")];
  return ticket && kind ? { ticket, kind, challenge: search.get("challenge") ?? "", seconds: Number(search.get("seconds") ?? 0) } : null;
}

/** Only addresses within the console: a path, never another host. */
const safeNext = (next: string | null): string => (next && /^\/(?![/\\])/.test(next) ? next : "/");

export default function LoginPage() {
  useEffect(() => {
    document.title = tr("登录 · 油鉴", "Log in · Youjian");
    void forgetKept();
  }, []);
  return (
    <main className="login">
      <Story />
      <section className="login-panel">
        <Choices />
        <h1>{tr("油鉴", "Youjian")}</h1>
        <p className="login-sub">{tr("成品油智慧监管平台", "Refined oil supervision platform")}</p>
        <LoginForm />
        <p className="login-help">{tr("忘记密码或账号被锁定时，请联系本单位的系统管理员。连续 5 次输错，账号会暂时锁定。", "Forgot your password, or locked out? Ask your system administrator. After 5 wrong tries an account is locked for a while.")}</p>
      </section>
    </main>
  );
}

function LoginForm() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const password = useRef<InputRef>(null);
  const [step, setStep] = useState<Schemas["SecondStepOut"] | null>(() => stepOf(search));
  const service = useQuery({ queryKey: ["sso"], queryFn: () => ask(api.GET("/api/v1/auth/sso")), staleTime: Infinity, retry: false });
  const enter = (me: Me) => {
    rememberCsrf(me.csrf_token);
    queries.setQueryData(ME_KEY, me);
    void navigate(safeNext(search.get("next")), { replace: true });
  };
  const login = useMutation({
    mutationFn: logIn,
    onSuccess: (out) => ("ticket" in out ? setStep(out) : enter(out)),
    onError: () => password.current?.focus({ cursor: "all" }),
  });
  if (step) return <Suspense fallback={null}><SecondStep step={step} onIn={enter} onBack={() => setStep(null)} /></Suspense>;
  return (
    <>
      <Why reason={search.has("said") ? "service" : search.get("why")} hidden={login.isError} />
      <Failure error={login.error} />
      <Form<Credentials> layout="vertical" size="large" requiredMark={false} onFinish={(values) => login.mutate(values)}>
        <Form.Item name="username" label={tr("账号或手机号", "Account or mobile number")} rules={[{ required: true, whitespace: true, message: tr("请输入账号或手机号", "Type your account or mobile number") }]}>
          <Input prefix={<UserOutlined />} autoComplete="username" autoCapitalize="none" autoCorrect="off" spellCheck={false} inputMode="text" enterKeyHint="next" autoFocus maxLength={64} />
        </Form.Item>
        <Form.Item name="password" label={tr("密码", "Password")} rules={[{ required: true, message: tr("请输入密码", "Type your password") }]}>
          <Input.Password ref={password} prefix={<LockOutlined />} autoComplete="current-password" enterKeyHint="go" maxLength={256} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={login.isPending}>{tr("登录", "Log in")}</Button>
        {service.data?.name ? <Button block className="login-service" href="/api/v1/auth/sso/begin">{service.data.name}</Button> : null}
      </Form>
    </>
  );
}

/** What the platform is, for who has a wide screen. */
function Story() {
  return (
    <section className="login-story" aria-hidden="true">
      <div className="login-story-inner">
        <Mark size={56} />
        <p className="login-claim">{tr(<>每一升油，<br />进、存、销都对得上账。</>, <>Every litre bought,<br />held and sold adds up.</>)}</p>
        <ul>
          <li>{tr("加油机、液位仪、油气监测直采，逐笔入账", "Read from dispensers, tank gauges and vapour monitors, record by record")}</li>
          <li>{tr("数据不符与疑点随发随现，附原始记录与区间", "What does not add up is shown at once, with records and intervals")}</li>
          <li>{tr("签收、说明、办结留痕，结论由人作出", "Every step is journaled; people decide")}</li>
        </ul>
      </div>
    </section>
  );
}

/** Language and appearance, before anybody is signed in. */
function Choices() {
  const shade = useShade();
  return (
    <div className="login-choices">
      <Button type="text" lang={LANG === "zh" ? "en" : "zh-CN"} onClick={() => chooseLang(LANG === "zh" ? "en" : "zh")}>
        {LANG === "zh" ? "English" : tr("中文", "中文")}
      </Button>
      <Button type="text" icon={<BgColorsOutlined />} onClick={() => chooseAppearance(shade === "dark" ? "light" : "dark")}>
        {shade === "dark" ? tr("浅色", "Light") : tr("深色", "Dark")}
      </Button>
    </div>
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
      title={locked ? tr("账号已锁定", "The account is locked") : problem.message}
      description={
        <>
          {locked ? <div>{problem.message}</div> : null}
          {problem.reference && problem.status !== 401 ? <div className="quiet">{tr("报障编号", "Number to quote")} {problem.reference}</div> : null}
        </>
      }
    />
  );
}
