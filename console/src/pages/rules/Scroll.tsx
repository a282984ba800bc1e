import type { ReactNode } from "react";

/** A table wider than a phone: it scrolls inside its own frame, by finger and by key. */
export function Scroll({ title, children }: { title: string; children: ReactNode }) {
  return <div className="rules-scroll" tabIndex={0} role="region" aria-label={title}>{children}</div>;
}
