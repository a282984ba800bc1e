import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useLive } from "@/live/LiveProvider";

/** Layers are sums over a city: renewed at most so often, however many records come. */
const LAYER_MS = 10_000;

/** Renews the layer, and the drawer, when stations moved, and at once when the stream is back after a cut. */
export function useLayerRenewal(): void {
  const queries = useQueryClient();
  const { listen, state } = useLive();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renew = () => {
      timer = undefined;
      for (const key of ["map-layer", "map-station"]) void queries.invalidateQueries({ queryKey: [key] });
    };
    const stop = listen(() => {
      timer ??= setTimeout(renew, LAYER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [listen, queries]);
  useEffect(() => {
    if (state !== "live") return;
    // `live` events carry no number and are not told again: what they would have renewed is asked for.
    for (const key of ["map", "map-layer", "map-station", "overview"]) void queries.invalidateQueries({ queryKey: [key] });
  }, [state, queries]);
}
