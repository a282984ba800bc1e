import { Drawer } from "antd";
import type { ReactNode } from "react";

interface ObjectDrawerProps {
  open: boolean;
  title: ReactNode;
  onClose: () => void;
  /** Buttons for the object, beside its title. */
  actions?: ReactNode;
  children?: ReactNode;
}

const WIDTH = "min(720px, 100vw)";

/** The one place beside a list where an object is shown; Esc closes it and the focus returns to where it was. */
export function ObjectDrawer({ open, title, onClose, actions, children }: ObjectDrawerProps) {
  return (
    <Drawer
      open={open}
      title={title}
      onClose={onClose}
      extra={actions ? <div className="drawer-actions">{actions}</div> : null}
      size={WIDTH}
      destroyOnHidden
      className="object-drawer"
    >
      {children}
    </Drawer>
  );
}
