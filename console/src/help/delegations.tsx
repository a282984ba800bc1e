import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("代理（AB角）", "Delegations (A/B roles)"),
  body: tr(
    <>
      <p>A 出差、休假时，由 B 在写明的日期内代办。A 在“我的账号”自己指定，管理员也可以代为指定。</p>
      <ul>
        <li>生效期间，B 在“我的账号”切换为代理身份：权限和管辖范围与 A 完全相同，不与 B 自己的相加；页面上方有提示条。</li>
        <li>代理身份办理的每件事，日志和时间线都写两个人的名字。</li>
        <li>到期、终止，或任何一方停用，立即失效，正在进行的操作也会被拒绝。</li>
        <li>不能转托；管理人员和权限的权利不随代理转移。</li>
      </ul>
      {LIST_HELP}
    </>,
    <>
      <p>While A is away, B acts for A from a day to a day. A names B on “My account”; an administrator can do it too.</p>
      <ul>
        <li>While it holds, B switches on “My account”: with A's rights and scope exactly, not both together; a band above the page says so.</li>
        <li>Whatever is done then is journaled under both names.</li>
        <li>After its last day, when it is ended, or when either leaves, it is refused at once, also in the middle of something.</li>
        <li>It cannot be passed on, and the right to manage people never goes with it.</li>
      </ul>
      {LIST_HELP}
    </>,
  ),
};

export default help;
