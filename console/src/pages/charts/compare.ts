/** Two tank charts against each other: heights in millimetres, volumes in litres. */

export interface ChartLine {
  height_mm: number;
  volume_l: number;
}

export interface Difference {
  height_mm: number;
  litres: number;
}

/** The volume at a height by linear interpolation; null outside the chart, where it says nothing. */
export function volumeAt(lines: readonly ChartLine[], height: number): number | null {
  let low = 0;
  let high = lines.length - 1;
  const first = lines[low];
  const last = lines[high];
  if (!first || !last || height < first.height_mm || height > last.height_mm) return null;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lines[middle] as ChartLine).height_mm <= height) low = middle;
    else high = middle;
  }
  const [a, b] = [lines[low] as ChartLine, lines[high] as ChartLine];
  if (b.height_mm === a.height_mm) return a.volume_l;
  return a.volume_l + ((height - a.height_mm) / (b.height_mm - a.height_mm)) * (b.volume_l - a.volume_l);
}

/** How many litres the first chart says more than the second, at every height that either of them lists. */
export function differences(one: readonly ChartLine[], other: readonly ChartLine[]): Difference[] {
  const heights = new Set([...one, ...other].map((line) => line.height_mm));
  return [...heights]
    .sort((a, b) => a - b)
    .flatMap((height) => {
      const [a, b] = [volumeAt(one, height), volumeAt(other, height)];
      return a === null || b === null ? [] : [{ height_mm: height, litres: a - b }];
    });
}

/** Of versions, newest first, the one that a page opens with: the one in force, else the newest. */
export const shownFirst = <V extends { in_force: boolean }>(versions: readonly V[]): V | undefined => versions.find((version) => version.in_force) ?? versions[0];

/** The greatest difference, whichever its sign; null when the charts share no height. */
export const greatest = (found: readonly Difference[]): Difference | null =>
  found.reduce<Difference | null>((most, one) => (most && Math.abs(most.litres) >= Math.abs(one.litres) ? most : one), null);

export interface Pasted {
  lines: ChartLine[];
  /** Rows that are no pair of numbers, by their number in what was pasted. */
  bad: { row: number; text: string }[];
}

/** Two columns copied from Excel (tabs or spaces between them); a row of titles is passed over. */
export function readPasted(text: string, number: (text: string) => number | null): Pasted {
  const pasted: Pasted = { lines: [], bad: [] };
  text.split(/\r?\n/).forEach((line, index) => {
    const cells = line.trim().split(/\t+|\s*[;；]\s*|\s{2,}|\s+(?=[\d.])/).filter(Boolean);
    if (!cells.length) return;
    const [height, volume] = cells.slice(0, 2).map(number);
    if (cells.length >= 2 && height != null && volume != null) pasted.lines.push({ height_mm: height, volume_l: volume });
    else if (index > 0 || /\d/.test(line)) pasted.bad.push({ row: index + 1, text: line.trim() });
  });
  return pasted;
}

export interface Fault {
  row: number;
  kind: "height" | "volume" | "capacity";
}

/** Rows at which heights do not rise, volumes fall, or more is said than the tank holds. */
export function faults(lines: readonly ChartLine[], capacity: number): Fault[] {
  return lines.flatMap((line, index) => {
    const before = lines[index - 1];
    const found: Fault[] = [];
    if (before && line.height_mm <= before.height_mm) found.push({ row: index + 1, kind: "height" });
    if (before && line.volume_l < before.volume_l) found.push({ row: index + 1, kind: "volume" });
    if (line.volume_l > capacity) found.push({ row: index + 1, kind: "capacity" });
    return found;
  });
}
