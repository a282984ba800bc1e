import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("通知管理", "Notification"),
  body: tr(
    <>
      <ul>
        <li>渠道：邮件、短信、群机器人、政务微信、钉钉、Webhook。密钥保存后不再显示，不填即不变；操作日志只记改了哪一项。平台能连接哪些主机由环境变量 YOUJIAN_NOTIFY_HOSTS 决定，这里改不了。</li>
        <li>规则：什么事项、颜色、部门、区域通知谁；同一人对同一步只通知一次；归并在上级预警下的不逐条通知。</li>
        <li>模板：花括号里是占位符，保存前须写明颜色、图形、加油站、设备、情况、数据时间、期限和链接；只说疑点和数据不符。</li>
        <li>投递：每人每渠道一行。发送失败按间隔重试，超过次数列为“发送失败”，可重发；一个渠道不通不影响其他渠道。</li>
        <li>策略：免打扰、汇总时刻、一次风暴从第几条起合并。</li>
      </ul>
      {LIST_HELP}
    </>,
    <>
      <ul>
        <li>Channels: mail, short messages, group robots, WeCom, DingTalk, webhooks. A secret is not shown again; empty leaves it as it is, and the journal notes only which one was changed. Which hosts the platform may reach is said by YOUJIAN_NOTIFY_HOSTS and cannot be changed here.</li>
        <li>Rules: who is told of what, by colour, department and region. A person is told once of one step; alerts below a wider one are not told one by one.</li>
        <li>Texts: placeholders stand in braces. A text has to say colour, shape, station, device, sentence, time of measurement, deadline and link, and speaks of doubts and discrepancies alone.</li>
        <li>Deliveries: a row for each person and channel. What fails is tried again at growing intervals and listed as failed for good after so many tries; it can be sent anew. One channel that is down holds up no other.</li>
        <li>Policy: quiet hours, times of digests, and from how many messages on a storm becomes one.</li>
      </ul>
      {LIST_HELP}
    </>,
  ),
};

export default help;
