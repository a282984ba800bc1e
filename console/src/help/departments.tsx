import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("部门和岗位", "Departments and posts"),
  body: tr(
    <>
      <p>参与监管的部门、各自的职责和联系方式，以及部门里的岗位。</p>
      <ul>
        <li>点一行打开部门，修改职责、联系方式，增减岗位。</li>
        <li>岗位属于一个部门；人员换部门后，原来的岗位自动清空，请另选。</li>
        <li>还有人在岗的部门不能停用，还有人担任的岗位不能删除。</li>
      </ul>
      {LIST_HELP}
    </>,
    <>
      <p>The departments that take part, what each is in charge of, how to reach it, and its posts.</p>
      <ul>
        <li>Open a row to change duties and contact, and to add or remove posts.</li>
        <li>A post belongs to one department: who moves to another gives the post up.</li>
        <li>A department with active people cannot be closed, a post that somebody holds cannot be removed.</li>
      </ul>
      {LIST_HELP}
    </>,
  ),
};

export default help;
