import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/api/client";
import { tr } from "@/lang";
import { LEVELS, type Level } from "@/states/alert";

type SectionName = Schemas["DeskSectionOut"]["section"];

/** A field of a line: `list` names the choices, `most` bounds a number from above. */
export interface Field {
  name: string;
  kind: "words" | "one" | "many" | "number" | "day" | "yes" | "steps";
  list?: ListName;
  least?: number;
  most?: number;
  needed?: boolean;
  /** Decimals are allowed. */
  exact?: boolean;
}

export type ListName = "causes" | "rules" | "departments" | "regions" | "ownerships" | "colours" | "severities" | "verdicts" | "by";

const number = (name: string, least: number, most: number, more: Partial<Field> = {}): Field => ({ name, kind: "number", least, most, ...more });
const size = (name: string): Field => number(name, 0, 1e12, { exact: true });
const many = (list: ListName): Field => ({ name: list, kind: "many", list });

/** What the lines of each section are made of; the limits are those of the platform (`alerts.entries`). */
export const FIELDS: Record<SectionName, readonly Field[]> = {
  colours: [
    { name: "colour", kind: "one", list: "colours", needed: true },
    { name: "basis", kind: "words", needed: true },
    many("causes"), many("rules"), many("severities"), many("verdicts"),
    size("from_litres"), size("from_yuan"), size("from_percent"), size("from_days"),
    { name: "effective_from", kind: "day" },
    { name: "effective_until", kind: "day" },
  ],
  routes: [
    { name: "department", kind: "one", list: "departments", needed: true },
    { name: "informed", kind: "many", list: "departments" },
    { name: "county", kind: "yes" },
    many("causes"), many("rules"), many("regions"), many("ownerships"),
  ],
  deadlines: [
    many("colours"), many("causes"),
    number("sign_minutes", 1, 100_000), number("sign_working_days", 0, 250),
    number("close_working_days", 0, 250, { needed: true }), number("snooze_days", 0.1, 366, { exact: true }),
    { name: "steps", kind: "steps" },
  ],
  storms: [{ name: "by", kind: "one", list: "by", needed: true }, number("more_than", 1, 10_000, { needed: true }), number("minutes", 1, 1440, { needed: true })],
  areas: [number("stations", 2, 1000), number("share", 0.01, 1, { exact: true }), number("minutes", 1, 1440)],
};

export interface Option {
  value: string;
  label: string;
}

const option = (value: string, label: string): Option => ({ value, label });
const named = (listed: readonly Schemas["NamedCode"][]): Option[] => listed.map(({ code, name }) => option(code, `${name} ${code}`));

/** Whom a step of escalation goes to, beside departments by their codes. */
export const RECIPIENTS: readonly Option[] = [option("head", tr("责任部门", "The responsible department")), option("lead", tr("牵头部门", "The leading department"))];

/** The choices of each list; what the city registers comes from the platform. */
export function listsOf(given: Schemas["DeskChoicesOut"]): Record<ListName, Option[]> {
  return {
    causes: given.causes.map(({ code, name }) => option(code, name)),
    rules: named(given.rules),
    departments: named(given.departments),
    regions: named(given.regions),
    ownerships: given.ownerships.map((one) => option(one, one)),
    colours: (Object.keys(LEVELS) as Level[]).map((one) => option(one, `${LEVELS[one].sign ?? ""}${LEVELS[one].word}`)),
    severities: [option("alarm", tr("报警", "Alarm")), option("warning", tr("警告", "Warning")), option("info", tr("提示", "Note"))],
    verdicts: [option("discrepancy", tr("数据不符", "Discrepancy")), option("suspicion", tr("疑点", "Suspicion")), option("undecidable", tr("数据不足以判定", "Undecidable"))],
    by: [option("city", tr("全市", "The city")), option("county", tr("各县（市、区）", "Each county")), option("cause", tr("各县各原因", "Each cause in a county"))],
  };
}

/** What the lists hold, as the city registers it. */
export const deskChoices = queryOptions({ queryKey: ["alert-desk", "choices"], queryFn: () => ask(api.GET("/api/v1/alert-desk/choices")) });

/** The word of every code that a line may hold; departments and regions by their names alone. */
export function wordsOf(given: Schemas["DeskChoicesOut"] | undefined): ReadonlyMap<string, string> {
  if (!given) return new Map();
  const { severities, verdicts, by } = listsOf(given);
  const named = [...given.causes, ...given.rules, ...given.departments, ...given.regions].map(({ code, name }): [string, string] => [code, name]);
  return new Map([...named, ...[...severities, ...verdicts, ...by, ...RECIPIENTS].map(({ value, label }): [string, string] => [value, label])]);
}

export type Values = Record<string, unknown>;

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** A line as the platform takes it: what is left open is left out. */
export const lineOf = (typed: Values): Values => Object.fromEntries(Object.entries(typed).filter(([, value]) => !isEmpty(value)));
