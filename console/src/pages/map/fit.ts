type Position = [number, number];
type Rings = Position[][];

export interface Boundaries {
  features: {
    properties: { region_code?: string; name?: string };
    geometry: { type: string; coordinates: Rings | Rings[] };
  }[];
}

type Feature = Boundaries["features"][number];

interface Box {
  west: number;
  east: number;
  south: number;
  north: number;
}

const MARGIN = 0.85;

/** Centre and zoom that show one county whole; null when the boundaries do not hold it. */
export function fitOf(boundaries: Boundaries, code: string): { center: Position; zoom: number } | null {
  const county = boundaries.features.find((feature) => feature.properties.region_code === code);
  if (!county) return null;
  const part = boxOf([county]);
  const whole = boxOf(boundaries.features);
  const zoom = Math.min((whole.east - whole.west) / (part.east - part.west), (whole.north - whole.south) / (part.north - part.south));
  return { center: [(part.west + part.east) / 2, (part.south + part.north) / 2], zoom: Math.max(1, zoom * MARGIN) };
}

/** The counties that the map writes the names of. */
export const namesOf = ({ features }: Boundaries): string[] => features.flatMap(({ properties }) => properties.name ?? []);

function boxOf(features: readonly Feature[]): Box {
  const all = features.flatMap(positions);
  const longitudes = all.map(([longitude]) => longitude);
  const latitudes = all.map(([, latitude]) => latitude);
  return {
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
  };
}

function positions({ geometry }: Feature): Position[] {
  const polygons = geometry.type === "MultiPolygon" ? (geometry.coordinates as Rings[]) : [geometry.coordinates as Rings];
  return polygons.flat(2);
}
