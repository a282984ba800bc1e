/** A row's key in an address and in a title. */
import type { RowKey, RowValues, Sheet } from "@/api/register";
import { tr } from "@/lang";

const BETWEEN = "|";
/** A tank chart is opened as a whole, its lines have no address. */
const keyFields = (sheet: Sheet) => sheet.fields.filter((field) => field.key && field.name !== "height_mm");

export const keyOf = (sheet: Sheet, values: RowValues | Record<string, unknown>): RowKey =>
  Object.fromEntries(keyFields(sheet).map(({ name }) => [name, String(values[name] ?? "")]));

export const keyText = (key: RowKey): string => Object.values(key).join(BETWEEN);

/** The key that an address names; null when it does not fit the table. */
export function keyOfText(sheet: Sheet, text: string): RowKey | null {
  const names = keyFields(sheet).map(({ name }) => name);
  const values = text.split(BETWEEN);
  return names.length === values.length ? Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""])) : null;
}

const OBJECTS: Record<string, (key: RowKey) => string> = {
  tanks: ({ tank_id }) => tr(`${tank_id}号油罐`, `Tank ${tank_id}`),
  dispensers: ({ dispenser_id }) => tr(`${dispenser_id}号加油机`, `Dispenser ${dispenser_id}`),
  nozzles: ({ nozzle_id }) => tr(`${nozzle_id}号加油枪`, `Nozzle ${nozzle_id}`),
  verifications: ({ nozzle_id, verified_on }) => tr(`${nozzle_id}号加油枪 ${verified_on} 检定`, `Nozzle ${nozzle_id}, verified ${verified_on}`),
  seals: ({ seal_no }) => tr(`铅封 ${seal_no}`, `Seal ${seal_no}`),
  operations: ({ valid_from }) => tr(`自 ${valid_from} 起的经营主体`, `Operator since ${valid_from}`),
  companies: ({ uscc }) => tr(`经营企业 ${uscc}`, `Company ${uscc}`),
  stations: ({ station_id }) => tr(`加油站 ${station_id}`, `Station ${station_id}`),
};

/** What a row is, in words; a station's own rows stand beside its name. */
export const rowTitle = (sheet: Sheet, key: RowKey, station?: string): string =>
  [station, titleOf(sheet, key)].filter(Boolean).join(" · ");

const titleOf = (sheet: Sheet, key: RowKey): string => OBJECTS[sheet.name]?.(key) ?? `${sheet.title} ${keyText(key).replaceAll(BETWEEN, " · ")}`;
