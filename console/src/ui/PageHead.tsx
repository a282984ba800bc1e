import type { ReactNode } from "react";

import { useTitle } from "./useTitle";

/** The name of a page and what can be done on it as a whole. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  useTitle(title);
  return (
    <div className="page-head">
      <h1>{title}</h1>
      {children ? <span className="page-actions">{children}</span> : null}
    </div>
  );
}
