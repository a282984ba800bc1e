import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("公示二维码", "Public codes"),
  body: tr(
    <>
      <p>每台在用加油机一个不可猜测的二维码。扫码打开的页面不需要登录，只显示检定有效期、铅封状态和今日单价，并可提交投诉和照片。</p>
      <ul>
        <li>投诉自动成为线索；同一来访者每小时、同一加油站每天可提交的次数有限。</li>
        <li>二维码可以停用，停用后立即失效，可再生成新的。</li>
        <li>点一行打开该站的打印页。</li>
      </ul>
    </>,
    <>
      <p>Each dispenser in use has an unguessable code. The page that it opens needs no login and shows until when the nozzles are verified, the seals and the price of today; it takes complaints with photos.</p>
      <ul>
        <li>A complaint becomes a lead; how many a visitor may send an hour and a station may get a day is limited.</li>
        <li>A code can be revoked: it opens nothing at once, and a new one can be made.</li>
        <li>A row opens the sheet of the station to print.</li>
      </ul>
    </>,
  ),
};

export default help;
