import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Input, Form } from "antd";
import { useState } from "react";

import { resetFactor, security, SECURITY_KEY, unlockAccount, type Policy, type Security } from "@/api/security";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { time } from "@/format/time";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";

import { Keys } from "./Keys";
import { PolicyDialog } from "./PolicyDialog";
import "./security.css";

const UNKNOWN: Look = { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };
const FACTORS: Record<string, Look> = {
  have: { word: tr("已绑定", "Added"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 0 },
  lacking: { word: tr("应绑未绑", "Wanted, not added"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  none: { word: tr("不要求", "Not wanted"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 2 },
};
const CELLS: Cells = { factor: (factor) => <StateSymbol look={FACTORS[String(factor)] ?? UNKNOWN} /> };
const TABLE = ["table", "account-security"];

interface Asked {
  verb: "unlock" | "reset";
  username: string;
}

/** How safe the installation stands: accounts, policy, keys, backups, journal. */
export default function SecurityPage() {
  const state = useQuery(security);
  const may = useMay("security.manage");
  const [asked, setAsked] = useState<Asked | null>(null);
  const actions = (row: Record<string, unknown>) => {
    const username = String(row["username"]);
    if (!may) return null;
    if (row["locked"] === true) return <Button size="small" onClick={() => setAsked({ verb: "unlock", username })}>{tr("解除锁定", "Unlock")}</Button>;
    return row["factor"] === "have" ? <Button size="small" onClick={() => setAsked({ verb: "reset", username })}>{tr("重置动态口令", "Reset factor")}</Button> : null;
  };
  return (
    <div className="page">
      <PageHead title={tr("安全", "Security")} />
      <FetchedView query={state}>
        {(now) => (
          <>
            <Answer>{sentence(now)}</Answer>
            <div className="security-blocks">
              <PolicyBlock policy={now.policy} may={may} />
              <Standing now={now} />
            </div>
            <Keys keys={now.keys} />
          </>
        )}
      </FetchedView>
      <section className="block">
        <h2>{tr("账号安全", "Accounts")}</h2>
        <DataTable table="account-security" cells={CELLS} quick={["factor"]} rowActions={actions} empty={{ what: tr("没有账号", "No accounts"), how: tr("在“人员”中新增", "Add people on “People”") }} />
      </section>
      {asked ? <ReasonDialog asked={asked} onClose={() => setAsked(null)} /> : null}
    </div>
  );
}

function sentence(now: Security) {
  const lacking = now.without_factor.length;
  return tr(
    <>在岗 <b>{count(now.active)}</b> 人，<b>{count(now.enrolled)}</b> 人已绑定动态口令，<b>{count(lacking)}</b> 人应绑未绑；锁定 <b>{count(now.locked.length)}</b> 个账号；近24小时登录失败 <b>{count(now.failed_logins)}</b> 次。</>,
    <><b>{count(now.enrolled)}</b> of <b>{count(now.active)}</b> active people have a second factor, <b>{count(lacking)}</b> should have and have not; <b>{count(now.locked.length)}</b> accounts locked; <b>{count(now.failed_logins)}</b> failed logins in 24 hours.</>,
  );
}

const WHEN: Record<string, string> = {
  auto: tr("首位系统管理员绑定后自动启用", "On as soon as the first administrator has one"),
  on: tr("已启用", "On"),
  off: tr("未启用", "Off"),
};
const limited = (number: number | null, told: string) => (number === null ? tr("不限", "No limit") : told);

function PolicyBlock({ policy, may }: { policy: Policy; may: boolean }) {
  const [open, setOpen] = useState(false);
  const rows: [string, string][] = [
    [tr("第二因子", "Second factor"), WHEN[policy.second_factor] ?? policy.second_factor],
    [tr("须用第二因子的权限", "Permissions that want it"), policy.privileged_names.join(tr("、", ", ")) || "—"],
    [tr("密码有效期", "Passwords last"), limited(policy.password_days, tr(`${policy.password_days ?? 0}天`, `${policy.password_days ?? 0} days`))],
    [tr("不得重复最近", "Not the last"), tr(`${policy.password_history}次密码`, `${policy.password_history} passwords`)],
    [tr("密码长度", "Length"), tr(`至少${policy.password_least}位，3类字符`, `at least ${policy.password_least}, of three kinds`)],
    [tr("每人同时登录", "Logins at once"), limited(policy.sessions_most, tr(`${policy.sessions_most ?? 0}处`, `${policy.sessions_most ?? 0} places`))],
    [tr("运维工单最长", "A ticket lasts at most"), tr(`${policy.ticket_hours}小时`, `${policy.ticket_hours} hours`)],
    [tr("无操作退出", "Idle logout"), tr(`${policy.idle_minutes}分钟`, `${policy.idle_minutes} minutes`)],
    [tr("输错锁定", "Lockout"), tr(`${policy.lock_after}次，锁${policy.lock_minutes}分钟`, `${policy.lock_after} failures, ${policy.lock_minutes} minutes`)],
    [tr("最近修改", "Last changed"), policy.changed_at ? `${time(policy.changed_at)} ${policy.changed_by}` : "—"],
  ];
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("安全策略", "Policy")}</h2>{may ? <Button onClick={() => setOpen(true)}>{tr("修改策略", "Change the policy")}</Button> : null}</div>
      <Descriptions size="small" column={1} items={rows.map(([label, children]) => ({ key: label, label, children }))} />
      {open ? <PolicyDialog policy={policy} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

function Standing({ now }: { now: Security }) {
  const never = tr("没有", "Never");
  const anchored = now.journal_anchored === null ? never : tr(`存证至第 ${count(now.journal_anchored)} 条`, `anchored up to ${count(now.journal_anchored)}`);
  const rows: [string, string][] = [
    [tr("密码超期", "Passwords overdue"), now.overdue.join(tr("、", ", ")) || tr("没有", "None")],
    [tr("未改初始密码", "First passwords"), tr(`${now.first_passwords}人`, `${now.first_passwords} people`)],
    [tr("三员分立", "Kept apart"), now.kept_apart.length ? tr(`角色兼任：${now.kept_apart.join("、")}`, `Roles with two: ${now.kept_apart.join(", ")}`) : tr("没有角色兼任", "No role has two of the three")],
    [tr("操作日志", "Journal"), tr(`${count(now.journal_entries)} 条，${anchored}`, `${count(now.journal_entries)} entries, ${anchored}`)],
    [tr("最近存证", "Last anchor"), now.anchor_at ? tr(`${time(now.anchor_at)}，第 ${now.anchor_number ?? 0} 号`, `${time(now.anchor_at)}, no. ${now.anchor_number ?? 0}`) : never],
    [tr("最近备份", "Last backup"), now.backup_at ? time(now.backup_at) : never],
    [tr("最近恢复演练", "Last restore test"), now.restored_at ? time(now.restored_at) : never],
  ];
  return (
    <section className="block">
      <h2>{tr("现状", "How it stands")}</h2>
      <Descriptions size="small" column={1} items={rows.map(([label, children]) => ({ key: label, label, children }))} />
      <p className="quiet">{tr("整条日志链的校验：审计员在“操作日志”中，或用命令 youjian journal verify。", "The whole chain is checked by the auditor on “Journal”, or by youjian journal verify.")}</p>
    </section>
  );
}

function ReasonDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const unlock = asked.verb === "unlock";
  return (
    <FormDialog<{ reason: string }, unknown>
      title={unlock ? tr(`解除锁定 ${asked.username}`, `Unlock ${asked.username}`) : tr(`重置 ${asked.username} 的动态口令`, `Reset the second factor of ${asked.username}`)}
      okText={unlock ? tr("解除锁定", "Unlock") : tr("重置", "Reset")}
      send={({ reason }) => (unlock ? unlockAccount : resetFactor)(asked.username, reason)}
      done={tr("已办理，记入操作日志", "Done, and noted in the journal")}
      renews={[SECURITY_KEY, TABLE]}
      onClose={onClose}
    >
      <Form.Item name="reason" label={tr("理由", "Reason")} rules={NEEDED} extra={unlock ? undefined : tr("请先核实是本人。该人员的登录会全部退出。", "Make sure it is that person who asks. All their logins end.")}><Input.TextArea rows={2} minLength={2} maxLength={512} autoFocus /></Form.Item>
    </FormDialog>
  );
}
