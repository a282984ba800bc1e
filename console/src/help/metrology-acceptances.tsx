import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("加油机验收", "Acceptance of dispensers"),
  body: tr(
    <>
      <p>新装或更换的加油机先在此查验。不具备e-CQS联网功能、远程监管套件（本市要求时）或自锁功能的，不予验收，书面告知理由，档案不登记；符合的直接登记到档案。</p>
      <ul>
        <li>要求哪些功能、依据什么，在计量设置中填写。</li>
        <li>整改后可再次查验，每次查验都留存。</li>
      </ul>
    </>,
    <>
      <p>New and replaced dispensers are looked at here before use. One without e-CQS function, remote-supervision kit (where the city wants them) or self-lock is refused in writing and not registered; another goes to the register at once.</p>
      <ul>
        <li>What is wanted, and by which rule, stands in the settings.</li>
        <li>Each look is kept; a dispenser may be looked at again.</li>
      </ul>
    </>,
  ),
};

export default help;
