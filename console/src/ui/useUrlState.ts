import { useCallback } from "react";
import { useSearchParams } from "react-router";

type Change = Record<string, string | number | readonly string[] | null | undefined>;

/** The page's filters, kept in its address so that a view can be sent to a colleague. */
export function useUrlState() {
  const [search, setSearch] = useSearchParams();
  const change = useCallback(
    (changes: Change) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) write(after, name, value);
          return after;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return { search, change };
}

function write(search: URLSearchParams, name: string, value: Change[string]): void {
  search.delete(name);
  const values = Array.isArray(value) ? value : [value];
  values.filter((one) => one !== null && one !== undefined && one !== "").forEach((one) => search.append(name, String(one)));
}
