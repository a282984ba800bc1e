import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("留存与定时报表", "Kept and scheduled reports"),
  body: tr(
    <>
      <p>定时报表到时生成上一期的报表，按每个收件人自己的辖区各做一份，发通知；收件人在“我的通知”里填了邮箱、且有邮件渠道的，邮件附 Excel 和 PDF，其他渠道附链接。</p>
      <p>平台停机期间到期的，恢复后补发，每次到期只发一次。发送失败的自动重试，原因写在“最近一次”里；邮件等渠道已发、待发、失败的份数也在那里。</p>
      <p>下面是留存的报表，有新版本的会注明。</p>
    </>,
    <>
      <p>A schedule makes the report of the period before, for each recipient in their own scope, and tells them. A mail carries the Excel and the PDF, other channels a link.</p>
      <p>What was due while the platform was off is made up for, once for each due time. What failed is tried again, and the reason is shown; so is what became of the mails.</p>
    </>,
  ),
};

export default help;
