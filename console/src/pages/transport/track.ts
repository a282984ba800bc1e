/** Drawing a track on a small schematic map. */
export type LonLat = [number, number];

export interface Place {
  name: string;
  at: LonLat;
  loading: boolean;
}

/** Degrees of longitude are shorter than degrees of latitude by about this at the latitude of eastern China. */
const ASPECT = 0.87;
const MARGIN = 48;
/** A city block: a tanker that stood still is not drawn as a city. */
const LEAST_DEGREES = 0.01;

/** From places to the picture's points, so that all of them fit with a margin. */
export function viewOf(points: readonly LonLat[], width: number, height: number): (point: LonLat) => LonLat {
  const east = points.map(([lon]) => lon * ASPECT);
  const north = points.map(([, lat]) => lat);
  const [left, right, low, high] = points.length ? [Math.min(...east), Math.max(...east), Math.min(...north), Math.max(...north)] : [0, 1, 0, 1];
  const scale = Math.min((width - 2 * MARGIN) / Math.max(right - left, LEAST_DEGREES), (height - 2 * MARGIN) / Math.max(high - low, LEAST_DEGREES));
  return ([lon, lat]) => [width / 2 + (lon * ASPECT - (left + right) / 2) * scale, height / 2 - (lat - (low + high) / 2) * scale];
}

interface Ground {
  features?: { geometry?: { type?: string; coordinates?: unknown } }[];
}

/** The outer rings of the city's counties. */
export function outlines(ground: unknown): LonLat[][] {
  const features = (ground as Ground | null | undefined)?.features ?? [];
  return features.flatMap(({ geometry }) => {
    if (geometry?.type === "Polygon") return [(geometry.coordinates as LonLat[][])[0] ?? []];
    if (geometry?.type === "MultiPolygon") return (geometry.coordinates as LonLat[][][]).map((polygon) => polygon[0] ?? []);
    return [];
  });
}
