import { Modal } from "antd";

import { tr } from "@/lang";

import { PasswordForm } from "./PasswordForm";

/** Changing one's own password from the personal menu. */
export function PasswordDialog({ open, onDone }: { open: boolean; onDone: () => void }) {
  return (
    <Modal open={open} title={tr("修改密码", "Change password")} mask={{ closable: false }} footer={null} onCancel={onDone} destroyOnHidden>
      <PasswordForm first={false} onDone={onDone} />
    </Modal>
  );
}
