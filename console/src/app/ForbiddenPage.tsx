import { Problem } from "@/api/problem";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";
import { useTitle } from "@/ui/useTitle";

import { useCity } from "./city";
import type { PageRoute } from "./routes";

/** In place of a page that is not open to the person, or not in this city. */
export function ForbiddenPage({ route }: { route: PageRoute }) {
  useTitle(route.label);
  const { modules } = useCity();
  const off = route.module && modules && !modules.includes(route.module);
  const message = off
    ? tr("本市没有启用这个模块。需要时，请联系系统管理员。", "This module is not switched on in this city. Ask your administrator if it is needed.")
    : tr("您的岗位不能打开这个页面。需要时，请联系系统管理员。", "Your role may not open this page. Ask your administrator if you need it.");
  return <ProblemView page problem={new Problem(403, "closed", message, null)} />;
}
