import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("检定计划", "Verification plan"),
  body: tr(
    <>
      <p>检定预约和计划。编制计划时，未来若干周内到期、以及过期、不合格、无记录的油枪按站排期，到期前五周内在检定员和周之间均匀分配，尽量同县同周。</p>
      <ul>
        <li>先“试排”，看每人每周的枪数，再保存。</li>
        <li>企业或计量科的申请在此确认日期和检定员；未到场、取消须写明原因。</li>
        <li>预约的各枪检定结果都登记后，预约自动完成。</li>
      </ul>
    </>,
    <>
      <p>Appointments and the plan. What ends in the weeks ahead, or stands without a certificate, is spread station by station over verifiers and weeks within five weeks before its end, counties together where that costs nothing.</p>
      <ul>
        <li>Try a plan and look at the nozzles a week before it is kept.</li>
        <li>Applications get their day and verifier here; a missed or cancelled one its reason.</li>
      </ul>
    </>,
  ),
};

export default help;
