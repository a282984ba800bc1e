import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("质量限值", "Limits of quality"),
  body: tr(
    <>
      <p>检验值对照的限值：按油品、项目、月份和生效日期。限值是数据，写明标准和来源；标为“待核对”的须由本市对照标准原文确认。</p>
      <ul>
        <li>单个牌号的限值先于汽油、柴油的通用限值，分季节的先于全年的。</li>
        <li>登记新限值不改变以前的判定：样品按抽样当日的限值判定。</li>
      </ul>
    </>,
    <>
      <p>What values are held against, by fuel, property, season and from which day on. Limits are data with their standard and source; those to be confirmed want a look into the standard.</p>
      <ul>
        <li>A grade's own limit goes before that of all petrol or diesel, a season's before the year's.</li>
        <li>A new limit changes no earlier result: samples are judged by the limits of their day.</li>
      </ul>
    </>,
  ),
};

export default help;
