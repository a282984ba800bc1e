/** Values of a register row between how they are stored, typed and shown. */
import type { Field, RowValues, Sheet } from "@/api/register";
import { decimal } from "@/format/quantity";
import { tr } from "@/lang";

import { fenOfYuan, plain, readDay, readMoment, readNumber, typedMoment } from "./RecordFormReading";

export type Value = RowValues[string];
/** What stands in the fields: text, as it is typed or as the code of a choice. */
export type Typed = Record<string, string>;

export interface FieldChange {
  field: Field;
  before: Value;
  after: Value;
}

const YES = "true";
const NO = "false";

export const isEmpty = (value: Value): boolean => value === null || value === undefined || value === "";
/** Money is kept in fen and read in yuan. */
export const inFen = (field: Field): boolean => field.name.endsWith("_fen");

/** The choices of a field that is picked and not typed; null for one that is typed. */
export function optionsOf(field: Field): { value: string; label: string }[] | null {
  if (field.kind === "flag") return [{ value: YES, label: tr("是", "Yes") }, { value: NO, label: tr("否", "No") }];
  return field.choices.length ? field.choices.map(({ code, title }) => ({ value: code, label: title })) : null;
}

/** A stored value as it stands in its field. */
export function typedOf(field: Field, value: Value): string {
  if (isEmpty(value)) return "";
  if (field.kind === "moment") return typedMoment(String(value));
  if (inFen(field)) return (Number(value) / 100).toFixed(2);
  return String(value);
}

export const typedRow = (sheet: Sheet, values: RowValues): Typed =>
  Object.fromEntries(sheet.fields.map((field) => [field.name, typedOf(field, values[field.name])]));

/** The stored value of what was typed; throws an Error that says what is wrong with it. */
export function storedOf(field: Field, typed: string | undefined): Value {
  const text = plain(typed ?? "");
  if (text === "") return null;
  switch (field.kind) {
    case "date":
      return readDay(text) ?? fail(tr(`“${text}”不是日期，请按 2025-09-01 或 2025.9.1 填写`, `“${text}” is no date; write it as 2025-09-01 or 2025.9.1`));
    case "moment":
      return readMoment(text) ?? fail(tr(`“${text}”不是时间，请按 2025-09-01 8:30 填写`, `“${text}” is no time; write it as 2025-09-01 8:30`));
    case "flag":
      return text === YES;
    case "integer":
    case "number":
    case "litres":
      return numberOf(field, text);
    case "uscc":
      return text.replace(/\s/g, "").toUpperCase();
    default:
      return text;
  }
}

function numberOf(field: Field, text: string): number {
  const found = readNumber(text);
  if (found === null) return fail(tr(`“${text}”不是数字`, `“${text}” is no number`));
  if (inFen(field)) return fenOfYuan(found) ?? fail(tr("金额只到分，请填两位小数", "Give yuan with at most two decimals"));
  if (field.kind === "integer" && !Number.isInteger(found)) return fail(tr(`“${text}”不是整数`, `“${text}” is no whole number`));
  return found;
}

function fail(message: string): never {
  throw new Error(message);
}

/** What is wrong with what was typed into a field; null when nothing is. */
export function faultOf(field: Field, typed: string | undefined): string | null {
  try {
    const value = storedOf(field, typed);
    return field.required && isEmpty(value) ? tr("请填写", "Please fill this in") : null;
  } catch (error) {
    return (error as Error).message;
  }
}

export const storedRow = (sheet: Sheet, typed: Typed): RowValues =>
  Object.fromEntries(sheet.fields.map((field) => [field.name, storedOf(field, typed[field.name])]));

/** The fields of which two rows say something else. */
export function changesBetween(sheet: Sheet, before: RowValues, after: RowValues): FieldChange[] {
  return sheet.fields
    .filter((field) => !sameValue(field, before[field.name], after[field.name]))
    .map((field) => ({ field, before: before[field.name], after: after[field.name] }));
}

function sameValue(field: Field, one: Value, other: Value): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other);
  if (field.kind === "moment") return Date.parse(String(one)) === Date.parse(String(other));
  return one === other;
}

/** The unit beside a figure, as people say it. */
export const unitOf = (field: Field): string => (inFen(field) ? tr("元/升", "yuan/L") : field.unit);

/** A field's title with its unit. */
export const titleOf = (field: Field): string => {
  const unit = unitOf(field);
  return unit ? tr(`${field.title}（${unit}）`, `${field.title} (${unit})`) : field.title;
};

/** A stored value as people read it, without its unit. */
export function shown(field: Field, value: Value): string {
  if (isEmpty(value)) return tr("未登记", "not given");
  const option = optionsOf(field)?.find((one) => one.value === String(value));
  if (option) return option.label;
  if (inFen(field)) return decimal(Number(value) / 100, 2);
  if (field.kind === "moment") return typedMoment(String(value));
  if (typeof value === "number" && field.kind !== "integer" && !field.key) return figure(value);
  return String(value);
}

/** A figure with thousands separators and the decimals it has. */
const figure = (value: number): string => decimal(value, Math.min(3, (String(value).split(".")[1] ?? "").length));
