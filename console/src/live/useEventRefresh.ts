import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useLive } from "./LiveProvider";
import { staleKeys } from "./stale";

const GATHER_MS = 1_000;

/** Renews what an event makes old; events that come close together cost one request each key. */
export function useEventRefresh(): void {
  const queries = useQueryClient();
  const { listen } = useLive();
  useEffect(() => {
    const keys = new Map<string, readonly unknown[]>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renew = () => {
      timer = undefined;
      keys.forEach((queryKey) => void queries.invalidateQueries({ queryKey }));
      keys.clear();
    };
    const stop = listen((event) => {
      staleKeys(event).forEach((key) => keys.set(JSON.stringify(key), key));
      timer ??= setTimeout(renew, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [listen, queries]);
}
