import { useEffect } from "react";

import { tr } from "@/lang";

const TABS = ".ant-tabs-nav[role=tablist]";
const SCROLLERS = ".ant-table-content, .ant-table-body";

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

/** The bar of tabs also holds the button for those that do not fit; only the list of tabs is a list of tabs. */
function tabsOnly(bar: HTMLElement): void {
  ["role", "aria-orientation"].forEach((name) => bar.removeAttribute(name));
  bar.querySelector(".ant-tabs-nav-list")?.setAttribute("role", "tablist");
}

/** A table that is wider than its place can be scrolled with the arrow keys: its box takes the focus. */
export function useScrollByKeyboard(): void {
  useEffect(() => {
    let asked = 0;
    const look = () => {
      asked = 0;
      document.querySelectorAll<HTMLElement>(SCROLLERS).forEach(mark);
      document.querySelectorAll<HTMLElement>(TABS).forEach(tabsOnly);
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
