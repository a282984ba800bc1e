import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("采集终端（一台）", "One collector"),
  body: tr(
    <>
      <p>一台采集终端此刻的状态、最近三十天的数据链异常，以及下达给它的指令和答复。</p>
      <h3>下达指令</h3>
      <ul>
        <li>有“下达采集终端指令”权限的人可下达全部指令；有“在线查询设备”权限的人（如检定前核对）只能查询设备。每条指令都要写理由，记入操作日志。</li>
        <li>指令随终端的下一次上报送达，一般一分钟内；没有答复的会再次送达，直到有结果或过期（默认24小时）。同一条指令终端只执行一次。</li>
        <li>“待下发”的可以撤销；一旦“已下发”就不能撤销。</li>
      </ul>
      <h3>状态</h3>
      <ul>
        <li>已完成、被拒绝（终端说明原因，例如间隔超出范围）、失败（例如设备没有应答）、已过期、已撤销。第一次答复为准，不会被改写。</li>
        <li>点一行看终端的完整答复；“查询设备”的答复列成油罐和油枪表。</li>
      </ul>
      <p>任何指令都不能更改、丢弃或隐藏记录，也不会操作计量设备：查询只读，“通知检修”期间照常采集。</p>
    </>,
    <>
      <p>How one box stands now, what was wrong with its chain in the last thirty days, and what was asked of it with its answers.</p>
      <h3>Giving a command</h3>
      <ul>
        <li>Who may give commands may give all of them; who may probe devices (before a verification, say) may only do that. Each needs a reason, which stands in the journal.</li>
        <li>A command goes down with the box's next report, as a rule within a minute, and again until there is an answer or it expires (after 24 hours). The box carries each out once.</li>
        <li>A waiting one can be taken back; one that was handed out cannot.</li>
      </ul>
      <h3>States</h3>
      <ul>
        <li>Done, refused (the box says why: an interval out of bounds, say), failed (a device did not answer, say), expired, taken back. The first answer stands and is never rewritten.</li>
        <li>A row opens the whole answer; a probe's is shown as tables of tanks and nozzles.</li>
      </ul>
      <p>No command can change, drop or hide a record, and none operates a device that measures: probes only read, and polling goes on during announced maintenance.</p>
    </>,
  ),
};

export default help;
