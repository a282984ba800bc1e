import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useLive } from "./LiveProvider";
import { staleKeys, type QueryKey } from "./stale";

/** An alert is shown within a second; figures that move all day are renewed less often. */
const SOON_MS = 500;
const LIVE_MS = 5_000;

/** Renews what an event makes old; events that come close together cost one request each key. */
export function useEventRefresh(): void {
  const queries = useQueryClient();
  const { listen } = useLive();
  useEffect(() => {
    const renew = (queryKey: QueryKey) => void queries.invalidateQueries({ queryKey });
    const soon = gather(SOON_MS, renew);
    const live = gather(LIVE_MS, renew);
    const stop = listen((event) => (event.type === "live" ? live : soon).add(staleKeys(event)));
    return () => {
      stop();
      soon.cancel();
      live.cancel();
    };
  }, [listen, queries]);
}

/** Collects keys and hands each one on once, `ms` after the first came. */
function gather(ms: number, renew: (key: QueryKey) => void) {
  const keys = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    keys.forEach(renew);
    keys.clear();
  };
  return {
    add: (stale: readonly QueryKey[]) => {
      stale.forEach((key) => keys.set(JSON.stringify(key), key));
      if (stale.length) timer ??= setTimeout(flush, ms);
    },
    cancel: () => clearTimeout(timer),
  };
}
