import { Button } from "antd";

import { api, ask } from "@/api/client";
import { tr } from "@/lang";
import { Mark } from "@/ui/Mark";
import { useTitle } from "@/ui/useTitle";

import "@/pages/login.css";

import { PasswordForm } from "./PasswordForm";
import { useSignedOut } from "./session";

/** The first login: nothing else is shown before the password is one's own. */
export default function FirstLogin({ name }: { name: string }) {
  useTitle(tr("修改初始密码", "Change your first password"));
  const signedOut = useSignedOut();
  const leave = () => void ask(api.POST("/api/v1/auth/logout")).catch(() => undefined).finally(() => signedOut("left"));
  return (
    <main className="login login-alone">
      <section className="login-panel">
        <Mark size={40} />
        <h1 className="login-step">{tr("首次登录，请修改密码", "First login: change your password")}</h1>
        <p className="login-sub">{tr(`${name}，您好。初始密码由管理员发放，请换成只有您知道的密码。`, `Welcome, ${name}. An administrator gave you the first password; please choose one that only you know.`)}</p>
        <PasswordForm first onDone={() => undefined} />
        <Button type="link" block onClick={leave}>{tr("退出登录", "Log out")}</Button>
      </section>
    </main>
  );
}
