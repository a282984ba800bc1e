import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { stateOf, withState, type TableState } from "./state";

/** A table's state in the page's address: a view can be sent to a colleague, and the back button undoes a step. */
export function useTableState(prefix: string): [TableState, (next: TableState) => void] {
  const [search, setSearch] = useSearchParams();
  const state = useMemo(() => stateOf(search, prefix), [search, prefix]);
  const change = useCallback(
    (next: TableState) =>
      // Each letter typed is not a step of its own.
      setSearch((before) => withState(before, next, prefix), { replace: state.q !== "" && next.q !== "" && next.q !== state.q }),
    [setSearch, prefix, state.q],
  );
  return [state, change];
}
