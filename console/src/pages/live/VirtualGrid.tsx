import { memo, useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject } from "react";
import { Link, useNavigate } from "react-router";

import { tr } from "@/lang";
import { ShapeIcon } from "@/ui/StateSymbol";

import type { LiveRow, Moved } from "./board";
import { usePrinting } from "./usePrinting";
import { anchored, type LiveColumn } from "./view";

const OVERSCAN = 6;
/** The window of rows moves by so many at a time, so that a small scroll draws nothing. */
const STEP = 4;
const PRINTED = 300;

interface GridProps {
  /** Pixels; every row has it. */
  rowHeight: number;
  label: string;
  rows: readonly LiveRow[];
  columns: readonly LiveColumn[];
  now: number;
  moved: Moved;
  order: { name: string; down: boolean } | undefined;
  onOrder: (order: { name: string; down: boolean } | null) => void;
  /** Changes with what the person asked for: then the rows begin at the top again. */
  view: string;
}

/** Rows of one height, of which only those in sight are in the page: a grid by keyboard and for screen readers. */
export function VirtualGrid(props: GridProps) {
  const { rows, columns, now, moved, view, rowHeight } = props;
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const navigate = useNavigate();
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [active, setActive] = useState<string | null>(null);
  const printing = usePrinting();
  const position = useRef(0);
  useAnchor(box, position, rows, view, rowHeight);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => setHeight(element.clientHeight));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  const first = printing ? 0 : Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const last = printing ? PRINTED : Math.ceil((top + height) / rowHeight) + OVERSCAN + STEP;
  const scrolled = () => {
    const element = box.current;
    const now = element?.scrollTop ?? 0;
    position.current = now;
    element?.classList.toggle("aside", element.scrollLeft > 0);
    const stepped = Math.floor(now / (rowHeight * STEP)) * rowHeight * STEP;
    setTop((before) => (before === stepped ? before : stepped));
  };
  const template = useMemo(() => columns.map(({ width }) => `minmax(${width}px, ${width}fr)`).join(" "), [columns]);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const at = active === null ? -1 : rows.findIndex(({ key }) => key === active);
  const pick = useCallback((key: string) => setActive(key), []);

  const press = (event: KeyboardEvent) => {
    if (event.target !== box.current) return;
    const page = Math.max(1, Math.floor(height / rowHeight) - 2);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const by = steps[event.key];
    const row = rows[at];
    if (event.key === "Enter" && row) void navigate(`/stations/${row.station.id}`);
    if (by === undefined || !rows.length) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by));
    setActive(rows[next]?.key ?? null);
    reveal(box.current, next, rowHeight);
  };

  return (
    <div
      ref={box}
      className="live-grid"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={at >= first && at < last ? `${id}-${active}` : undefined}
      onScroll={scrolled}
      onKeyDown={press}
    >
      <div style={{ minWidth: width }}>
        <Head {...props} template={template} />
        <div role="rowgroup" className="live-rows" style={{ height: printing ? undefined : rows.length * rowHeight }}>
          {rows.slice(first, last).map((row, i) => (
            <GridRow key={row.key} id={`${id}-${row.key}`} row={row} index={first + i} columns={columns} template={template} height={rowHeight} now={now} moved={moved.get(row.key)} active={row.key === active} onPick={pick} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Brings a row into sight, below the head. */
function reveal(box: HTMLElement | null, index: number, rowHeight: number): void {
  if (!box) return;
  const above = index * rowHeight;
  const room = box.clientHeight - rowHeight;
  if (above < box.scrollTop) box.scrollTop = above;
  else if (above + rowHeight > box.scrollTop + room) box.scrollTop = above + rowHeight - room;
}

/**
 * Keeps the row at the top where it is when rows come and go by themselves; a new question begins at the top.
 *
 * `position` is where the last scroll ended: to ask the element itself would make it lay out the new rows at once.
 */
function useAnchor(box: RefObject<HTMLDivElement | null>, position: RefObject<number>, rows: readonly LiveRow[], view: string, rowHeight: number): void {
  const before = useRef({ rows, view });
  useLayoutEffect(() => {
    const was = before.current;
    before.current = { rows, view };
    if (!box.current || was.rows === rows) return;
    const to = was.view === view ? anchored(was.rows, rows, position.current, rowHeight) : 0;
    if (to === position.current) return;
    position.current = to;
    box.current.scrollTop = to;
  }, [box, position, rows, view, rowHeight]);
}

function Head({ columns, template, order, onOrder, rowHeight }: GridProps & { template: string }) {
  return (
    <div role="rowgroup" className="live-head">
      <div role="row" className="live-row" aria-rowindex={1} style={{ gridTemplateColumns: template, height: rowHeight }}>
        {columns.map((column) => {
          const down = order?.name === column.name ? order.down : null;
          const sorted = down === null ? "none" : down ? "descending" : "ascending";
          const next = () => onOrder(down === null ? { name: column.name, down: false } : down ? null : { name: column.name, down: true });
          return (
            <div key={column.name} role="columnheader" aria-sort={sorted} className={column.number ? "right" : undefined}>
              <button type="button" onClick={next} title={tr("点击排序", "Sort")}>{column.title}<i aria-hidden="true">{down === null ? "" : down ? "▼" : "▲"}</i></button>
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  id: string;
  row: LiveRow;
  index: number;
  columns: readonly LiveColumn[];
  template: string;
  height: number;
  now: number;
  moved: ReadonlySet<string> | undefined;
  active: boolean;
  onPick: (key: string) => void;
}

const GridRow = memo(function GridRow({ id, row, index, columns, template, height, now, moved, active, onPick }: RowProps) {
  const click = (event: MouseEvent) => {
    if (!(event.target as Element).closest("a")) onPick(row.key);
  };
  return (
    <div id={id} role="row" aria-rowindex={index + 2} aria-selected={active} className={active ? "live-row active" : "live-row"} style={{ gridTemplateColumns: template, height, top: index * height }} onClick={click}>
      {columns.map((column, i) => <Cell key={column.name} column={column} row={row} now={now} moved={isMoved(column, moved)} link={i === 0} />)}
    </div>
  );
});

const isMoved = (column: LiveColumn, moved: ReadonlySet<string> | undefined): boolean =>
  moved !== undefined && (column.of ?? [column.name]).some((name) => moved.has(name));

function Cell({ column, row, now, moved, link }: { column: LiveColumn; row: LiveRow; now: number; moved: boolean; link: boolean }) {
  const look = column.look?.(row, now);
  const text = column.text(row, now);
  const named = column.name === "station_name" && link;
  return (
    <div role="gridcell" className={`${column.number ? "right" : ""} ${moved ? "moved" : ""}`.trim() || undefined} title={column.hint?.(row, now) ?? undefined}>
      {look ? <span className="state"><ShapeIcon shape={look.shape} colour={look.colour} size={12} /><span style={{ color: look.ink }}>{look.word}</span></span> : named ? <Link to={`/stations/${row.station.id}`} tabIndex={-1}>{text}</Link> : text}
    </div>
  );
}
