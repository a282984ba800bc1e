import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("热线工单", "Work orders"),
  body: tr(
    <>
      <p>12345、12315转来的工单：登记或导入后关联加油站和油枪，需要核查的转为线索，在办结时限前答复。</p>
      <ul>
        <li>没有写办结时限的按该热线的工作日时限推算；延期须写明理由和新的时限。</li>
        <li>首句给出未答复、已超期、临近时限的件数，以及所选日期内的按时答复率。</li>
        <li>来电人信息保密：列表和导入预览中不显示，查看须写明理由。</li>
      </ul>
    </>,
    <>
      <p>Work orders of 12345 and 12315: entered or imported, linked with station and nozzle, made a lead where something has to be looked into, and answered before they are due.</p>
      <ul>
        <li>Without a deadline the working days of the hotline count; an extension says why and until when.</li>
        <li>The first sentence tells how many wait, are overdue or nearly, and how many of the chosen days were answered in time.</li>
        <li>Who called is confidential: not in lists nor previews of imports, and shown for a reason only.</li>
      </ul>
    </>,
  ),
};

export default help;
