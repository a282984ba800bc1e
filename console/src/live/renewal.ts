import type { QueryClient } from "@tanstack/react-query";

import type { StreamEvent } from "./sse";
import { RESET, type LiveState } from "./stream";

/** A reconnection and the reset it may begin with are one reason to load anew, ms. */
const TOGETHER_MS = 200;
/** What no event changes: asked once for as long as the page is open. */
const FIXED = new Set(["city", "boundaries", "cockpit-boundaries", "rules"]);

/** Makes everything old that was fetched, and fetches anew what is on the screen. */
export function renewAll(queries: QueryClient): void {
  void queries.invalidateQueries({ predicate: ({ queryKey }) => !FIXED.has(String(queryKey[0])) });
}

/**
 * Says once after each break of the stream that everything fetched has to be loaded anew.
 *
 * Numbered events are told again after a break; which stations moved meanwhile is not, nor is what a request
 * that failed during the break should have fetched. What was fetched before the stream first stood may
 * have changed in between as well.
 */
export class Renewal {
  private whole = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly renew: () => void) {}

  onState(state: LiveState): void {
    if (state === "live" && !this.whole) this.soon();
    this.whole = state === "live";
  }

  onEvent(event: StreamEvent): void {
    if (event.type === RESET) this.soon();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.renew, TOGETHER_MS);
  }
}
