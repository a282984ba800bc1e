import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("我的账号", "My account"),
  body: tr(
    <>
      <p>您的信息、代理和登录都在这里。</p>
      <ul>
        <li>信息有误，请系统管理员修改；密码在右上角个人菜单中修改。</li>
        <li>出差、休假前可以为本人指定代理人；别人委托您代理时，在这里切换身份，办完记得恢复本人身份。</li>
        <li>“登录的地方”列出每一处登录；不认识的，点“退出”并马上改密码。</li>
      </ul>
    </>,
    <>
      <p>Your data, your deputies, and where you are logged in.</p>
      <ul>
        <li>If something is wrong, ask the system administrator; your password is changed in the menu at the top right.</li>
        <li>Name a deputy before you travel or take leave. When somebody named you, switch here, and go back to yourself when you are done.</li>
        <li>Every login is listed. Log out of one that you do not know, and change your password at once.</li>
      </ul>
    </>,
  ),
};

export default help;
