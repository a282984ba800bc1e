import { tr } from "@/lang";

const zh = (
  <>
    <p>一条规则的依据、判定方法、可以解释的情况、每个参数的现行值、平台默认值和允许范围，以及谁在何时设定。</p>
    <ul>
      <li>“提出调整”起草一项调整；回测并由他人批准后，自生效日起执行。</li>
      <li>“在某站停用”只影响该站的这一条规则，须写明理由和截止时间。</li>
    </ul>
  </>
);

const en = (
  <>
    <p>A rule's basis and method, what explains a finding away, each parameter with the value in force, the platform's, its range, and who set it when.</p>
    <ul>
      <li>“Propose a change” drafts one; once tried and approved by another person it holds from its day.</li>
      <li>“Switch off at a station” touches this rule at that station alone, for a reason and to a moment.</li>
    </ul>
  </>
);

export default { title: tr("规则", "Rule"), body: tr(zh, en) };
