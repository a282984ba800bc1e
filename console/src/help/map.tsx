import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("一张图", "The map"),
  body: tr(
    <>
      <p>最上面一句话说明辖区此刻最需要核查的站，右侧数字是各级未办结预警和各种连接状态的站数；点级别可看相应的预警。</p>
      <h3>看图</h3>
      <ul>
        <li>“预警”图层按最高级别显示每站，没有预警的站显示连接状态；“状态”图层只看连接。</li>
        <li>“销量”是今日升数；“可售天数”按最先售完的油品；“在线率”是上一整日；“油气”是昨日以来最重的标准预警、标准报警或油气疑点。没有数据的站单独成类，不当作零。</li>
        <li>“各县区”列出该图层在各县的合计，点县名或图上的县域进入该县，再点返回。县区、连接状态、预警颜色、图层和所选站都在网址里，可发给同事，后退键可撤销。</li>
        <li>形状与颜色的含义见图例。“未接入”是从未收到数据，不等于零。</li>
        <li>滚轮缩放，拖动平移；选县区后图自动移到该县。</li>
        <li>“深色”按钮把地图换成深色，适合大屏。</li>
      </ul>
      <h3>看一个站</h3>
      <p>点图上的符号或右侧列表中的站名，打开该站摘要：今日各油品升数、油罐和可售天数、近30日在线率、油气、未办结预警；“一站一档”进入全部资料。右侧列表与地图内容相同，可用键盘操作。</p>
    </>,
    <>
      <p>The sentence on top names the station that most needs a look. The figures beside it count alerts that are not closed, by level, and stations by connection; a level leads to its alerts.</p>
      <h3>Reading the map</h3>
      <ul>
        <li>The layer “Alerts” shows each station by its gravest alert and, without one, by its connection; “State” shows connections only.</li>
        <li>“Sales” are today's litres, “Days of supply” those of the product that runs out first, “Online rate” is that of the last whole day, “Vapour” the worst standard warning, standard alarm or doubt since yesterday. Stations without data are a class of their own, not zero.</li>
        <li>“By county” lists each county's sum in the layer; its name, or its area on the map, leads into it. County, connection, alert colour, layer and station stand in the address: send it to a colleague, undo it with the back button.</li>
        <li>The legend explains shapes and colours. “Not connected” means that no data ever came, which is not zero.</li>
        <li>Turn the wheel to zoom, drag to move; choosing a county moves the map there.</li>
        <li>“Dark” turns the map dark, for a wall.</li>
      </ul>
      <h3>One station</h3>
      <p>Click a symbol, or a name in the list, for a summary: today's litres by product, tanks and how long they last, the online rate of 30 days, vapour, open alerts. “Station page” leads to everything. The list holds the same as the map and works by keyboard.</p>
    </>,
  ),
};

export default help;
