import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("工作日历怎么用", "How the working-day calendar works"),
  body: tr(
    <>
      <p>平台的期限都按工作日计算：周一至周五上班，周末休息，国务院通知另有安排的按通知。</p>
      <h3>每年一次：导入通知</h3>
      <ul>
        <li>复制通知全文粘贴，或上传文本、Word 文件，先看预览：绿色实线框“休”是放假，橙色虚线框“班”是周末上班，蓝框是本次变化。</li>
        <li>括号里的星期和“共几天”都会核对，对不上的会指出，改正后才能导入。</li>
        <li>通知更正后可以重新导入，旧的内容和谁改的都留在下面。</li>
      </ul>
      <h3>其他</h3>
      <ul>
        <li>没有导入通知的年份只按周末计算，页面和期限都会提示；每年11月起提醒导入下一年。</li>
        <li>个别日期用“按天设定”，也可以用 Excel；“算期限”可以试算某天起几个工作日届满。</li>
      </ul>
    </>,
    <>
      <p>Deadlines are counted in working days: Monday to Friday, except where the State Council's notice says otherwise.</p>
      <h3>Once a year: take the notice</h3>
      <ul>
        <li>Paste the text, or upload a text or Word file, and look at the preview: a solid green frame with “off” is a holiday, a dashed orange one with “wrk” a weekend that is worked, a blue outline what would change.</li>
        <li>Weekdays in brackets and numbers of days are checked; what does not fit is told, and nothing is taken until it is mended.</li>
        <li>A corrected notice can be taken again; what stood before, and who changed it, is kept below.</li>
      </ul>
      <h3>Besides</h3>
      <ul>
        <li>A year without its notice counts weekends only, and says so; from November on you are reminded of the next year.</li>
        <li>Single days are set by hand or from Excel; “Count a deadline” tries out a number of working days.</li>
      </ul>
    </>,
  ),
};

export default help;
