import { useCallback, useEffect, useMemo, useRef } from "react";
import { useSearchParams } from "react-router";

import { DEFAULT_LAYER, layerOf, type Layer } from "./layers";

/** What the map shows, as its address says it. */
export interface MapState {
  layer: Layer;
  region: string | null;
  station: string | null;
  q: string;
  /** Connections and alert colours that are looked for; empty: all. */
  links: string[];
  colours: string[];
}

export function mapStateOf(search: URLSearchParams): MapState {
  return {
    layer: layerOf(search.get("layer")),
    region: search.get("region"),
    station: search.get("station"),
    q: search.get("q") ?? "",
    links: search.getAll("link"),
    colours: search.getAll("colour"),
  };
}

/** The address of a state; what is as it comes is not said. */
export function paramsOf(state: MapState): [string, string][] {
  const said: [string, string | null][] = [
    ["layer", state.layer === DEFAULT_LAYER ? null : state.layer],
    ["region", state.region],
    ["station", state.station],
    ["q", state.q || null],
    ...state.links.map((link): [string, string] => ["link", link]),
    ...state.colours.map((colour): [string, string] => ["colour", colour]),
  ];
  return said.filter((one): one is [string, string] => Boolean(one[1]));
}

/**
 * The map's state in the page's address: the back button undoes a step, a letter typed is none of its own.
 * A change builds on the one asked for before it, even while that one has not been drawn yet.
 */
export function useMapState(): [MapState, (changes: Partial<MapState>) => void] {
  const [search, setSearch] = useSearchParams();
  const state = useMemo(() => mapStateOf(search), [search]);
  const asked = useRef(search);
  useEffect(() => { asked.current = search; }, [search]);
  const change = useCallback(
    (changes: Partial<MapState>) => {
      const before = asked.current;
      asked.current = new URLSearchParams(paramsOf({ ...mapStateOf(before), ...changes }));
      setSearch(asked.current, { replace: Object.keys(changes).join() === "q" && before.has("q") });
    },
    [setSearch],
  );
  return [state, change];
}
