import type { QueryKey } from "./stale";

/** A request that is not answered holds its key back no longer than this, ms. */
const PATIENCE_MS = 10_000;

/**
 * Renews each key at once, and what is asked for meanwhile once more afterwards.
 *
 * A key is not renewed again within `ms`, nor while its answer is under way: a request given up for a newer
 * one would never be answered where answers take longer than events do. What was asked for last is always
 * fetched after it was asked for.
 */
export class Pace {
  private readonly busy = new Set<string>();
  private readonly again = new Map<string, QueryKey>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private over = false;

  constructor(
    private readonly ms: number,
    private readonly renew: (key: QueryKey) => Promise<unknown>,
  ) {}

  add(stale: readonly QueryKey[]): void {
    for (const key of stale) {
      const name = JSON.stringify(key);
      if (this.busy.has(name)) this.again.set(name, key);
      else void this.turn(name, key);
    }
  }

  cancel(): void {
    this.over = true;
    this.timers.forEach(clearTimeout);
  }

  private async turn(name: string, key: QueryKey): Promise<void> {
    this.busy.add(name);
    const answered = this.renew(key).catch(() => undefined);
    await Promise.all([this.pause(this.ms), this.atMost(answered)]);
    this.busy.delete(name);
    const asked = this.again.get(name);
    this.again.delete(name);
    if (asked && !this.over) void this.turn(name, asked);
  }

  private async atMost(answered: Promise<unknown>): Promise<void> {
    const { timer, passed } = this.timed(PATIENCE_MS);
    await Promise.race([answered, passed]);
    this.forget(timer);
  }

  private async pause(ms: number): Promise<void> {
    const { timer, passed } = this.timed(ms);
    await passed;
    this.forget(timer);
  }

  private timed(ms: number) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    if (timer !== undefined) this.timers.add(timer);
    return { timer, passed };
  }

  private forget(timer: ReturnType<typeof setTimeout> | undefined): void {
    clearTimeout(timer);
    if (timer !== undefined) this.timers.delete(timer);
  }
}
