/** What a probe found at a device, as the collector's answer carries it. */
export interface FoundTank {
  tank_id: number;
  product: string | null;
  volume_l: number | null;
  height_mm: number | null;
  water_mm: number | null;
  temp_c: number | null;
}

export interface FoundNozzle {
  nozzle_id: number;
  product: string | null;
  total_ml: number | null;
  total_fen: number | null;
  unit_price_fen: number | null;
}

export interface Probe {
  model: string | null;
  tanks: FoundTank[];
  nozzles: FoundNozzle[];
  alarms: string[];
  notes: string[];
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const words = (value: unknown): string[] => list(value).map((one) => (typeof one === "string" ? one : JSON.stringify(one)));

/** The report in a probe's answer; null when the answer is a sentence and no report. */
export function probeOf(detail: string | null | undefined): Probe | null {
  let told: unknown;
  try {
    told = JSON.parse(detail ?? "");
  } catch {
    return null;
  }
  if (typeof told !== "object" || told === null || !("tanks" in told || "nozzles" in told)) return null;
  const found = told as Record<string, unknown>;
  return {
    model: typeof found["model"] === "string" && found["model"] ? found["model"] : null,
    tanks: list(found["tanks"]) as FoundTank[],
    nozzles: list(found["nozzles"]) as FoundNozzle[],
    alarms: words(found["alarms"]),
    notes: words(found["notes"]),
  };
}
