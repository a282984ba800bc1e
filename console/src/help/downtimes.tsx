import { tr } from "@/lang";

const zh = (
  <>
    <p>加油站停电、检修、断网或歇业前，在这里申报停机；由另一名有审批权限的人员批准后，停机期间不产生离线预警，维修也不会被当作异常。</p>
    <h3>怎样申报</h3>
    <ul>
      <li>选择加油站和停机范围，填写起止时间、类别和原因。时间都是北京时间。</li>
      <li>“全站”包括采集终端、油气监测和液位仪，不包括加油机：要打开加油机维修的，请单独申报该加油机或加油枪。</li>
      <li>已经开始的停机，24小时内可以补报，列表中标明“补报”；更早的请在预警里填写情况说明。</li>
      <li>与其他申报时间重叠时，提交前会提示。</li>
    </ul>
    <h3>怎样审批</h3>
    <ul>
      <li>审批人不能是申报人。应在申报后的下一个工作日内办结，工作日按工作日历计算。</li>
      <li>驳回须写明理由；申报人在审批前可以撤回。</li>
      <li>批准后尚未开始的可以撤销批准；已经开始的可以提前结束；需要更久的，办理“申请延长”，另行审批。</li>
    </ul>
    <p>每一步都记入操作日志，并出现在该站的时间线上。</p>
  </>
);

const en = (
  <>
    <p>Announce power cuts, work, network failures and closures here. Once another person has approved, no offline alert is raised for that time, and a repair is not taken for tampering.</p>
    <h3>How to announce</h3>
    <ul>
      <li>Choose the station and what stands still; give the times, the kind and the reason. Times are Beijing time.</li>
      <li>“Whole station” covers collector, vapour monitor and tank gauges, not the dispensers: announce a dispenser or nozzle by itself when it will be opened.</li>
      <li>What has begun can be announced within 24 hours and is marked as late; for anything older, explain it on the alert.</li>
      <li>Overlaps with other announcements are told before it is sent.</li>
    </ul>
    <h3>How to decide</h3>
    <ul>
      <li>Nobody decides on their own request. A decision is due by the end of the next working day of the calendar.</li>
      <li>A rejection needs a reason; the one who asked may withdraw until it is decided.</li>
      <li>An approval can be revoked before it begins; a running downtime can end early; for longer ones ask for an extension.</li>
    </ul>
    <p>Each step is in the journal and on the station's timeline.</p>
  </>
);

export default { title: tr("停机申报", "Announced downtime"), body: tr(zh, en) };
