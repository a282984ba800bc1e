import { useQuery } from "@tanstack/react-query";
import { Badge, Menu, type MenuProps } from "antd";
import { useState } from "react";
import { Link, useLocation } from "react-router";

import * as queries from "@/api/queries";
import { tr } from "@/lang";

import { useTerm } from "./city";
import { useEntries } from "./open";
import { GROUPS, type PageRoute, routeAt } from "./routes";
import { useMe } from "./session";
import { remember, remembered } from "./memory";

type Item = NonNullable<MenuProps["items"]>[number];
type Group = keyof typeof GROUPS;

const CLOSED = "youjian.nav-closed";

/** The pages that are open to the person, by group; a group of one page is that page. */
export function Navigation({ collapsed }: { collapsed?: boolean }) {
  const entries = useEntries();
  const term = useTerm();
  const { pathname } = useLocation();
  const [closed, setClosed] = useState<string[]>(() => remembered(CLOSED, []));
  const groups = (Object.keys(GROUPS) as Group[]).filter((group) => entries.some((entry) => entry.group === group));
  const open = groups.filter((group) => !closed.includes(group));
  const toggle = (now: string[]) => {
    const shut = groups.filter((group) => !now.includes(group));
    setClosed(shut);
    remember(CLOSED, shut);
  };
  const items = groups.map((group): Item => {
    const { label, icon } = GROUPS[group];
    const pages = entries.filter((entry) => entry.group === group);
    const [first] = pages;
    if (first && pages.length === 1) return { key: first.path, icon, label: <Entry route={first} /> };
    const children = pages.map((entry) => ({ key: entry.path, icon: entry.icon, label: <Entry route={entry} /> }));
    return { key: group, icon, label: term(label), children };
  });
  const folding = collapsed ? {} : { openKeys: open, onOpenChange: toggle };
  return (
    <nav aria-label={tr("主导航", "Main navigation")}>
      <Menu mode="inline" inlineCollapsed={collapsed} items={items} selectedKeys={[entryOf(pathname, entries)]} {...folding} style={{ borderInlineEnd: 0 }} />
    </nav>
  );
}

/** The entry that a page stands under: its own, its list's, or the first of its group. */
function entryOf(pathname: string, entries: readonly PageRoute[]): string {
  const under = entries.filter(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  const nearest = under.sort((a, b) => b.path.length - a.path.length)[0];
  const group = routeAt(pathname)?.group;
  return (nearest ?? entries.find((entry) => entry.group === group))?.path ?? "";
}

function Entry({ route }: { route: PageRoute }) {
  const term = useTerm();
  return (
    <Link to={route.path}>
      {term(route.label)}
      {route.name === "alerts" ? <Unsigned /> : null}
    </Link>
  );
}

function Unsigned() {
  const overview = useQuery({ ...queries.overview, enabled: useMe().permissions.includes("map.see") });
  const waiting = overview.data?.unsigned ?? 0;
  if (!waiting) return null;
  return <Badge className="unsigned" count={waiting} size="small" overflowCount={999} title={tr(`待签收 ${waiting} 条`, `${waiting} not signed for`)} />;
}
