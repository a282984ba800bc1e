import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("一机一档", "A dispenser's file"),
  body: tr(
    <>
      <p>一台加油机的身份（制造厂、型号、出厂编号、主板和编码器编号、软件版本、e-CQS、自锁）、各枪检定、各位置铅封，以及设备事件、维修、检定、铅封、验收和档案变更的全部履历。</p>
      <ul>
        <li>主板或编码器变化、机盖打开、自锁等事件，注明当时有没有批准的维修。</li>
        <li>铅封的施封、拆换和破损在此登记。</li>
        <li>维修先在停机申报中批准，完工后在此结案并登记更换的部件。</li>
      </ul>
    </>,
    <>
      <p>A dispenser&apos;s identity, how its nozzles are verified, its seals by position, and everything that happened: events, repairs, verifications, seals, acceptance, changes of the register.</p>
      <ul>
        <li>Events such as another main board, an opened cover or a self-lock tell whether a repair was approved for the time.</li>
        <li>Seals are put on, changed and found broken here; an approved repair is closed with the parts that changed.</li>
      </ul>
    </>,
  ),
};

export default help;
