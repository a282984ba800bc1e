import { useEffect, useSyncExternalStore } from "react";

import { tr } from "@/lang";

let current = "";
const listeners = new Set<() => void>();

function say(title: string): void {
  current = title;
  listeners.forEach((listener) => listener());
}

/** Names the page: in the browser's tab, at the end of the breadcrumb, on paper. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${tr("油鉴", "Youjian")}`;
    say(title);
    return () => say("");
  }, [title]);
}

/** The name of the page that is shown. */
export const usePageTitle = (): string =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
