import { theme, type ThemeConfig } from "antd";

export const NAVY = "#0b2b4f";
export const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", ' +
  '"Source Han Sans SC", sans-serif';

/** Light, compact, blue: what these users know from their other systems. */
export const THEME: ThemeConfig = {
  algorithm: theme.compactAlgorithm,
  token: {
    colorPrimary: "#0958d9",
    colorLink: "#0958d9",
    colorBgLayout: "#f3f5f8",
    colorTextSecondary: "rgba(0,0,0,0.62)",
    colorTextTertiary: "rgba(0,0,0,0.55)",
    colorTextPlaceholder: "rgba(0,0,0,0.58)",
    borderRadius: 6,
    fontFamily: FONT,
    fontSize: 14,
    controlHeight: 30,
  },
  components: {
    Layout: { headerBg: NAVY, headerHeight: 52, headerPadding: "0 16px", siderBg: "#ffffff" },
    Table: { headerBg: "#f5f7fa", cellPaddingBlockSM: 7, cellPaddingInlineSM: 10 },
    Card: { headerFontSize: 15 },
    Menu: { itemHeight: 40, itemBorderRadius: 6 },
  },
};
