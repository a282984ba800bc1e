export type RecordRow = Record<string, unknown>;

export interface Fuelling {
  station_id?: string;
  nozzle_id: number;
  seq: number;
  started_at: string;
  ended_at: string;
  volume_ml: number;
  unit_price_fen: number;
  amount_fen: number;
  totalizer_ml: number;
  kind: string;
  source: string;
}

/** A fuelling beside the one before it: what the meter ran, and what the record leaves unexplained. */
export interface Judged {
  fuelling: Fuelling;
  /** Totalizer minus the earlier record's, mL; null when the earlier one is not among the records. */
  rise: number | null;
  /** `rise` minus the recorded volume, mL: fuel that ran through the meter without a record; null when the total fell. */
  missing: number | null;
}

/** Each fuelling judged against the record before it (same nozzle, next number), sorted by nozzle and number. */
export function judge(rows: readonly Fuelling[]): Judged[] {
  const sorted = [...rows].sort((a, b) => a.nozzle_id - b.nozzle_id || a.seq - b.seq);
  return sorted.map((fuelling, i) => {
    const before = sorted[i - 1];
    const follows = before !== undefined && before.nozzle_id === fuelling.nozzle_id && before.seq + 1 === fuelling.seq;
    const rise = follows ? fuelling.totalizer_ml - before.totalizer_ml : null;
    return { fuelling, rise, missing: rise === null || rise < 0 ? null : rise - fuelling.volume_ml };
  });
}

/** Whether the total went back: the fall is the finding, and nothing follows from it about litres without a record. */
export const fell = (row: Judged): boolean => row.rise !== null && row.rise < 0;

/** Running sums for the picture: what the meter ran since the first record, and what the records add up to. */
export function runningSums(rows: readonly Fuelling[]): { at: string; metered: number; recorded: number }[] {
  const sorted = [...rows].sort((a, b) => a.seq - b.seq);
  const first = sorted[0];
  if (!first) return [];
  let recorded = 0;
  return sorted.map((row, i) => {
    recorded += i === 0 ? 0 : row.volume_ml;
    return { at: row.ended_at, metered: row.totalizer_ml - first.totalizer_ml, recorded };
  });
}
