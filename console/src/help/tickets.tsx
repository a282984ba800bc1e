import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("运维工单", "Tickets"),
  body: tr(
    <>
      <p>运维单位和建设单位的人员没有长期权限，进入平台办事先申请工单。</p>
      <ul>
        <li>申请：写明事由，勾选需要的权限（只有设备和数据接入类，不含加油记录、价格、税务、预警、案件），选范围和时长。</li>
        <li>前提：本人签署的保密承诺扫描件在有效期内，覆盖到工单结束日。</li>
        <li>审批：由安全管理员审批，不能审批自己的；同一人同一时间只有一张生效的工单。</li>
        <li>到时自动失效，可随时“立即终止”。生效期间的每一步操作都以“姓名（工单号）”记入操作日志。</li>
      </ul>
    </>,
    <>
      <p>People of the supplier and of the owning company have no standing rights: they ask for a ticket first.</p>
      <ul>
        <li>Say why, choose what is needed (devices and what comes in only: no fuellings, prices, tax, alerts or cases), where, and for how long.</li>
        <li>A signed pledge of confidentiality has to be on file and in date through the ticket&apos;s end.</li>
        <li>The security administrator decides, never on an own ticket; one ticket of a person is in force at a time.</li>
        <li>It ends by the clock and can be cut off at once. Everything done under it is journaled with its number.</li>
      </ul>
    </>,
  ),
};

export default help;
