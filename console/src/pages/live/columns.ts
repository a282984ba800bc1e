/** Columns and filters that all live tables share: the station, its county and company, alerts, connection. */
import { celsius, NOTHING } from "@/format/quantity";
import { ago } from "@/format/time";
import { tr } from "@/lang";
import { LEVELS, levelLook, type Level, type Look } from "@/states/alert";
import { productLook } from "@/states/fuel";
import { linkLook, LINKS, type Link } from "@/states/station";

import { rankOf, type LiveRow, type Names, type Value } from "./board";
import { occurring, type LiveColumn, type LiveFilter } from "./view";

export const NO_ALERT = "none";

export const number = (value: Value | undefined): number | null => (typeof value === "number" ? value : null);

/** Seconds since 1970 as milliseconds. */
export const moment = (value: Value | undefined): number | null => (typeof value === "number" ? value * 1000 : null);

export const stationColumns = ({ regions, companies }: Names): LiveColumn[] => [
  { name: "station_name", title: tr("加油站", "Station"), width: 170, phone: true, order: (row) => row.station.rank, text: (row) => row.station.name, hint: (row) => row.station.id },
  { name: "station_region", title: tr("县区", "County"), width: 96, order: (row) => row.station.region, text: (row) => regions[row.station.region] ?? row.station.region },
  { name: "uscc", title: tr("经营企业", "Company"), width: 190, hidden: true, order: (row) => companies[row.station.uscc] ?? row.station.uscc, text: (row) => companies[row.station.uscc] ?? row.station.uscc },
];

export const product: LiveColumn = {
  name: "product", title: tr("油品", "Product"), width: 104, order: (row) => row.values.product ?? null, text: (row) => productLook(String(row.values.product ?? "")).name,
};

export const colour: LiveColumn = {
  name: "colour", title: tr("预警", "Alert"), width: 84, phone: true, order: (row) => rankOf(row.colour), text: (row) => (row.colour ? levelLook(row.colour).word : tr("无", "None")), look: (row) => (row.colour ? levelLook(row.colour) : null),
};

export const link: LiveColumn = {
  name: "link", title: tr("站连接", "Connection"), width: 96, order: (row) => linkLook(row.link).rank, text: (row) => linkLook(row.link).word, look: (row) => linkLook(row.link), hint: (row) => linkLook(row.link).meaning,
};

export const stationFilters: LiveFilter[] = [
  { name: "station_region", title: tr("县区", "County"), prefix: true, of: (row) => row.station.region, choices: (rows, { regions }) => occurring(rows, (row) => row.station.region, (code) => regions[code] ?? code) },
  { name: "uscc", title: tr("经营企业", "Company"), of: (row) => row.station.uscc, choices: (rows, { companies }) => occurring(rows, (row) => row.station.uscc, (code) => companies[code] ?? code) },
];

export const productFilter: LiveFilter = {
  name: "product", title: tr("油品", "Product"), of: (row) => String(row.values.product ?? ""), choices: (rows) => occurring(rows, (row) => String(row.values.product ?? ""), (code) => productLook(code).name),
};

export const colourFilter: LiveFilter = {
  name: "colour", title: tr("预警颜色", "Alert colour"), of: (row) => row.colour ?? NO_ALERT,
  choices: () => [...(Object.keys(LEVELS) as Level[]).map((code) => ({ code, title: `${LEVELS[code].sign ?? ""} ${LEVELS[code].word}` })), { code: NO_ALERT, title: tr("无预警", "No alert") }],
};

export const linkChoices = () => (Object.keys(LINKS) as Link[]).map((code) => ({ code, title: LINKS[code].word }));

/** A time as its age, the moment itself beside it. */
export const aged = (at: number | null, now: number): string => (at === null ? NOTHING : ago(at, now));

export const temperature = (row: LiveRow): string => celsius(number(row.values.temp_c));

/** A state of a table's own as it looks. */
export const plainLook = (word: string, shape: Look["shape"], tone: "green" | "late" | "grey" | "down" | "purple", rank: number): Look => ({ word, shape, colour: `var(--${tone})`, ink: `var(--${tone}-ink)`, rank });
