import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useLive } from "./LiveProvider";
import { Pace } from "./pace";
import { staleKeys, type QueryKey } from "./stale";

/** An alert is shown at once, the next ones soon; figures that move all day are renewed less often. */
const SOON_MS = 500;
const LIVE_MS = 5_000;

/** Renews what an event makes old; events that come close together cost one request each key. */
export function useEventRefresh(): void {
  const queries = useQueryClient();
  const { listen } = useLive();
  useEffect(() => {
    const renew = (queryKey: QueryKey) => queries.invalidateQueries({ queryKey });
    const soon = new Pace(SOON_MS, renew);
    const live = new Pace(LIVE_MS, renew);
    const stop = listen((event) => (event.type === "live" ? live : soon).add(staleKeys(event)));
    return () => {
      stop();
      soon.cancel();
      live.cancel();
    };
  }, [listen, queries]);
}
