import { Component, type ReactNode } from "react";

import { problemOf } from "@/api/problem";
import { ProblemView } from "@/ui/PageState";

/** Keeps navigation alive when a page breaks, also when its code could not be loaded. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return <ProblemView page problem={problemOf(this.state.error)} onRetry={() => window.location.reload()} />;
  }
}
