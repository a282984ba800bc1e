import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("角色和权限", "Roles and permissions"),
  body: tr(
    <>
      <p>角色是一组权限。平台自带的角色可以改名和增减权限，不能删除；本市可以自建角色。</p>
      <ul>
        <li>改动权限后，有该角色的人下一次操作即按新的权限，不必重新登录。</li>
        <li>三员分立：“维护人员与权限”和“查看操作日志”不能给同一个角色。系统管理员管人，安全管理员查看人员与权限，安全审计员看日志。</li>
        <li>系统管理员角色必须保留“维护人员与权限”；自己所属角色的权限由别的管理员修改。</li>
        <li>角色和部门全市共用，只有管辖全市的管理员可以修改。</li>
      </ul>
      {LIST_HELP}
    </>,
    <>
      <p>A role is a set of permissions. Roles that come with the platform can be renamed and changed, not removed; a city can make its own.</p>
      <ul>
        <li>Changed permissions hold at the next thing anybody with the role does; nobody has to log in again.</li>
        <li>Administrators are kept apart: managing people and reading the journal cannot be given to one role. The security administrator looks through people and rights.</li>
        <li>The system administrator's role keeps the right to manage people; the permissions of one's own role are changed by somebody else.</li>
        <li>Roles and departments are shared by the whole city: only administrators of the whole city change them.</li>
      </ul>
      {LIST_HELP}
    </>,
  ),
};

export default help;
