import { useEffect } from "react";

import { tr } from "@/lang";

const TABS = ".ant-tabs-nav[role=tablist]";
const ICONS = ".anticon[role=img][aria-label]";
const SCROLLERS = ".ant-table-content, .ant-table-body";

/** A table that is wider than its place can be scrolled with the arrow keys: its box takes the focus. */
function mark(box: HTMLElement): void {
  const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
  if (scrolls === (box.tabIndex === 0)) return;
  if (scrolls) {
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", tr("表格，可左右滚动", "Table, scrolls sideways"));
  } else {
    ["tabindex", "role", "aria-label"].forEach((name) => box.removeAttribute(name));
  }
}

/** What buttons with nothing but an icon do, by the icon's own name. */
const WORDS: Record<string, string> = {
  search: tr("查找", "Find"),
  ellipsis: tr("更多", "More"),
  close: tr("关闭", "Close"),
  down: tr("展开", "Open"),
  left: tr("上一页", "Previous page"),
  right: tr("下一页", "Next page"),
};

/** An icon carries its own English name: words beside it say more, and a button without words gets one. */
function silence(icon: HTMLElement): void {
  const name = icon.getAttribute("aria-label") ?? "";
  if (icon.querySelector("svg")?.dataset.icon !== name) return;
  const button = icon.closest<HTMLElement>("button, a[href], [role=button], [role=tab]");
  const named = !button || button.textContent?.trim() || button.ariaLabel || button.title;
  if (!named && !WORDS[name]) return;
  if (!named) button.setAttribute("aria-label", WORDS[name] ?? name);
  icon.removeAttribute("aria-label");
  icon.removeAttribute("role");
  icon.setAttribute("aria-hidden", "true");
}

/** The bar of tabs also holds the button for those that do not fit; only the list of tabs is a list of tabs. */
function tabsOnly(bar: HTMLElement): void {
  ["role", "aria-orientation"].forEach((name) => bar.removeAttribute(name));
  bar.querySelector(".ant-tabs-nav-list")?.setAttribute("role", "tablist");
}

/** What the component library leaves undone for keyboard and screen reader, done wherever it shows up on a page. */
export function useRepairs(): void {
  useEffect(() => {
    let asked = 0;
    const look = () => {
      asked = 0;
      document.querySelectorAll<HTMLElement>(SCROLLERS).forEach(mark);
      document.querySelectorAll<HTMLElement>(TABS).forEach(tabsOnly);
      document.querySelectorAll<HTMLElement>(ICONS).forEach(silence);
    };
    const ask = () => {
      asked ||= requestAnimationFrame(look);
    };
    const watcher = new MutationObserver(ask);
    watcher.observe(document.body, { childList: true, subtree: true });
    window.addEventListener("resize", ask);
    ask();
    return () => {
      watcher.disconnect();
      window.removeEventListener("resize", ask);
      cancelAnimationFrame(asked);
    };
  }, []);
}
