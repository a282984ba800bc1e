/** What a live table holds: rows by key, renewed part by part as the bureau tells them. */
import type { Schemas } from "@/api/client";
import { levelLook, type Level } from "@/states/alert";

export type LivePart = Schemas["LivePart"];
export type Value = string | number | null;

export interface StationOf {
  id: string;
  name: string;
  region: string;
  uscc: string;
  status: string;
  /** Its place in the order of names: comparing numbers is a hundred times quicker than comparing Chinese. */
  rank: number;
}

/** A row is replaced when anything of it changes, so that the same object means the same content. */
export interface LiveRow {
  key: string;
  station: StationOf;
  link: string;
  /** The worst alert that is not closed of this very nozzle, tank or device. */
  colour: Level | null;
  values: Readonly<Record<string, Value>>;
}

/** Names of what rows carry as codes. */
export interface Names {
  regions: Readonly<Record<string, string>>;
  companies: Readonly<Record<string, string>>;
}

/** Which cells of which rows a part changed. */
export type Moved = ReadonlyMap<string, ReadonlySet<string>>;

const NOT_CONNECTED = "new";
const NOTHING_MOVED: Moved = new Map();
const collator = new Intl.Collator("zh-CN", { numeric: true });

export class LiveBoard {
  cursor = "";
  asOf: string | null = null;
  names: Names = { regions: {}, companies: {} };
  private stations = new Map<string, StationOf>();
  private links = new Map<string, string>();
  private alerts = new Map<string, Level>();
  private rows = new Map<string, LiveRow>();

  /** `subject` names the row as alerts do: `nozzle:3`. */
  constructor(private readonly subject: (values: LiveRow["values"]) => string) {}

  get all(): readonly LiveRow[] {
    return [...this.rows.values()];
  }

  /** Takes a part in; what moved is told for changes, not for a whole answer. */
  apply(part: LivePart): Moved {
    if (part.stations) this.takeStations(part.stations as string[][]);
    if (part.whole) this.names = { regions: part.regions ?? {}, companies: part.companies ?? {} };
    if (part.links) this.links = new Map(part.links as [string, string][]);
    if (part.alerts) this.alerts = new Map((part.alerts as string[][]).map(([station, subject, colour]) => [`${station}|${subject}`, colour as Level]));
    const before = this.rows;
    const told = part.rows.map((row) => valuesOf(part.columns, row as Value[]));
    const beside = Boolean(part.links || part.alerts);
    const kept = part.whole || !beside ? [] : [...before.values()].map((row) => row.values);
    this.rows = this.joined(part.whole || beside ? new Map() : new Map(before), [...kept, ...told], part.columns[1] ?? "");
    this.cursor = part.cursor;
    this.asOf = part.as_of;
    return part.whole ? NOTHING_MOVED : movedBetween(before, this.rows);
  }

  /** Rows with others put in; what stays as it was stays the same object. */
  private joined(rows: Map<string, LiveRow>, told: LiveRow["values"][], second: string): Map<string, LiveRow> {
    for (const values of told) {
      const key = `${values.station_id}|${values[second]}`;
      const made = this.rowOf(key, values);
      const old = rows.get(key) ?? this.rows.get(key);
      if (made) rows.set(key, old && isSame(old, made) ? old : made);
    }
    return rows;
  }

  private rowOf(key: string, values: LiveRow["values"]): LiveRow | null {
    const id = String(values.station_id);
    const station = this.stations.get(id);
    if (!station) return null;
    const link = this.links.get(id) ?? NOT_CONNECTED;
    return { key, station, link, colour: this.alerts.get(`${id}|${this.subject(values)}`) ?? null, values };
  }

  private takeStations(told: string[][]): void {
    const byName = [...told].sort((a, b) => collator.compare(a[1] ?? "", b[1] ?? ""));
    this.stations = new Map(byName.map(([id = "", name = "", region = "", uscc = "", status = ""], rank) => [id, { id, name, region, uscc, status, rank }]));
  }
}

const valuesOf = (columns: readonly string[], row: readonly Value[]): LiveRow["values"] =>
  Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]));

function isSame(a: LiveRow, b: LiveRow): boolean {
  return a.station === b.station && a.link === b.link && a.colour === b.colour && (a.values === b.values || differing(a, b).size === 0);
}

function differing(a: LiveRow, b: LiveRow): Set<string> {
  return new Set(Object.keys(b.values).filter((name) => a.values[name] !== b.values[name]));
}

function movedBetween(before: Map<string, LiveRow>, after: Map<string, LiveRow>): Moved {
  const moved = new Map<string, Set<string>>();
  for (const [key, row] of after) {
    const old = before.get(key);
    if (old === row) continue;
    const cells = old ? differing(old, row) : new Set(Object.keys(row.values));
    if (old && old.link !== row.link) cells.add("link");
    if (old && old.colour !== row.colour) cells.add("colour");
    if (cells.size) moved.set(key, cells);
  }
  return moved;
}

/** Orders alerts by their level; without any last. */
export const rankOf = (colour: Level | null): number => (colour ? levelLook(colour).rank : 9);
