type Position = [number, number];
type Rings = Position[][];

export interface Outlines {
  features: {
    properties: { region_code?: string };
    geometry: { type: string; coordinates: Rings | Rings[] };
  }[];
}

/** The middle of each county's outline, by its code: where its symbol stands. */
export function centresOf({ features }: Outlines): Record<string, Position> {
  const found: Record<string, Position> = {};
  for (const { properties, geometry } of features) {
    const code = properties.region_code;
    if (code) found[code] = middle(outerRing(geometry));
  }
  return found;
}

/** The longest outer ring: of several islands the one with the most detail. */
function outerRing({ type, coordinates }: Outlines["features"][number]["geometry"]): Position[] {
  const polygons = type === "MultiPolygon" ? (coordinates as Rings[]) : [coordinates as Rings];
  return polygons.map((rings) => rings[0] ?? []).reduce((longest, ring) => (ring.length > longest.length ? ring : longest), []);
}

/** The centroid of a ring; of one without area its first corner. */
function middle(ring: Position[]): Position {
  let area = 0;
  let x = 0;
  let y = 0;
  ring.forEach(([x0, y0], n) => {
    const [x1, y1] = ring[(n + 1) % ring.length] ?? [x0, y0];
    const cross = x0 * y1 - x1 * y0;
    area += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  });
  return area ? [x / (3 * area), y / (3 * area)] : (ring[0] ?? [0, 0]);
}
