import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("进销与变票", "Purchases and products"),
  body: tr(
    <>
      <p>一个月里每座站、每个油品的进油单、进项发票、库存变化、销售和销项发票并列，先列有疑点的。点“看票据”看到每个数字背后的单据。</p>
      <h3>怎么读</h3>
      <ul>
        <li>差额为正：出油多于进油单和库存减少，可能有没有单据的油；为负：有单据而没有相应的油。</li>
        <li>变票候选：某品种开给客户的发票多于买进和库存能提供的，同站另一品种进项有余。</li>
        <li>进油单与发票品种不同的逐张列出。疑点是否超出计量误差由规则判定，结论由有权部门核查后作出。</li>
      </ul>
    </>,
    <>
      <p>Delivery documents, purchase invoices, stock, sales and sale invoices of a month side by side, by station and product; those with a finding first. “Papers” shows what is behind each figure.</p>
      <h3>How to read it</h3>
      <ul>
        <li>A positive difference is fuel without papers, a negative one papers without fuel.</li>
        <li>Candidates for changed products: more of a product is invoiced to customers than was bought and stored, and another has as much to spare.</li>
        <li>Documents that name another product than their invoice are listed one by one. Rules say whether a difference is beyond measuring; people decide.</li>
      </ul>
    </>,
  ),
};

export default help;
