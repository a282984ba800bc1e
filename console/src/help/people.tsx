import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("人员怎么管", "How people are managed"),
  body: tr(
    <>
      <p>这里列出您管辖范围内的全部人员。管理员可以新增、修改、停用、重置密码和解除锁定，每一步都记入操作日志。</p>
      <h3>新增和修改</h3>
      <ul>
        <li>新增后显示一次初始密码，请当面告知本人；首次登录必须修改。登记了手机号的，也可以用手机号登录。</li>
        <li>角色决定能做什么，管辖范围决定在哪里做。给出的范围不能超出您自己的；自己的角色和范围只能由别的管理员改。</li>
        <li>改了角色或管辖范围，此人的登录立即结束，重新登录后按新的权限。</li>
      </ul>
      <h3>有人调离</h3>
      <ul>
        <li>“更多—停用”先列出在办事项（已签收未办结的预警、受托代理等），选择接办人后一并移交；没有接办人时不能停用。</li>
        <li>停用立即生效，记录和日志都保留；需要时“重新启用”，会发新的初始密码。</li>
        <li>一个范围的最后一名管理员不能停用或改任。</li>
      </ul>
      {LIST_HELP}
    </>,
    <>
      <p>Everybody in your scope. An administrator can add, change, deactivate, reset a password and unlock; every step is journaled.</p>
      <h3>Adding and changing</h3>
      <ul>
        <li>The first password is shown once: tell it in person. It has to be changed at the first login. Who has a mobile number here can log in by it.</li>
        <li>The role says what may be done, the scope says where. You can give no more than your own scope; your own role and scope are changed by another administrator.</li>
        <li>Another role or scope ends the logins of that person at once.</li>
      </ul>
      <h3>When somebody leaves</h3>
      <ul>
        <li>“More, Deactivate” lists the open work and hands it to a successor; without one it is refused.</li>
        <li>It holds at once; records and journal stay. “Bring back” issues a new first password.</li>
        <li>The last administrator of a scope can be neither deactivated nor demoted.</li>
      </ul>
      {LIST_HELP}
    </>,
  ),
};

export default help;
