import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("价格监测", "Prices"),
  body: tr(
    <>
      <p>价格异常、最高零售价公告和加油站的价格历史。每站每油品每日的最低、中位、最高单价由加油记录得出。</p>
      <h3>异常与公告</h3>
      <ul>
        <li>高于最高零售价：与规则 price.above_cap 的疑点一致，列出涉及的升数。</li>
        <li>连续三天低于全市当日中位价8%以上、夜间（23时至5时）调价且没有公告执行、一日变价超过12次，列为异常，供核查。</li>
        <li>登记公告即更新档案的最高零售价：文号、发布单位、地区、执行时间、各油品价格，可附原文。批量登记用“最高零售价”的 Excel 模板。</li>
      </ul>
    </>,
    <>
      <p>Odd prices, notices of highest retail prices, and the prices of a station over time, from its fuellings.</p>
      <h3>Odd prices and notices</h3>
      <ul>
        <li>Above the cap: the findings of price.above_cap with their litres.</li>
        <li>More than 8 % below the city's median for three days, changed between 23:00 and 05:00 without a notice, or more than 12 times a day.</li>
        <li>Entering a notice updates the register's price caps; the notice itself may be attached.</li>
      </ul>
    </>,
  ),
};

export default help;
