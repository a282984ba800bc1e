import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("我的通知", "My notices"),
  body: tr(
    <>
      <p>这里是发给您的通知：新预警、转办、超期提醒、交接班和汇总。右上角铃铛显示未读条数和最高颜色。点开一条即为已读。</p>
      <ul>
        <li>“接收偏好”里设定：邮件、短信、政务微信、钉钉各从哪个颜色起接收，您的地址，通知语言，免打扰时段。</li>
        <li>免打扰时段里红色照常发送，其余到时合为一条汇总；站内通知不受影响，只是不发声。</li>
        <li>声音：浏览器要求先点击页面一次才允许发声，铃铛旁的喇叭带斜线表示还听不到。红色预警连响三遍。</li>
        <li>外出期间由代理人（AB角）代为接收，您的通知仍留在这里。</li>
        <li>“发测试”往您自己的地址发一条，可确认渠道可用。</li>
      </ul>
    </>,
    <>
      <p>What you were told: new alerts, assignments, overdue work, hand-overs and digests. The bell at the top right shows how many are unread and the gravest colour. Opening one marks it as read.</p>
      <ul>
        <li>Under “Preferences”: from which colour on each channel is used, your addresses, the language, quiet hours.</li>
        <li>Red passes quiet hours, the rest comes as one digest afterwards. Notices here are not held, they only stay silent.</li>
        <li>Sound: a browser allows it after the first click; a crossed speaker beside the bell says that nothing is heard yet. Red rings three times.</li>
        <li>While you are away your deputy is told; your notices stay here.</li>
        <li>“Test” sends one to your own address.</li>
      </ul>
    </>,
  ),
};

export default help;
