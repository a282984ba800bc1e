import type { ReactNode } from "react";

/** The sentence a page's user came for, before any picture or table. */
export function Answer({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <header className="answer">
      <p className="answer-text">{children}</p>
      {aside ? <div className="answer-aside">{aside}</div> : null}
    </header>
  );
}
