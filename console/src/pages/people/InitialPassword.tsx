import { Alert, Button, Modal, Typography } from "antd";

import type { NewPassword } from "@/api/people";
import { tr } from "@/lang";

/** The password for a first login, shown this once. */
export function InitialPassword({ made, onClose }: { made: NewPassword; onClose: () => void }) {
  const { username, display_name, mobile } = made.person;
  return (
    <Modal
      open
      title={tr(`${display_name} 的初始密码`, `First password of ${display_name}`)}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={<Button type="primary" onClick={onClose}>{tr("已记下，关闭", "Noted, close")}</Button>}
    >
      <Alert type="warning" showIcon title={tr("只显示这一次，平台不保存。请当面或电话告知本人，首次登录须修改。", "Shown this once and kept nowhere. Tell it in person; it has to be changed at the first login.")} />
      <dl className="first-password">
        <dt>{tr("账号", "Account")}</dt>
        <dd>{username}{mobile ? tr(`（或手机号 ${mobile}）`, ` (or mobile ${mobile})`) : ""}</dd>
        <dt>{tr("初始密码", "First password")}</dt>
        <dd><Typography.Text code copyable={{ tooltips: [tr("复制", "Copy"), tr("已复制", "Copied")] }} data-testid="initial-password">{made.initial_password}</Typography.Text></dd>
      </dl>
    </Modal>
  );
}
