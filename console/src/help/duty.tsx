import { tr } from "@/lang";

const zh = (
  <>
    <p>每个部门按区域各有一张值班表：谁在哪一班值班（主班），谁作副班或带班领导。预警通知发给当时值班的人；没有值班表时，发给该部门的值班员。</p>
    <h3>编制</h3>
    <ul>
      <li>“班次设置”里定每班的起止时间（北京时间，可以跨零点）和在工作日、休息日还是每天设班；工作日以工作日历为准。</li>
      <li>“排班”选起止日期和人员，按次序轮换；工作日与休息日各自轮换。先试排，看每人几班。</li>
      <li>点某一班可以换人、与另一班互换或取消，须写原因。已交班和已结束的不能再改。</li>
    </ul>
    <h3>检查</h3>
    <ul>
      <li>无人值班、同一人重复排班、人员已离岗或范围不含本区域的，都标在格子里，并写在最上面一句。</li>
      <li>指定了代理人（AB角）的，代理期内两人都会收到通知。</li>
    </ul>
  </>
);

const en = (
  <>
    <p>Each department has a roster for its region: who is on duty in which shift, and who stands behind. Alerts go to whoever is on duty then; without a roster, to the department's duty officers.</p>
    <h3>Making one</h3>
    <ul>
      <li>“Shifts” sets when each begins and ends (Beijing time, over midnight too) and whether it runs on working days, on days of rest or on both, by the calendar.</li>
      <li>“Fill” takes days and people and lets them take turns; working days and days of rest have a turn each. Try it first to see how many shifts each gets.</li>
      <li>Open a shift to give it to somebody else, swap it or take it away, with a reason. What is over or handed over stays.</li>
    </ul>
    <h3>Checks</h3>
    <ul>
      <li>A shift with nobody, a person in two places, somebody who left or does not see the region: marked in the grid and told in the first sentence.</li>
      <li>While a delegation (A/B roles) runs, both people are told.</li>
    </ul>
  </>
);

export default { title: tr("值班", "Duty roster"), body: tr(zh, en) };
