import { tr } from "@/lang";

const zh = (
  <>
    <p>工作台把等您处理的事放在一起：预警、待办、期限、值班，以及昨天以来的变化。内容会自动更新，不用刷新。</p>
    <h3>我的预警</h3>
    <ul>
      <li>本部门的和指派给您的未办结预警，已暂缓的不在其中。超期的在最前，其后按颜色和期限排列。</li>
      <li>点预警名称看证据，在预警页签收、转办、暂缓或办结。</li>
    </ul>
    <h3>我的待办和期限</h3>
    <ul>
      <li>停机与规则调整的审批、交接班、待核数据、待确认的导入、临近到期的检定证书和许可证。只列出您有权办理的。</li>
      <li>一天之内的按小时计，超过一天的按工作日计；节假日以工作日历为准。</li>
    </ul>
    <h3>值班</h3>
    <p>当前本部门由谁值班，以及您今后两周的班次。快下班时从这里交班。</p>
  </>
);

const en = (
  <>
    <p>The desk puts together what waits for you: alerts, tasks, deadlines, duty, and what changed since yesterday. It renews itself.</p>
    <h3>My alerts</h3>
    <ul>
      <li>Alerts of your department and those assigned to you that are not closed or snoozed. Overdue ones come first, then by colour and deadline.</li>
      <li>Open an alert for its evidence; sign for it, assign, snooze or close it there.</li>
    </ul>
    <h3>My tasks and deadlines</h3>
    <ul>
      <li>Downtime and rule changes to decide on, hand-overs, quarantined records, uploads to confirm, expiring certificates and licences: only what you may do.</li>
      <li>Within a day time is counted in hours, beyond it in working days of the calendar.</li>
    </ul>
    <h3>Duty</h3>
    <p>Who of your department is on duty, and your own shifts of the next two weeks. Hand over from here.</p>
  </>
);

export default { title: tr("工作台", "Desk"), body: tr(zh, en) };
