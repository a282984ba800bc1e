import { Modal } from "antd";

import { tr } from "@/lang";

import type { PageRoute } from "./routes";

const GENERAL: [string[], string][] = [
  [["/"], tr("搜索", "Search")],
  [["?"], tr("显示本表", "This list")],
  [["Esc"], tr("关闭抽屉、对话框", "Close a drawer or a dialog")],
];
const TABLES: [string[], string][] = [
  [["j", "↓"], tr("下一行", "Next row")],
  [["k", "↑"], tr("上一行", "Previous row")],
  [["Home"], tr("第一行", "First row")],
  [["End"], tr("最后一行", "Last row")],
  [["Enter"], tr("打开这一行", "Open the row")],
];

/** Every key of the console. */
export function ShortcutHelp({ open, onClose, pages }: { open: boolean; onClose: () => void; pages: readonly PageRoute[] }) {
  const going = pages.filter((page) => page.letter).map((page): [string[], string] => [["g", page.letter ?? ""], page.label]);
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={tr("键盘快捷键", "Keyboard shortcuts")} width={640}>
      <div className="shortcuts">
        <Keys title={tr("通用", "Everywhere")} keys={GENERAL} />
        <Keys title={tr("列表", "Lists")} keys={TABLES} either />
        <Keys title={tr("前往页面", "Go to a page")} keys={going} />
      </div>
    </Modal>
  );
}

function Keys({ title, keys, either }: { title: string; keys: [string[], string][]; either?: boolean }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([pressed, what]) => (
          <div key={what}>
            <dt>{pressed.map((key, i) => <span key={key}>{i ? (either ? " / " : " ") : ""}<kbd>{key}</kbd></span>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
