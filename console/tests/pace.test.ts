import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Pace } from "@/live/pace";
import type { QueryKey } from "@/live/stale";

const LIST: QueryKey = ["table", "alerts"];

/** A server that answers in the order asked, when told to. */
function slow() {
  const open: (() => void)[] = [];
  const renew = vi.fn(() => new Promise<void>((resolve) => open.push(resolve)));
  return { renew, answer: () => open.shift()?.() };
}

describe("renewing what events make old", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks at once for the first event, and once for all that come close behind it", async () => {
    const renew = vi.fn(() => Promise.resolve());
    const pace = new Pace(500, renew);
    pace.add([LIST, ["overview"]]);
    expect(renew).toHaveBeenCalledTimes(2);
    for (let n = 0; n < 20; n += 1) pace.add([LIST]);
    expect(renew).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(500);
    expect(renew.mock.calls.slice(2)).toEqual([[LIST]]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(renew).toHaveBeenCalledTimes(3);
  });

  it("waits for a slow answer instead of giving it up, then asks for what came meanwhile", async () => {
    const { renew, answer } = slow();
    const pace = new Pace(500, renew);
    pace.add([LIST]);
    for (let n = 0; n < 5; n += 1) {
      await vi.advanceTimersByTimeAsync(600);
      pace.add([LIST]);
    }
    expect(renew).toHaveBeenCalledTimes(1);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(renew).toHaveBeenCalledTimes(2);
  });

  it("goes on after a request that fails and one that is never answered", async () => {
    const renew = vi.fn<(key: QueryKey) => Promise<unknown>>(() => new Promise(() => undefined));
    renew.mockRejectedValueOnce(new Error("away"));
    const pace = new Pace(500, renew);
    pace.add([LIST]);
    pace.add([LIST]);
    await vi.advanceTimersByTimeAsync(500);
    expect(renew).toHaveBeenCalledTimes(2);
    pace.add([LIST]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(renew).toHaveBeenCalledTimes(3);
  });

  it("asks nothing more once it is over", async () => {
    const renew = vi.fn(() => Promise.resolve());
    const pace = new Pace(500, renew);
    pace.add([LIST]);
    pace.add([LIST]);
    pace.cancel();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("shows the last state although every answer takes longer than the events do", async () => {
    const client = new QueryClient();
    let held = 0;
    const queryFn = () => {
      const read = held;
      return new Promise<number>((resolve) => setTimeout(() => resolve(read), 2_000));
    };
    const observer = new QueryObserver(client, { queryKey: LIST, queryFn });
    const stop = observer.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(2_000);
    const pace = new Pace(500, (queryKey) => client.invalidateQueries({ queryKey }));
    const shown = new Set<number | undefined>();
    for (let second = 0; second < 10; second += 1) {
      held += 1;
      pace.add([LIST]);
      await vi.advanceTimersByTimeAsync(1_000);
      shown.add(observer.getCurrentResult().data);
    }
    expect(shown.size).toBeGreaterThan(3);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(observer.getCurrentResult().data).toBe(10);
    stop();
  });
});
