import { ArrowDownOutlined, ArrowUpOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover, Segmented } from "antd";

import type { Column } from "@/api/tables";
import { tr } from "@/lang";

import type { TableState } from "./state";

export type Density = "small" | "medium" | "large";

const DENSITIES: { value: Density; label: string }[] = [
  { value: "small", label: tr("紧凑", "Compact") },
  { value: "medium", label: tr("适中", "Medium") },
  { value: "large", label: tr("宽松", "Roomy") },
];

/** The columns shown, in their order, of those that are free to choose. */
export function shownColumns(columns: readonly Column[], chosen: readonly string[] | null): Column[] {
  if (!chosen) return columns.filter((column) => column.shown);
  const found = chosen.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  return found.length ? found : columns.filter((column) => column.shown);
}

/** A column's name moved by one place. */
export function moved(names: readonly string[], name: string, by: -1 | 1): string[] {
  const from = names.indexOf(name);
  const to = from + by;
  if (from < 0 || to < 0 || to >= names.length) return [...names];
  const after = names.filter((other) => other !== name);
  after.splice(to, 0, name);
  return after;
}

interface ColumnsProps {
  columns: readonly Column[];
  show: readonly string[] | null;
  state: TableState;
  change: (next: TableState) => void;
  density: Density;
  onDensity: (density: Density) => void;
}

/** Which columns there are, in which order, and how close the rows stand. */
export function ColumnChooser(props: ColumnsProps) {
  return (
    <Popover trigger="click" placement="bottomRight" destroyOnHidden content={<List {...props} />} title={tr("列", "Columns")}>
      <Button icon={<TableOutlined />}>{tr("列", "Columns")}</Button>
    </Popover>
  );
}

function List({ columns, show, state, change, density, onDensity }: ColumnsProps) {
  const names = shownColumns(columns, state.columns ?? show).map((column) => column.name);
  const choose = (chosen: string[] | null) => change({ ...state, columns: chosen });
  const toggle = (name: string) => choose(names.includes(name) ? names.filter((other) => other !== name) : [...names, name]);
  const ordered = [...shownColumns(columns, names), ...columns.filter((column) => !names.includes(column.name))];
  return (
    <>
      <div className="column-list">
        {ordered.map(({ name, title }) => {
          const there = names.includes(name);
          const move = (by: -1 | 1, label: string, icon: React.ReactNode) => (
            <Button type="text" size="small" icon={icon} aria-label={tr(`${title}${label}`, `${label}: ${title}`)} disabled={names[by < 0 ? 0 : names.length - 1] === name} onClick={() => choose(moved(names, name, by))} />
          );
          return (
            <div key={name} className="column-one">
              <Checkbox checked={there} disabled={there && names.length === 1} onChange={() => toggle(name)}>{title}</Checkbox>
              {there ? move(-1, tr("上移", "Up"), <ArrowUpOutlined />) : null}
              {there ? move(1, tr("下移", "Down"), <ArrowDownOutlined />) : null}
            </div>
          );
        })}
      </div>
      <div className="views-save">
        <Segmented block size="small" aria-label={tr("行距", "Row height")} options={DENSITIES} value={density} onChange={onDensity} />
        <Button size="small" disabled={!state.columns} onClick={() => choose(null)}>{tr("恢复默认列", "Default columns")}</Button>
      </div>
    </>
  );
}
