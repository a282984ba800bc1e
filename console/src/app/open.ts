import { useCallback, useMemo } from "react";

import { useCity } from "./city";
import { isObjectPage, isOpen, ROUTES, type PageRoute } from "./routes";
import { useMe } from "./session";

/** Whether the person may open a page in this city. */
export function useIsOpen(): (route: PageRoute) => boolean {
  const me = useMe();
  const { modules } = useCity();
  return useCallback((route) => isOpen(route, me, modules), [me, modules]);
}

/** The pages of the person's navigation; the first one is where they arrive. */
export function useEntries(): PageRoute[] {
  const open = useIsOpen();
  return useMemo(() => ROUTES.filter((route) => !isObjectPage(route) && open(route)), [open]);
}
