import { Suspense, lazy, type ComponentType } from "react";

import { PageLoading } from "@/ui/PageState";

/** A page whose code is loaded when it is first opened. */
export function page(load: () => Promise<{ default: ComponentType }>): ComponentType {
  const Loaded = lazy(load);
  return function Page() {
    return (
      <Suspense fallback={<PageLoading />}>
        <Loaded />
      </Suspense>
    );
  };
}
