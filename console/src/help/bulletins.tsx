import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("通报和催办", "Bulletins and notices"),
  body: tr(
    <>
      <p>周报、月报按数据预填：预警产生和按时办结、各部门和县区用时中位数、在线率、检查和检定；文字可以修改，由另一人编号签发。</p>
      <ul>
        <li>签发后内容不再改变，发给选定部门和县区，可下载Word和PDF（公文格式）。</li>
        <li>催办按事实提出：超期预警、在线率偏低、改正和工单逾期，每个对象每周一次，由人签发。</li>
        <li>受文单位签收并在期限内答复，逾期未答复的在首句和列表中显示。</li>
      </ul>
    </>,
    <>
      <p>Weekly and monthly bulletins are prefilled from figures: alerts raised and closed in time, median hours by department and county, online rates, inspections and verifications. The text is edited, another person issues it with a number.</p>
      <ul>
        <li>Once issued it stays as it is, goes to the chosen departments and counties, and comes as Word and PDF in the form of official papers.</li>
        <li>Notices are proposed from facts: overdue alerts, low online rates, overdue rectifications and work orders, each party once a week; a person issues them.</li>
        <li>The receiver acknowledges and answers by a date; late answers stand in the first sentence and the list.</li>
      </ul>
    </>,
  ),
};

export default help;
