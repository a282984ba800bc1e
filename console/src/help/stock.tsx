import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("进销存台账", "Stock book"),
  body: tr(
    <>
      <p>每站、每油品、每日一行：期初、单据购进、销售、自用转移代存、更正分录、账面、实测期末和损溢。</p>
      <p>损溢＝液位实测（20℃）－账面；±后是95%区间。超出允许损耗或实测偏多的加油站列为需核查。</p>
      <p>台账是供核查的参考，不是结论。点加油站看每日，点日期看单笔记录。</p>
    </>,
    <>
      <p>A line for each station, product and day: opening, documents, sales, own use and moved fuel, entries, book, measured closing, variance.</p>
      <p>Variance is measured (20 °C) less book, with its 95 % interval.</p>
      <p>The book is a reference for people who decide. A station leads to its days, a day to its records.</p>
    </>,
  ),
};

export default help;
