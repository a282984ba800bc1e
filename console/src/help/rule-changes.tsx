import { tr } from "@/lang";

const zh = (
  <>
    <p>规则参数的每一项调整：起草、回测、提交、由另一人审批、自生效日执行。提出和修改过的人（包括代理他人时）都不能审批。</p>
    <p>提交前须对所填数值做一次回测：用最近至多90天的固化数据重算，列出将新增、消失和变化的疑点；不回测须写明理由。</p>
  </>
);

const en = (
  <>
    <p>Every change of parameters: drafted, tried, submitted, approved by another person, in force from its day. Whoever wrote it, also as somebody's deputy, cannot decide on it.</p>
    <p>Before it is submitted the values are tried over up to 90 sealed days: which findings would appear, vanish or move.</p>
  </>
);

export default { title: tr("规则调整", "Changes of rules"), body: tr(zh, en) };
