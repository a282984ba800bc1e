import { PrinterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Link, useLocation } from "react-router";

import { tr } from "@/lang";
import { usePageTitle } from "@/ui/useTitle";

import { useTerm } from "./city";
import { HelpButton } from "./HelpButton";
import { useEntries } from "./open";
import { GROUPS, routeAt, type PageRoute } from "./routes";

interface Crumb {
  label: string;
  path: string | null;
}

/** The way to a page: its group, the list it stands behind, itself. */
function wayTo(route: PageRoute | undefined, title: string, entries: readonly PageRoute[]): Crumb[] {
  if (!route) return title ? [{ label: title, path: null }] : [];
  const list = entries.find((entry) => entry !== route && route.path.startsWith(`${entry.path}/`));
  const group = GROUPS[route.group].label;
  const way: Crumb[] = [];
  if (group !== (list ?? route).label) way.push({ label: group, path: null });
  if (list) way.push({ label: list.label, path: list.path });
  way.push({ label: title || route.label, path: null });
  return way;
}

/** Where the person is, with help and paper at the end of the line. */
export function Crumbs() {
  const route = routeAt(useLocation().pathname);
  const term = useTerm();
  const way = wayTo(route, usePageTitle(), useEntries());
  return (
    <div className="crumb-bar">
      <nav aria-label={tr("位置", "Location")}>
        <ol>
          {way.map(({ label, path }, i) => (
            <li key={label} aria-current={i === way.length - 1 ? "page" : undefined}>
              {path ? <Link to={path}>{term(label)}</Link> : term(label)}
            </li>
          ))}
        </ol>
      </nav>
      <div className="crumb-end">
        <Button type="text" size="small" icon={<PrinterOutlined />} onClick={() => window.print()}>{tr("打印", "Print")}</Button>
        {route ? <HelpButton name={route.name} /> : null}
      </div>
    </div>
  );
}
