import { ConfigProvider } from "antd";
import { useMemo, type ReactNode } from "react";

import type { Shade } from "./appearance";
import { themeOf } from "./theme";

/** A part of a page that is light or dark whatever the page around it is. */
export function ThemeArea({ shade, className, children }: { shade: Shade; className: string; children: ReactNode }) {
  const theme = useMemo(() => ({ ...themeOf(shade), inherit: false }), [shade]);
  return (
    <ConfigProvider theme={theme}>
      <div className={className} data-theme={shade}>{children}</div>
    </ConfigProvider>
  );
}
