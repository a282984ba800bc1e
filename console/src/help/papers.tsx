import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("进油单", "Delivery documents"),
  body: tr(
    <>
      <p>每卸一车油登记一张进油单：油品、油罐、升数和口径（常温、15℃或20℃，或重量）、密度、温度、供油单位、运单号和发票号码，最好附上单据照片。手机上也能登记。</p>
      <ul>
        <li>选好加油站和油罐，油品和密度自动填上；单据上有化验密度的，改成单据上的。</li>
        <li>先点“核对”，看到折合多少升（20℃），再点“确认登记”。</li>
        <li>同一张单再登记一次，不会重复；单号相同而内容不同的，会告诉您原来登记的是什么。</li>
        <li>单据登记后不改写。写错的，在进销存台账登记更正分录，这张单上会注明。</li>
        <li>“升数（20℃）”按单据的密度和温度折合，可与液位和运单相比；列表里没有注明20℃的升数都是单据原样。</li>
      </ul>
    </>,
    <>
      <p>Every load gets its document here: product, tank, litres and what they refer to (ambient, 15 °C, 20 °C, or a mass), density, temperature, supplier, waybill and invoice, best with a photo. It works on a phone.</p>
      <ul>
        <li>Station and tank fill in product and density; a density measured by a laboratory goes before it.</li>
        <li>“Check” shows the litres at 20 °C before anything is stored.</li>
        <li>The same document again doubles nothing; another content under the same number is told with what stands.</li>
        <li>Papers are not changed. A wrong one gets a correcting entry in the stock book, and says so here.</li>
        <li>Litres at 20 °C compare with gauge and waybill; all other litres are as the document has them.</li>
      </ul>
    </>,
  ),
};

export default help;
