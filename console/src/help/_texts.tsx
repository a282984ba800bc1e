import type { ReactNode } from "react";

import { tr } from "@/lang";

export interface HelpText {
  title: string;
  body: ReactNode;
}

/** How every list is used; help texts of lists end with it. */
export const LIST_HELP: ReactNode = tr(
  <>
    <h3>列表怎么用</h3>
    <ul>
      <li>查找框在主要各列中找；列头的漏斗和“筛选”按每一列加条件。已加的条件列在表上方，点 × 去掉。</li>
      <li>点列头排序。“列”里可增减各列、调整次序和行距。</li>
      <li>地址栏里就是当前的条件：复制发给同事，看到的是同一份列表。常用的条件可存为“视图”，也可给本部门用。</li>
      <li>“导出”取出当前条件下的全部各页，为 Excel 或 CSV。</li>
      <li>键盘：j、k 或 ↓、↑ 换行，Enter 打开。</li>
    </ul>
  </>,
  <>
    <h3>How lists work</h3>
    <ul>
      <li>The search field looks into the main columns; the funnel on a head and “Filter” set a condition for any column. Conditions in force stand above the table; × takes one away.</li>
      <li>Click a head to sort. “Columns” adds, removes and orders columns and sets the row height.</li>
      <li>The address holds the whole filter: send it to a colleague, who sees the same list. Keep filters you need often as “Views”, for yourself or your department.</li>
      <li>“Export” takes all pages of the current filter as Excel or CSV.</li>
      <li>Keys: j, k or ↓, ↑ for rows, Enter to open.</li>
    </ul>
  </>,
);

const FILES = import.meta.glob<{ default: HelpText }>("./[!_]*.tsx");

/** The help text of a page by the page's name; null when there is none. */
export async function helpText(name: string): Promise<HelpText | null> {
  const load = FILES[`./${name}.tsx`];
  return load ? (await load()).default : null;
}
