import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("税控功能", "Tax function of nozzles"),
  body: tr(
    <>
      <p>每把在用油枪的税控状态：是否初始化、出厂编号、芯片里的纳税人识别号、最近读取和最近变化时间；点一行看历史。从未读到状态的油枪也列出。</p>
      <h3>核查任务</h3>
      <ul>
        <li>税控未初始化，或芯片纳税人与登记不一致时，疑点自动成为任务。</li>
        <li>税务岗位“受理”后处理，写明结果“办结”；谁办的、何时办的都留痕。待受理的任务显示在工作台。</li>
        <li>任务不会使疑点消失：重新读到正常状态后，疑点自动结束。</li>
      </ul>
    </>,
    <>
      <p>The tax chip of every nozzle in service: initialised, factory number, taxpayer, last read and last change; a row opens its history. Nozzles never read are listed, too.</p>
      <h3>Tasks</h3>
      <ul>
        <li>A chip that is not initialised or names another taxpayer becomes a task.</li>
        <li>The tax desk takes it and finishes it with a note; open tasks stand on the workbench.</li>
        <li>A finding ends by itself once a good state is read.</li>
      </ul>
    </>,
  ),
};

export default help;
