import { useQuery } from "@tanstack/react-query";
import { App, Button, Descriptions, Dropdown, Skeleton, Tag, type MenuProps } from "antd";
import { useState } from "react";

import { endSessionsOf, loginService, person as personOf, reactivate, resetPassword, unlock, useVerb, type NewPassword, type Person } from "@/api/people";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { date, fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { InitialPassword } from "./InitialPassword";
import { LeaveDialog } from "./LeaveDialog";
import { personLook, stateOf } from "./looks";
import { PersonForm } from "./PersonForm";
import { SsoDialog } from "./SsoDialog";

interface Props {
  /** Whom to show; null for somebody new. */
  username: string | null;
  onClose: () => void;
  onCreated: (username: string) => void;
}

/** One person: who it is, what they may, and what an administrator may do with them. */
export function PersonDrawer({ username, onClose, onCreated }: Props) {
  const [made, setMade] = useState<NewPassword | null>(null);
  // The password comes first: the new person's drawer would open above it.
  const noted = () => {
    setMade(null);
    if (made && username === null) onCreated(made.person.username);
  };
  return (
    <>
      {username === null ? (
        <ObjectDrawer open title={tr("新增人员", "Add a person")} onClose={onClose}>
          <PersonForm onCreated={setMade} onChanged={onClose} />
        </ObjectDrawer>
      ) : (
        <Known key={username} username={username} onClose={onClose} onPassword={setMade} />
      )}
      {made ? <InitialPassword made={made} onClose={noted} /> : null}
    </>
  );
}

function Known({ username, onClose, onPassword }: { username: string; onClose: () => void; onPassword: (made: NewPassword) => void }) {
  const found = useQuery(personOf(username));
  const may = useMay("accounts.manage");
  const [editing, setEditing] = useState(false);
  const { message } = App.useApp();
  const saved = () => {
    setEditing(false);
    void message.success(tr("已保存", "Saved"));
  };
  const person = found.data;
  return (
    <ObjectDrawer open title={person?.display_name ?? username} onClose={onClose} actions={person && may && !editing ? <Verbs person={person} onEdit={() => setEditing(true)} onPassword={onPassword} /> : null}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>
        {(data) => (editing ? <PersonForm person={data} onCreated={onPassword} onChanged={saved} /> : <View person={data} />)}
      </FetchedView>
    </ObjectDrawer>
  );
}

function View({ person }: { person: Person }) {
  const rows: [string, React.ReactNode][] = [
    [tr("账号", "Account"), person.username],
    [tr("手机号", "Mobile"), person.mobile || "—"],
    [tr("部门", "Department"), person.department?.name ?? "—"],
    [tr("岗位", "Post"), person.post || "—"],
    [tr("角色", "Role"), person.role.name],
    [tr("管辖范围", "Scope"), person.scope_name],
    [tr("最近登录", "Last login"), person.last_login ? fullTime(person.last_login) : tr("从未登录", "Never")],
    [tr("当前登录", "Logged in"), tr(`${person.sessions} 处`, person.sessions === 1 ? "at 1 place" : `at ${person.sessions} places`)],
    [tr("建立时间", "Made"), date(person.created_at)],
    ...(person.sso_subject ? [[tr("单点登录身份", "Identity at the login service"), person.sso_subject] as [string, React.ReactNode]] : []),
    ...(person.left_at ? [[tr("停用时间", "Left"), fullTime(person.left_at)] as [string, React.ReactNode]] : []),
  ];
  return (
    <>
      <p className="person-state">
        <StateSymbol look={personLook(stateOf(person))} />
        {person.locked ? <StateSymbol look={personLook("locked")} /> : null}
        {person.own ? <Tag>{tr("本人", "You")}</Tag> : null}
      </p>
      <Descriptions bordered size="small" column={1} items={rows.map(([label, children]) => ({ key: label, label, children }))} />
    </>
  );
}

function Verbs({ person, onEdit, onPassword }: { person: Person; onEdit: () => void; onPassword: (made: NewPassword) => void }) {
  const { message, modal } = App.useApp();
  const [leaving, setLeaving] = useState(false);
  const [binding, setBinding] = useState(false);
  const service = useQuery(loginService);
  const told = (error: unknown) => void message.error(problemOf(error).message);
  const say = (words: string) => () => void message.success(words);
  const { username, display_name } = person;
  const reset = useVerb(() => resetPassword(username), onPassword);
  const back = useVerb(() => reactivate(username), onPassword);
  const open = useVerb(() => unlock(username), say(tr("已解除锁定", "Unlocked")));
  const out = useVerb(() => endSessionsOf(username), say(tr("已退出此人的全部登录", "Logged out everywhere")));
  const ask = (title: string, content: string, verb: typeof reset | typeof out) =>
    modal.confirm({ title, content, onOk: () => verb.mutateAsync(undefined as never).catch(told) });
  const items: MenuProps["items"] = [
    { key: "reset", label: tr("重置密码", "Reset the password"), disabled: person.own || !person.is_active, onClick: () => ask(tr(`重置 ${display_name} 的密码？`, `Reset the password of ${display_name}?`), tr("原密码立即失效，此人的全部登录会退出；新的初始密码只显示一次。", "The old password and all logins end at once; the new one is shown once."), reset) },
    { key: "unlock", label: tr("解除锁定", "Unlock"), disabled: !person.locked, onClick: () => open.mutate(undefined, { onError: told }) },
    { key: "out", label: tr("强制退出登录", "Log out everywhere"), disabled: !person.sessions, onClick: () => ask(tr(`退出 ${display_name} 的全部登录？`, `Log ${display_name} out everywhere?`), tr("未提交的内容会丢失。", "What was not sent is lost."), out) },
    ...(service.data?.name && person.is_active ? [{ key: "sso", label: tr("单点登录身份", "Identity at the login service"), onClick: () => setBinding(true) }] : []),
    ...(person.is_active ? [{ key: "leave", danger: true, label: tr("停用", "Deactivate"), disabled: person.own, onClick: () => setLeaving(true) }] : []),
  ];
  return (
    <>
      {person.is_active ? <Button type="primary" onClick={onEdit}>{tr("修改", "Change")}</Button> : <Button type="primary" loading={back.isPending} onClick={() => back.mutate(undefined, { onError: told })}>{tr("重新启用", "Bring back")}</Button>}
      <Dropdown menu={{ items }} trigger={["click"]}><Button>{tr("更多", "More")}</Button></Dropdown>
      {binding ? <SsoDialog person={person} onClose={() => setBinding(false)} /> : null}
      {leaving ? <LeaveDialog person={person} onDone={() => setLeaving(false)} onClose={() => setLeaving(false)} /> : null}
    </>
  );
}
