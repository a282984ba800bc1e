import { BgColorsOutlined, CheckOutlined, GlobalOutlined, KeyOutlined, LogoutOutlined, QuestionOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps } from "antd";
import { useNavigate } from "react-router";

import { chooseLang, LANG, tr, type Lang } from "@/lang";

import { chooseAppearance, useAppearance, type Appearance } from "./appearance";
import { ROUTES } from "./routes";
import { useMe } from "./session";

const LANGS: Record<Lang, string> = { zh: tr("中文", "中文"), en: "English" };
const APPEARANCES: Record<Appearance, string> = {
  light: tr("浅色", "Light"),
  dark: tr("深色", "Dark"),
  system: tr("跟随系统", "As the system"),
};
const ACCOUNT = "/account";

interface Props {
  onLeave: () => void;
  onPassword: () => void;
  onShortcuts: () => void;
}

type Item = NonNullable<MenuProps["items"]>[number];

/** One choice among several, the one that holds marked. */
function choices<K extends string>(words: Record<K, string>, now: K, choose: (key: K) => void): Item[] {
  return (Object.keys(words) as K[]).map((key) => ({
    key,
    label: <span lang={key === "zh" ? "zh-CN" : undefined}>{words[key]}</span>,
    icon: key === now ? <CheckOutlined aria-label={tr("已选", "Chosen")} /> : <span className="unchosen" />,
    onClick: () => choose(key),
  }));
}

/** Who is signed in, and what is theirs to choose. */
export function PersonMenu({ onLeave, onPassword, onShortcuts }: Props) {
  const me = useMe();
  const navigate = useNavigate();
  const appearance = useAppearance();
  const who = [me.department?.name ?? tr("无部门", "No department"), me.role.name, tr(`管辖 ${me.scope_name}`, `Area: ${me.scope_name}`)].join(" · ");
  const account: Item[] = ROUTES.some((route) => route.path === ACCOUNT)
    ? [{ key: "account", icon: <UserOutlined />, label: tr("我的账号", "My account"), onClick: () => void navigate(ACCOUNT) }]
    : [];
  const items: Item[] = [
    { key: "who", type: "group", label: who },
    ...account,
    // Groups, not submenus: a submenu opens by hovering, which a finger cannot and a pointer may do too early.
    { key: "lang", type: "group", label: <><GlobalOutlined /> {tr("语言 Language", "Language 语言")}</>, children: choices(LANGS, LANG, chooseLang) },
    { key: "theme", type: "group", label: <><BgColorsOutlined /> {tr("外观", "Appearance")}</>, children: choices(APPEARANCES, appearance, chooseAppearance) },
    { key: "keys", icon: <QuestionOutlined />, label: tr("键盘快捷键", "Keyboard shortcuts"), onClick: onShortcuts },
    { key: "password", icon: <KeyOutlined />, label: tr("修改密码", "Change password"), onClick: onPassword },
    { type: "divider" },
    { key: "leave", label: tr("退出登录", "Log out"), icon: <LogoutOutlined />, onClick: onLeave },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <Button className="on-dark person" type="text" icon={<UserOutlined />} title={tr("打开个人菜单", "Open your menu")}>
        <span className="person-name">{me.display_name}</span>
        <span className="person-dept">{me.department?.name}</span>
      </Button>
    </Dropdown>
  );
}
