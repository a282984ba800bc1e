import { useQuery } from "@tanstack/react-query";
import { App, Button, Descriptions } from "antd";
import { useState } from "react";

import { actFor, endSession, ownDelegations, ownSessions, useVerb, type Acting, type Delegation } from "@/api/people";
import { problemOf } from "@/api/problem";
import { useMe } from "@/app/session";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { OwnFactor } from "@/pages/security/OwnFactor";
import { Answer } from "@/ui/Answer";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, Nothing } from "@/ui/PageState";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";

import { DelegationForm } from "./DelegationForm";
import { EndButton } from "./DelegationsPage";
import { delegationLook } from "./looks";
import "./people.css";

/** One's own account: who one is here, who stands in, and where one is logged in. */
export default function AccountPage() {
  const me = useMe();
  return (
    <div className="page">
      <PageHead title={tr("我的账号", "My account")} />
      <Answer>
        {me.acting_for
          ? tr(<>您正在代理 <b>{me.acting_for.display_name}</b>，至 {me.acting_for.until_on}。</>, <>You act for <b>{me.acting_for.display_name}</b> until {me.acting_for.until_on}.</>)
          : tr(<><b>{me.display_name}</b>，{me.role.name}，管辖 {me.scope_name}。</>, <><b>{me.display_name}</b>, {me.role.name}, scope: {me.scope_name}.</>)}
      </Answer>
      <div className="account-blocks">
        <OwnData />
        <OwnFactor />
        <Deputies />
        <Sessions />
      </div>
    </div>
  );
}

function OwnData() {
  const me = useMe();
  const rows: [string, string][] = [
    [tr("姓名", "Name"), me.display_name],
    [tr("账号", "Account"), me.username],
    [tr("手机号", "Mobile"), me.mobile || "—"],
    [tr("部门", "Department"), me.department?.name ?? "—"],
    [tr("岗位", "Post"), me.post || "—"],
    [me.acting_for ? tr("代理身份的角色", "Role acted in") : tr("角色", "Role"), me.role.name],
    [me.acting_for ? tr("代理身份的管辖范围", "Scope acted in") : tr("管辖范围", "Scope"), me.scope_name],
  ];
  return (
    <section className="block">
      <h2>{tr("本人信息", "Your data")}</h2>
      <Descriptions size="small" column={1} items={rows.map(([label, children]) => ({ key: label, label, children }))} />
      <p className="quiet">{tr("信息有误时请联系系统管理员修改；密码在右上角个人菜单中修改。", "If something is wrong, ask the system administrator; change your password in the menu at the top right.")}</p>
    </section>
  );
}

function Deputies() {
  const me = useMe();
  const [naming, setNaming] = useState(false);
  const own = useQuery(ownDelegations);
  return (
    <section className="block">
      <h2>{tr("代理（AB角）", "Delegation (A/B roles)")}</h2>
      {me.may_act_for.length ? <ul className="account-list">{me.may_act_for.map((one) => <MayActFor key={one.delegation_id} one={one} now={me.acting_for?.delegation_id === one.delegation_id} />)}</ul> : null}
      <FetchedView query={own}>{(listed) => <Own listed={listed.filter((one) => one.state === "coming" || one.state === "in_force")} username={me.username} />}</FetchedView>
      {me.acting_for ? null : <Button block type="dashed" onClick={() => setNaming(true)}>{tr("为本人指定代理人", "Name a deputy for yourself")}</Button>}
      {naming ? <ObjectDrawer open title={tr("指定代理人", "Name a deputy")} onClose={() => setNaming(false)}><DelegationForm forOthers={false} onDone={() => setNaming(false)} /></ObjectDrawer> : null}
    </section>
  );
}

function MayActFor({ one, now }: { one: Acting; now: boolean }) {
  const { message } = App.useApp();
  const go = (id: number | null) => void actFor(id).catch((error: unknown) => void message.error(problemOf(error).message));
  return (
    <li>
      <span>
        {tr(`可代理 ${one.display_name}`, `You may act for ${one.display_name}`)}
        <small>{[one.department, one.role.name, one.scope_name, tr(`至 ${one.until_on}`, `until ${one.until_on}`)].filter(Boolean).join(" · ")}</small>
      </span>
      {now ? <Button onClick={() => go(null)}>{tr("恢复本人身份", "Back to yourself")}</Button> : <Button type="primary" onClick={() => go(one.delegation_id)}>{tr("切换为代理", "Act for them")}</Button>}
    </li>
  );
}

function Own({ listed, username }: { listed: Delegation[]; username: string }) {
  if (!listed.length) return <Nothing what={tr("没有正在进行或将要开始的代理", "No delegation holds or is coming")} how={tr("出差、休假前可指定一名同事代理", "Name a colleague before you travel or take leave")} />;
  return (
    <ul className="account-list">
      {listed.map((one) => (
        <li key={one.id}>
          <span>
            {one.principal.username === username ? tr(`由 ${one.deputy.display_name} 代理本人`, `${one.deputy.display_name} acts for you`) : tr(`代理 ${one.principal.display_name}`, `You act for ${one.principal.display_name}`)}
            <small>{one.from_on} — {one.until_on} · {one.reason}</small>
          </span>
          <StateSymbol look={delegationLook(one.state)} />
          {one.may_end ? <EndButton id={one.id} who={one.deputy.display_name} /> : null}
        </li>
      ))}
    </ul>
  );
}

function Sessions() {
  const { message } = App.useApp();
  const sessions = useQuery(ownSessions);
  const end = useVerb(endSession, () => void message.success(tr("已退出", "Logged out there")));
  const told = { onError: (error: unknown) => void message.error(problemOf(error).message) };
  return (
    <section className="block">
      <h2>{tr("登录的地方", "Where you are logged in")}</h2>
      <FetchedView query={sessions}>
        {(listed) => (
          <>
            <ul className="account-list">
              {listed.map((one) => (
                <li key={one.id}>
                  <span>
                    {one.device || tr("未知设备", "Unknown device")}{one.here ? <b>{tr("（当前）", " (here)")}</b> : null}
                    <small>{one.address} · {tr("登录", "since")} {time(one.opened_at)} · {tr("最近操作", "last seen")} {time(one.seen_at)}</small>
                  </span>
                  {one.here ? null : <Button size="small" onClick={() => end.mutate(one.id, told)}>{tr("退出", "Log out")}</Button>}
                </li>
              ))}
            </ul>
            {listed.length > 1 ? <Button block onClick={() => end.mutate(null, told)}>{tr("退出其他全部登录", "Log out everywhere else")}</Button> : null}
          </>
        )}
      </FetchedView>
    </section>
  );
}
