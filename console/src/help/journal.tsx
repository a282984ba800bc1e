import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("操作日志", "Journal"),
  body: tr(
    <>
      <p>谁在何时做了什么、看了什么，都留在这里：登录、查看、签收、办结、修改档案、导出。每条扣着上一条，改动或删去任何一条都能查出；页首一句话是当前的校验结果。</p>
      <p>每次导出会记下条件和行数。十分钟内反复查看同一页面记为一次。</p>
      {LIST_HELP}
    </>,
    <>
      <p>Who did and saw what, and when: logins, looks, signatures, closings, changes of the register, exports. Each entry holds the one before it, so that a changed or missing one shows; the sentence on top is the result of the check.</p>
      <p>An export is noted with its filter and the number of rows. Looking at the same page again within ten minutes counts once.</p>
      {LIST_HELP}
    </>,
  ),
};

export default help;
