import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("驾驶舱", "The cockpit"),
  body: tr(
    <>
      <p>按 1920×1080 绘制、整体缩放的大屏：今日各油品的升数、金额和均价，与昨日、上周同日同一时刻的比较，本月累计，排行，近30日趋势，在线率，预警闭环和最新预警。</p>
      <ul>
        <li>销量只含“销售”类加油的最新版本，不含回罐、自用、倒库、代储和联调测试；营业日按北京时间、以加油结束时刻划分。</li>
        <li>没有“查看一站一档”权限的人看不到单站销量；不足三站的县区和企业合并列示。</li>
        <li>画面自动更新。实时通道中断或数据变旧时，标题下出现“非实时”提示和数据时间；恢复后自动补齐。</li>
        <li>“全屏”隐藏导航；地址带 <code>?full=1</code> 时打开即为全屏版式。图右上角的按钮把图换成表格。</li>
        <li>墙上大屏请用角色“大屏”的专用账号：只能看驾驶舱，显示期间不会因无人操作退出。其他账号照常自动退出。</li>
      </ul>
    </>,
    <>
      <p>A wall drawn for 1920×1080 and scaled as a whole: litres, money and average price of today by product, compared with the same time of yesterday and of a week ago, the month to date, rankings, thirty days, online rates, the way of alerts from found to closed, and the newest ones.</p>
      <ul>
        <li>Sales are the latest versions of fuellings of the kind “sale”: no returns, own use, moves or tests. A business day is that of Beijing time in which the fuelling ended.</li>
        <li>Single stations are shown to those only who may see stations; counties and groups of fewer than three stations stand together.</li>
        <li>The picture renews itself. When the live channel is cut or figures grow old, a band below the title says so with the time of the data; afterwards everything is caught up.</li>
        <li>“Full screen” hides the navigation; with <code>?full=1</code> in its address the page opens like that. The button at a picture turns it into a table.</li>
        <li>Give a screen on a wall an account of its own with the role for walls: it sees the cockpit only and is not logged out while it shows it. All others are, as ever.</li>
      </ul>
    </>,
  ),
};

export default help;
