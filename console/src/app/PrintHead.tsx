import { useEffect, useState } from "react";

import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { usePageTitle } from "@/ui/useTitle";

import { useMe } from "./session";

/** The head of a printed page: whose system, what, when, by whom. */
export function PrintHead() {
  const me = useMe();
  const title = usePageTitle();
  const [at, setAt] = useState(Date.now);
  useEffect(() => {
    const now = () => setAt(Date.now());
    const paper = window.matchMedia("print");
    window.addEventListener("beforeprint", now);
    paper.addEventListener("change", now);
    return () => {
      window.removeEventListener("beforeprint", now);
      paper.removeEventListener("change", now);
    };
  }, []);
  return (
    <div className="print-only print-head" aria-hidden="true">
      <div>{me.city_name} · {me.platform_title}<div className="print-title">{title}</div></div>
      <div>{tr("打印时间", "Printed")} {fullTime(at)}<br />{me.department?.name} {me.display_name}</div>
    </div>
  );
}
