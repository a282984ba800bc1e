import type { ReactNode } from "react";

import { useTerm } from "@/app/city";

import { useTitle } from "./useTitle";

/** The name of a page and what can be done on it as a whole. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  const named = useTerm()(title);
  useTitle(named);
  return (
    <div className="page-head">
      <h1>{named}</h1>
      {children ? <span className="page-actions">{children}</span> : null}
    </div>
  );
}
