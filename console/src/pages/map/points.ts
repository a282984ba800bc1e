/** Two thousand stations drawn by hand on a canvas of their own: a frame of a drag costs a few milliseconds. */
import type { ECharts } from "echarts/core";

import { coloursAt } from "@/charts/colours";
import { SHAPES, type Shape } from "@/states/shapes";

export interface Point {
  id: string;
  name: string;
  label: string;
  words: string;
  longitude: number;
  latitude: number;
  shape: Shape;
  colour: string;
  size: number;
  loud: boolean;
}

type Lookup = (name: string) => string;

/** Names are drawn of so many at most; more would cover each other. */
const MOST_NAMES = 160;
const REACH = 6;
const CELL = 14;
const FIELD = 24;
const UNDER = 13;

/** Longitude and latitude to pixels: a schematic map is flat, so two points give all others. */
export interface Flat {
  x: (longitude: number) => number;
  y: (latitude: number) => number;
}

export function flatOf(chart: Pick<ECharts, "convertToPixel">): Flat | null {
  const at = (place: number[]): number[] | undefined => chart.convertToPixel({ geoIndex: 0 }, place) as number[] | undefined;
  const [zero, one] = [at([110, 30]), at([120, 40])];
  if (!zero || !one || ![...zero, ...one].every(Number.isFinite)) return null;
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [...zero, ...one];
  return { x: (longitude) => x0 + ((longitude - 110) / 10) * (x1 - x0), y: (latitude) => y0 + ((latitude - 30) / 10) * (y1 - y0) };
}

interface Placed {
  point: Point;
  x: number;
  y: number;
}

/** The layer of points over a chart; draws itself whenever the chart did. */
export class PointLayer {
  private points: readonly Point[] = [];
  private placed: Placed[] = [];
  private selected: string | null = null;
  private hovered: string | null = null;
  private narrow = false;
  private sprites = new Map<string, HTMLCanvasElement>();
  private readonly base = document.createElement("canvas");
  private stale = true;
  private view = "";
  private resolved = new Map<string, string>();
  private frame = 0;

  constructor(private readonly canvas: HTMLCanvasElement, private readonly chart: ECharts, private readonly counties: readonly string[] = []) {
    chart.on("rendered", this.followed);
  }

  show(points: readonly Point[], selected: string | null, narrow: boolean): void {
    // Loud ones last, so that no neighbour covers them.
    this.points = [...points].sort((a, b) => Number(a.loud) - Number(b.loud) || a.size - b.size);
    this.selected = selected;
    this.narrow = narrow;
    this.soon();
  }

  /** The page's colours changed. */
  repaint(): void {
    this.sprites.clear();
    this.resolved.clear();
    this.soon();
  }

  hover(id: string | null): void {
    if (id === this.hovered) return;
    this.hovered = id;
    this.again();
  }

  /** The station under the pointer, the one drawn on top first. */
  at(x: number, y: number): Placed | null {
    for (let i = this.placed.length - 1; i >= 0; i -= 1) {
      const placed = this.placed[i] as Placed;
      const reach = Math.max(REACH, placed.point.size / 2 + 2);
      if (Math.abs(placed.x - x) <= reach && Math.abs(placed.y - y) <= reach) return placed;
    }
    return null;
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.chart.off("rendered", this.followed);
  }

  private soon = (): void => {
    this.stale = true;
    this.again();
  };

  /** The chart drew itself: the stations follow when it moved, not when it only lit up a county. */
  private followed = (): void => {
    if (this.viewNow() !== this.view) this.soon();
  };

  private viewNow(): string {
    const flat = flatOf(this.chart);
    return flat ? [flat.x(110), flat.y(30), flat.x(120), this.chart.getWidth(), this.chart.getHeight(), window.devicePixelRatio].join(" ") : "";
  }

  private again(): void {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  }

  /** All stations on a sheet of their own when they changed; a pointer that moves costs one copy of it. */
  private draw(): void {
    this.frame = 0;
    const [width, height] = [this.chart.getWidth(), this.chart.getHeight()];
    const scale = window.devicePixelRatio || 1;
    fit(this.canvas, width, height, scale);
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    if (this.stale && !this.drawBase(width, height, scale)) return;
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.base.width && this.base.height) pen.drawImage(this.base, 0, 0);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const hovered = this.placed.find(({ point }) => point.id === this.hovered);
    if (hovered) this.drawSprite(pen, hovered, Math.round(hovered.point.size * 1.35), scale);
  }

  private drawBase(width: number, height: number, scale: number): boolean {
    const flat = flatOf(this.chart);
    const pen = this.base.getContext("2d");
    if (!pen || !flat) return false;
    fit(this.base, width, height, scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    this.placed = [];
    for (const point of this.points) {
      const [x, y] = [flat.x(point.longitude), flat.y(point.latitude)];
      if (x > -20 && y > -20 && x < width + 20 && y < height + 20) this.placed.push({ point, x, y });
    }
    this.drawRing(pen);
    for (const placed of this.placed) this.drawSprite(pen, placed, placed.point.size, scale);
    this.drawNames(pen, scale);
    this.stale = false;
    this.view = this.viewNow();
    return true;
  }

  private drawSprite(pen: CanvasRenderingContext2D, { point, x, y }: Placed, size: number, scale: number): void {
    copy(pen, this.sprite(point.shape, point.colour, size, scale), x, y, scale);
  }

  /** A symbol drawn once and copied from then on. */
  private sprite(shape: Shape, colour: string, size: number, scale: number): HTMLCanvasElement {
    const key = `${shape} ${colour} ${size} ${scale}`;
    const held = this.sprites.get(key);
    if (held) return held;
    const made = document.createElement("canvas");
    made.width = made.height = Math.ceil((size + 2) * scale);
    const pen = made.getContext("2d");
    if (pen) {
      pen.scale(scale, scale);
      pen.translate(1, 1);
      pen.scale(size / FIELD, size / FIELD);
      const path = new Path2D(SHAPES[shape]);
      pen.lineWidth = (2 * FIELD) / size;
      pen.strokeStyle = this.colour("var(--halo)");
      pen.stroke(path);
      pen.fillStyle = this.colour(colour);
      pen.fill(path, "evenodd");
    }
    this.sprites.set(key, made);
    return made;
  }

  private drawRing(pen: CanvasRenderingContext2D): void {
    const chosen = this.placed.find(({ point }) => point.id === this.selected);
    if (!chosen) return;
    pen.beginPath();
    pen.arc(chosen.x, chosen.y, 17, 0, 2 * Math.PI);
    pen.fillStyle = "rgba(22,119,255,0.16)";
    pen.fill();
    pen.lineWidth = 2.5;
    pen.strokeStyle = this.colour("var(--map-ring)");
    pen.stroke();
  }

  /** Names where there is room: of the chosen station, of the loud ones, and of all when few are in sight. */
  private drawNames(pen: CanvasRenderingContext2D, scale: number): void {
    const few = !this.narrow && this.placed.length <= MOST_NAMES;
    const named = this.placed.filter(({ point }) => few || point.loud || point.id === this.selected).reverse();
    named.sort((a, b) => Number(b.point.id === this.selected) - Number(a.point.id === this.selected));
    const taken = new Set<string>();
    const write = ({ point, x, y }: Placed): void => {
      const at = y + point.size / 2 + UNDER / 2 + 2;
      if (takes(taken, x, at, point.label.length * 11)) copy(pen, this.nameSprite(point.label, scale), x, at, scale);
    };
    const shown = named.slice(0, MOST_NAMES);
    const first = ({ point }: Placed): boolean => point.loud || point.id === this.selected;
    shown.filter(first).forEach(write);
    this.keepCounties(taken);
    shown.filter((one) => !first(one)).forEach(write);
  }

  /** The map writes the counties' names itself: no quiet station's name goes over them. */
  private keepCounties(taken: Set<string>): void {
    for (const county of this.counties) {
      const [x = NaN, y = NaN] = (this.chart.convertToPixel({ geoIndex: 0 }, county) as unknown as number[] | undefined) ?? [];
      if (Number.isFinite(x) && Number.isFinite(y)) takes(taken, x, y, county.length * UNDER);
    }
  }

  /** A name drawn once: letters with a halo are the dearest part of a frame. */
  private nameSprite(label: string, scale: number): HTMLCanvasElement {
    const key = `${label}\n${scale}`;
    const held = this.sprites.get(key);
    if (held) return held;
    const made = document.createElement("canvas");
    made.width = Math.ceil((label.length * 12 + 8) * scale);
    made.height = Math.ceil((UNDER + 6) * scale);
    const pen = made.getContext("2d");
    if (pen) this.writeName(pen, label, made.width / scale, made.height / scale, scale);
    this.sprites.set(key, made);
    return made;
  }

  private writeName(pen: CanvasRenderingContext2D, label: string, width: number, height: number, scale: number): void {
    pen.scale(scale, scale);
    pen.font = '11px "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = this.colour("var(--halo)");
    pen.fillStyle = this.colour("var(--map-label)");
    pen.strokeText(label, width / 2, height / 2);
    pen.fillText(label, width / 2, height / 2);
  }

  private colour(said: string): string {
    const held = this.resolved.get(said);
    if (held) return held;
    const lookup: Lookup = coloursAt(this.canvas);
    const found = said.replace(/var\((--[\w-]+)\)/, (_, name: string) => lookup(name));
    this.resolved.set(said, found);
    return found;
  }
}

/** Gives a canvas its size in device pixels; setting it anew would clear it. */
function fit(canvas: HTMLCanvasElement, width: number, height: number, scale: number): void {
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
}

/** A sprite with its middle at a place, on whole pixels of the device: nothing has to be blended. */
function copy(pen: CanvasRenderingContext2D, sprite: HTMLCanvasElement, x: number, y: number, scale: number): void {
  const [width, height] = [sprite.width / scale, sprite.height / scale];
  const [left, top] = [Math.round((x - width / 2) * scale) / scale, Math.round((y - height / 2) * scale) / scale];
  pen.drawImage(sprite, left, top, width, height);
}

/** Takes the place of a name; false when another has a part of it. */
function takes(taken: Set<string>, x: number, y: number, width: number): boolean {
  const cells: string[] = [];
  for (const row of new Set([Math.floor((y - UNDER / 2) / CELL), Math.floor((y + UNDER / 2) / CELL)]))
    for (let column = Math.floor((x - width / 2) / CELL); column <= Math.floor((x + width / 2) / CELL); column += 1) cells.push(`${row} ${column}`);
  if (cells.some((cell) => taken.has(cell))) return false;
  cells.forEach((cell) => taken.add(cell));
  return true;
}
