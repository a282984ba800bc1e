import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("日台账", "Day of the book"),
  body: tr(
    <>
      <p>当日的账和构成它的每一笔：进油单、液位测得的卸油、更正分录、加油记录。</p>
      <p>不能判定损溢时，页面写明缺什么，例如零点前后没有液位读数。记录有错时登记更正分录，原记录不改。</p>
    </>,
    <>
      <p>The day's account and every record behind it.</p>
      <p>Where the variance cannot be said, the page says what is missing.</p>
    </>,
  ),
};

export default help;
