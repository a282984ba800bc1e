import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("采集终端", "Collectors"),
  body: tr(
    <>
      <p>全市采集终端在推广中的位置（联调中、已验收、已停用）和最近在线时间。</p>
      <h3>办理</h3>
      <ul>
        <li>点一行看该站的终端；有权限的人可签发注册码（只显示一次，24 小时有效）。</li>
        <li>点终端编号进入该终端的页面：运行状态、下达指令和答复。</li>
        <li>联调通过后“验收通过”，此后上报的数据才参与统计和判定；此前的数据按试运行保存。</li>
      </ul>
    </>,
    <>
      <p>Where each collector stands in the rollout and when it was last heard.</p>
      <h3>Doing</h3>
      <ul>
        <li>A row shows the station's boxes; who may can issue an enrolment code (shown once, valid 24 hours).</li>
        <li>A box's number leads to its page: how it stands, commands and their answers.</li>
        <li>“Accept” after the joint test: from then on its data count; what came before stays a trial.</li>
      </ul>
    </>,
  ),
};

export default help;
