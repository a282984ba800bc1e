import { Modal } from "antd";
import { lazy, Suspense } from "react";

import { tr } from "@/lang";

const PasswordForm = lazy(async () => ({ default: (await import("./PasswordForm")).PasswordForm }));

/** Changing one's own password from the personal menu. */
export function PasswordDialog({ open, onDone }: { open: boolean; onDone: () => void }) {
  return (
    <Modal open={open} title={tr("修改密码", "Change password")} mask={{ closable: false }} footer={null} onCancel={onDone} destroyOnHidden>
      <Suspense fallback={null}><PasswordForm first={false} onDone={onDone} /></Suspense>
    </Modal>
  );
}
