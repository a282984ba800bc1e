import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";

import { api, ask } from "@/api/client";
import { ME_KEY } from "@/app/keys";
import { useSignedOut } from "@/app/session";
import { tr } from "@/lang";
import { Mark } from "@/ui/Mark";
import { useTitle } from "@/ui/useTitle";

import "@/pages/login.css";

import { FactorForm } from "./FactorForm";

/** Somebody whose rights want a second factor: nothing else is shown before it is added. */
export default function EnrolFactor({ name }: { name: string }) {
  useTitle(tr("绑定动态口令", "Add a second factor"));
  const queries = useQueryClient();
  const signedOut = useSignedOut();
  const leave = () => void ask(api.POST("/api/v1/auth/logout")).catch(() => undefined).finally(() => signedOut("left"));
  return (
    <main className="login login-alone">
      <section className="login-panel">
        <Mark size={40} />
        <h1 className="login-step">{tr("请绑定动态口令", "Add a second factor")}</h1>
        <p className="login-sub">{tr(`${name}，您好。您的岗位权限较高，按安全策略须用手机认证器作第二因子登录。`, `Welcome, ${name}. Your rights are high: the security policy wants an authenticator beside your password.`)}</p>
        <FactorForm onDone={() => void queries.invalidateQueries({ queryKey: ME_KEY })} />
        <Button type="link" block onClick={leave}>{tr("退出登录", "Log out")}</Button>
      </section>
    </main>
  );
}
