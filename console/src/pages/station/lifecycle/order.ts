/** What a person typed into a dialog of a station's life, as the bureau is told it. */
import type { Verb } from "@/api/life";
import { readDay } from "@/ui/RecordFormReading";

export interface Typed {
  effective_on?: string;
  reason?: string;
  document_no?: string;
  longitude?: string;
  latitude?: string;
  address?: string;
  region_code?: string;
  new_station_id?: string;
  name?: string;
  licence_no?: string;
  licence_valid_until?: string;
  other?: string;
  goes_on?: "this" | "other" | "new";
  dispensers?: number[];
  tanks?: number[];
}

const text = (value: string | undefined): string => (value ?? "").trim();
const day = (value: string | undefined): string | null => readDay(text(value));
const number = (value: string | undefined): number | null => (text(value) ? Number(text(value)) : null);

/** A station that begins; empty fields are left to the station before it. */
function newStation(typed: Typed) {
  return {
    station_id: text(typed.new_station_id),
    name: text(typed.name),
    licence_no: text(typed.licence_no),
    licence_valid_until: day(typed.licence_valid_until),
    address: text(typed.address),
    longitude: number(typed.longitude),
    latitude: number(typed.latitude),
  };
}

/** The body of a verb's request. */
export function orderOf(verb: Verb, station: string, typed: Typed): Record<string, unknown> {
  const dated = { effective_on: day(typed.effective_on), reason: text(typed.reason), document_no: text(typed.document_no) };
  if (verb === "move") {
    return {
      ...dated,
      longitude: number(typed.longitude),
      latitude: number(typed.latitude),
      address: text(typed.address),
      region_code: text(typed.region_code),
      new_station_id: text(typed.new_station_id),
      licence_no: text(typed.licence_no),
      licence_valid_until: day(typed.licence_valid_until),
    };
  }
  if (verb === "merge") {
    const other = text(typed.other);
    const into = typed.goes_on === "other" ? other : typed.goes_on === "new" ? "" : station;
    return { ...dated, station_ids: [station, other], into, ...(typed.goes_on === "new" ? { new_station: newStation(typed) } : {}) };
  }
  if (verb === "split") {
    return { ...dated, new_station: newStation(typed), dispensers: typed.dispensers ?? [], tanks: typed.tanks ?? [] };
  }
  return dated;
}

export interface Nozzle {
  nozzle_id: number;
  dispenser_id: number;
  tank_id: number;
}

/** The tanks that the nozzles of some dispensers draw from. */
export function tanksOf(dispensers: readonly number[], nozzles: readonly Nozzle[]): number[] {
  const drawn = nozzles.filter(({ dispenser_id }) => dispensers.includes(dispenser_id)).map(({ tank_id }) => tank_id);
  return [...new Set(drawn)].sort((a, b) => a - b);
}
