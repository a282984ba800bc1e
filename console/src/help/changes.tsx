import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("档案变更", "Register changes"),
  body: tr(
    <>
      <p>档案里改了什么、谁在何时因何改的、自哪一天起、由表单、Excel 还是导入而来。点一行看每一项的旧值和新值。</p>
      <p>变更只增不改：任何人都不能修改或删除这里的记录。</p>
    </>,
    <>
      <p>What changed in the register, who changed it when and why, since which day, by form, Excel or import. A row shows each old and new value.</p>
      <p>Changes are only added: nobody can alter or delete them.</p>
    </>,
  ),
};

export default help;
