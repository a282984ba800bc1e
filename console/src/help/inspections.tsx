import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("检查记录", "Inspections"),
  body: tr(
    <>
      <p>各部门现场检查的记录：检查时间、结论、不符合项数和改正期限，可筛选、导出。点一行打开记录，可下载PDF。</p>
      <ul>
        <li>“检查表”按部门维护：每行一项，依据写在竖线后。发布的是新版本，已有记录仍按原版本显示；由市级发布。</li>
        <li>“开始现场检查”打开手机页面，没有网络也能用。</li>
        <li>加油站能看到本站的记录，看不到由此转出的线索。</li>
      </ul>
    </>,
    <>
      <p>Records of all departments: when, the conclusion, how many items were not in order, until when that is to be put right; to be filtered and exported. A row opens the record with its PDF.</p>
      <ul>
        <li>Checklists are kept by department, a line for each item; the city publishes versions, and records keep theirs.</li>
        <li>“Inspect on site” opens the page for the phone, which works without a network.</li>
        <li>A station sees its own records, not the leads that were opened.</li>
      </ul>
    </>,
  ),
};

export default help;
