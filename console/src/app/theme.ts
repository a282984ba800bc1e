import { theme, type ThemeConfig } from "antd";

import type { Shade } from "./appearance";

const NAVY = { light: "#0b2b4f", dark: "#08192e" };
const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", ' +
  '"Source Han Sans SC", sans-serif';

const SHARED = { borderRadius: 6, fontFamily: FONT, fontSize: 14, controlHeight: 30 };

/** Whoever asks their computer for less motion gets none here. */
const MOTION = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const LIGHT = {
  colorPrimary: "#0958d9",
  colorLink: "#0958d9",
  colorBgLayout: "#f3f5f8",
  colorTextSecondary: "rgba(0,0,0,0.65)",
  colorTextTertiary: "rgba(0,0,0,0.62)",
  colorTextDescription: "rgba(0,0,0,0.62)",
  colorTextPlaceholder: "rgba(0,0,0,0.6)",
};

const DARK = {
  colorPrimary: "#1668dc",
  colorLink: "#7db8ff",
  colorLinkHover: "#a6cfff",
  colorBgLayout: "#0c131d",
  colorBgContainer: "#141d29",
  colorBgElevated: "#1b2635",
  colorBorder: "#44566c",
  colorBorderSecondary: "#2b3a4d",
  colorText: "#e4ebf3",
  colorTextSecondary: "#c2cedb",
  colorTextTertiary: "#a3b3c5",
  colorTextDescription: "#a3b3c5",
  colorTextPlaceholder: "#9aabbe",
};

const PANELS = {
  light: { sider: "#ffffff", tableHead: "#f5f7fa" },
  dark: { sider: "#141d29", tableHead: "#1a2534" },
};

const ALGORITHMS = {
  light: [theme.defaultAlgorithm, theme.compactAlgorithm],
  dark: [theme.darkAlgorithm, theme.compactAlgorithm],
};

/** Compact and blue: what these users know from their other systems, by day and by night. */
export function themeOf(shade: Shade): ThemeConfig {
  const panel = PANELS[shade];
  return {
    algorithm: ALGORITHMS[shade],
    token: { ...SHARED, motion: MOTION, ...(shade === "dark" ? DARK : LIGHT) },
    components: {
      Layout: { headerBg: NAVY[shade], headerHeight: 52, headerPadding: "0 16px", siderBg: panel.sider },
      Table: { headerBg: panel.tableHead, cellPaddingBlockSM: 7, cellPaddingInlineSM: 10 },
      Card: { headerFontSize: 15 },
      Menu: { itemHeight: 34, itemMarginBlock: 2, fontSize: 14, itemBorderRadius: 6, subMenuItemBg: "transparent", ...(shade === "dark" ? { itemSelectedColor: "#a6cfff", subMenuItemSelectedColor: "#a6cfff", itemSelectedBg: "#14304f" } : {}) },
      Tabs: shade === "dark" ? { itemSelectedColor: "#a6cfff", itemHoverColor: "#a6cfff", itemActiveColor: "#a6cfff", inkBarColor: "#7db8ff" } : {},
    },
  };
}
