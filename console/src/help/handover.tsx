import { tr } from "@/lang";

const zh = (
  <>
    <p>下班时由本班值班人交班：记录单按当时的数据自动生成，包括本班新增、签收、办结的预警，未办结和超期的，下一班要到期的暂缓，离线站点，正在进行的停机，待核数据和发送失败的通知。您只须补充说明和注意事项。</p>
    <ul>
      <li>接班人以本人登录签名接班；有疑问的可以写明原因退回，交班人补充后再交。</li>
      <li>接班后记录单封存，任何人都不能再改；底部的校验值同时记入操作日志。</li>
      <li>交班人名下还没有签收的预警，接班时转到接班人名下。</li>
      <li>接班人须是下一班的值班人或其代理人；人员有变动的，先在值班表里换班。</li>
    </ul>
  </>
);

const en = (
  <>
    <p>At the end of a shift whoever is on duty hands it over. The sheet is made from the data of that moment: alerts raised, signed for and closed, those still open and overdue, snoozed ones that wake in the next shift, stations offline, downtime running, quarantine, notices that failed. You add remarks and what is to be watched.</p>
    <ul>
      <li>The successor takes it over with their own login, or gives it back with a reason; it is then completed and handed over again.</li>
      <li>Once taken over it is sealed: nobody can change it, and its digest stands in the journal.</li>
      <li>Alerts that wait for the leaver's signature pass to the taker.</li>
      <li>The taker is on the next shift, or acts for who is; when that is somebody else, change the roster first.</li>
    </ul>
  </>
);

export default { title: tr("交接班记录单", "Hand-over sheet"), body: tr(zh, en) };
