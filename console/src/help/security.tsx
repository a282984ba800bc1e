import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("安全", "Security"),
  body: tr(
    <>
      <p>安全管理员在这里看账号、策略、密钥、备份和日志存证的现状，并办理解锁和动态口令重置。</p>
      <ul>
        <li>第二因子：权限较高的岗位除密码外须输入手机认证器的6位数字。新装平台在首位系统管理员绑定后自动启用，也可在策略中直接启用。</li>
        <li>手机丢失：本人可用恢复码登录；恢复码也没有的，核实本人后在“账号安全”中重置。</li>
        <li>三员分立：系统管理、安全管理、审计三种权限不能授予同一角色，也不能互相代理。</li>
        <li>存证：操作日志每分钟由签名锚点存入第二地点；锚点之前的任何改动都能用 youjian journal verify 查出。</li>
      </ul>
      <p>所有修改都要写理由，记入操作日志。</p>
    </>,
    <>
      <p>The security administrator sees here how accounts, policy, keys, backups and the journal stand, unlocks accounts and resets lost second factors.</p>
      <ul>
        <li>Second factor: high rights take six digits from a phone beside the password. A new installation turns it on when its first administrator has one; the policy can turn it on at once.</li>
        <li>A lost phone: a recovery code lets its owner in; without one, make sure who asks and reset the factor under “Accounts”.</li>
        <li>Three administrators: managing people, managing security and reading the journal are never one role&apos;s, and they do not stand in for each other.</li>
        <li>Anchors: every minute the journal&apos;s head is signed into a second place; youjian journal verify finds any change of what came before.</li>
      </ul>
      <p>Every change takes a reason and is in the journal.</p>
    </>,
  ),
};

export default help;
