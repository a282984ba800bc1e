import { LogoutOutlined, MenuOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Drawer, Dropdown, Grid, Layout, type MenuProps } from "antd";
import { useEffect, useState } from "react";
import { Link, Outlet, useLocation } from "react-router";

import { api, ask } from "@/api/client";
import { useEventRefresh } from "@/live/useEventRefresh";
import { Mark } from "@/ui/Mark";
import { Clock } from "@/ui/Clock";
import { LiveMark } from "@/ui/LiveMark";

import { ErrorBoundary } from "./ErrorBoundary";
import { GlobalSearch } from "./GlobalSearch";
import { IdleGuard } from "./IdleGuard";
import { Navigation } from "./Navigation";
import { NewAlertNotice } from "./NewAlertNotice";
import { PasswordDialog } from "./PasswordDialog";
import { useMe, type SignedOutReason } from "./session";

export function Shell({ onLeave }: { onLeave: (reason: SignedOutReason) => void }) {
  const [open, setOpen] = useState(false);
  const [changing, setChanging] = useState(false);
  const narrow = !Grid.useBreakpoint().lg;
  const { pathname } = useLocation();
  const me = useMe();
  useEventRefresh();
  useEffect(() => setOpen(false), [pathname]);

  const leave = () => void ask(api.POST("/api/v1/auth/logout")).catch(() => undefined).finally(() => onLeave("left"));
  return (
    <Layout className="shell">
      <a className="skip" href="#content">跳到正文</a>
      <Layout.Header className="header">
        {narrow ? (
          <Button className="on-dark" type="text" icon={<MenuOutlined />} aria-label="打开导航" onClick={() => setOpen(true)} />
        ) : null}
        <Link to="/" className="brand" title="回到首页">
          <Mark />
          <b>油鉴</b>
          <span className="brand-title">{me.platform_title}</span>
        </Link>
        <GlobalSearch />
        <div className="header-end">
          <LiveMark />
          <Clock />
          <Person onLeave={leave} onPassword={() => setChanging(true)} />
        </div>
      </Layout.Header>
      <Layout>
        {narrow ? (
          <Drawer placement="left" size={220} open={open} onClose={() => setOpen(false)} title="导航" styles={{ body: { padding: 8 } }}>
            <Navigation />
          </Drawer>
        ) : (
          <Layout.Sider width={168} className="sider"><Navigation /></Layout.Sider>
        )}
        <Layout.Content id="content" className="content" tabIndex={-1}>
          <ErrorBoundary key={pathname}><Outlet /></ErrorBoundary>
        </Layout.Content>
      </Layout>
      <NewAlertNotice />
      <IdleGuard seconds={me.idle_seconds} onIdle={() => onLeave("idle")} />
      <PasswordDialog
        open={changing || me.must_change_password}
        forced={me.must_change_password}
        onDone={() => setChanging(false)}
      />
    </Layout>
  );
}

function Person({ onLeave, onPassword }: { onLeave: () => void; onPassword: () => void }) {
  const me = useMe();
  const items: MenuProps["items"] = [
    { key: "who", type: "group", label: `${me.department?.name ?? "无部门"} · ${me.role.name} · 管辖 ${me.scope_name}` },
    { key: "password", label: "修改密码", onClick: onPassword },
    { key: "leave", label: "退出登录", icon: <LogoutOutlined />, onClick: onLeave },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <Button className="on-dark person" type="text" icon={<UserOutlined />} title="打开个人菜单">
        <span className="person-name">{me.display_name}</span>
        <span className="person-dept">{me.department?.name}</span>
      </Button>
    </Dropdown>
  );
}
