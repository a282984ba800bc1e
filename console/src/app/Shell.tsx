import { MenuFoldOutlined, MenuOutlined, MenuUnfoldOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Drawer, Grid, Layout } from "antd";
import { useEffect, useState } from "react";
import { Link, Outlet, useLocation, useNavigate } from "react-router";

import { api, ask } from "@/api/client";
import { tr } from "@/lang";
import { useEventRefresh } from "@/live/useEventRefresh";
import { Clock } from "@/ui/Clock";
import { LiveMark } from "@/ui/LiveMark";
import { Mark } from "@/ui/Mark";
import { PageLoading } from "@/ui/PageState";

import { Bell } from "./Bell";
import { ActingBand, CalendarBand, ConnectionBand, useBandsKnown } from "./Bands";
import { Crumbs } from "./Crumbs";
import { ErrorBoundary } from "./ErrorBoundary";
import { IdleGuard } from "./IdleGuard";
import { remember, remembered } from "./memory";
import { Navigation } from "./Navigation";
import { NewAlertNotice } from "./NewAlertNotice";
import { useEntries } from "./open";
import { PasswordDialog } from "./PasswordDialog";
import { PersonMenu } from "./PersonMenu";
import { PrintHead } from "./PrintHead";
import { SearchDialog } from "./SearchDialog";
import { isWall, useMe, type SignedOutReason } from "./session";
import { ShortcutHelp } from "./ShortcutHelp";
import { useShortcuts } from "./shortcuts";
import { useRepairs } from "./useRepairs";

const FOLDED = "youjian.nav-folded";

type Dialog = "search" | "keys" | "password" | null;

export function Shell({ onLeave }: { onLeave: (reason: SignedOutReason) => void }) {
  const [dialog, setDialog] = useState<Dialog>(null);
  const { pathname } = useLocation();
  const me = useMe();
  const entries = useEntries();
  const ready = useBandsKnown();
  useEventRefresh();
  useRepairs();
  useKeys(setDialog);
  const close = () => setDialog(null);
  return (
    <Layout className="shell">
      <a className="skip" href="#content">{tr("跳到正文", "Skip to the content")}</a>
      <Header onLeave={onLeave} onDialog={setDialog} />
      <ConnectionBand />
      <ActingBand />
      <CalendarBand />
      <Layout>
        <Side />
        <Layout.Content id="content" className="content" tabIndex={-1}>
          <PrintHead />
          <Crumbs />
          <ErrorBoundary key={pathname}>{ready ? <Outlet /> : <PageLoading />}</ErrorBoundary>
        </Layout.Content>
      </Layout>
      <NewAlertNotice />
      <SearchDialog open={dialog === "search"} onClose={close} />
      <ShortcutHelp open={dialog === "keys"} onClose={close} pages={entries} />
      {isWall(me) ? null : <IdleGuard seconds={me.idle_seconds} onIdle={() => onLeave("idle")} />}
      <PasswordDialog open={dialog === "password"} onDone={close} />
    </Layout>
  );
}

/** The keys that work on every page. */
function useKeys(setDialog: (dialog: Dialog) => void): void {
  const navigate = useNavigate();
  const entries = useEntries();
  const going = entries.filter((entry) => entry.letter).map((entry) => [`g ${entry.letter}`, () => void navigate(entry.path)]);
  useShortcuts({ "/": () => setDialog("search"), "?": () => setDialog("keys"), ...Object.fromEntries(going) });
}

interface HeaderProps {
  onLeave: (reason: SignedOutReason) => void;
  onDialog: (dialog: Dialog) => void;
}

function Header({ onLeave, onDialog }: HeaderProps) {
  const me = useMe();
  const leave = () => void ask(api.POST("/api/v1/auth/logout")).catch(() => undefined).finally(() => onLeave("left"));
  return (
    <Layout.Header className="header">
      <NavigationDrawer />
      <Link to="/" className="brand" title={tr("回到首页", "To the first page")}>
        <Mark />
        <b>{tr("油鉴", "Youjian")}</b>
        <span className="brand-title">{me.platform_title}</span>
      </Link>
      <Button className="on-dark search-open" icon={<SearchOutlined />} aria-label={tr("全局搜索", "Search everything")} onClick={() => onDialog("search")}>
        <span className="search-word">{tr("搜索", "Search")}</span><kbd>/</kbd>
      </Button>
      <div className="header-end">
        <LiveMark />
        <Clock />
        <Bell />
        <PersonMenu onLeave={leave} onPassword={() => onDialog("password")} onShortcuts={() => onDialog("keys")} />
      </div>
    </Layout.Header>
  );
}

const useNarrow = (): boolean => !Grid.useBreakpoint().lg;

/** The navigation of a phone. */
function NavigationDrawer() {
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  useEffect(() => setOpen(false), [pathname]);
  if (!useNarrow()) return null;
  return (
    <>
      <Button className="on-dark" type="text" icon={<MenuOutlined />} aria-label={tr("打开导航", "Open the navigation")} onClick={() => setOpen(true)} />
      <Drawer placement="left" size={240} open={open} onClose={() => setOpen(false)} title={tr("导航", "Navigation")} styles={{ body: { padding: 8 } }}>
        <Navigation />
      </Drawer>
    </>
  );
}

/** The navigation of a desk: folded or not, as this person left it. */
function Side() {
  const [folded, setFolded] = useState(() => remembered(FOLDED, false));
  if (useNarrow()) return null;
  const fold = () => {
    setFolded(!folded);
    remember(FOLDED, !folded);
  };
  return (
    <Layout.Sider width={tr(176, 208)} collapsedWidth={56} collapsed={folded} className="sider">
      <Navigation collapsed={folded} />
      <Button type="text" block className="fold" icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />} aria-expanded={!folded} aria-label={tr("收起或展开导航", "Fold or unfold the navigation")} onClick={fold} />
    </Layout.Sider>
  );
}
