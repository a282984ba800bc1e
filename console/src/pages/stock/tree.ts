import type { BookLine, BookPlace, CityBook } from "@/api/stock";

/** A row of the city's table: a county, a company of it, a station of that, a product. */
export interface Row {
  key: string;
  name: string;
  kind: "county" | "company" | "station" | "product";
  code: string;
  stations: number;
  needLook: number;
  line: BookLine;
  children?: Row[];
}

const ADDED = [
  "opening20_ml", "documents20_ml", "shifted20_ml", "entries20_ml", "sales20_ml", "other20_ml", "moved20_ml", "book20_ml", "closing20_ml", "variance20_ml", "allowed20_ml", "gauge_in20_ml", "trips20_ml",
  "undecided_days", "undecided20_ml", "documents", "documents_ml", "sales_ml", "amount_fen", "fuellings", "totalizer_ml", "test_return_ml", "self_use_ml", "transfer_ml", "custody_ml",
] as const;
const WORST = ["gain", "loss", "undecidable", "ok"] as const;

/** Lines added up; the deviations as independent ones, the standing is the worst. Nothing known stays nothing. */
export function addedLines(lines: readonly BookLine[]): BookLine {
  const [first] = lines;
  if (!first) throw new Error("no line to add");
  const total = { ...first };
  for (const name of ADDED) {
    const known = lines.map((line) => line[name]).filter((value) => value !== null);
    (total as Record<string, unknown>)[name] = known.length ? known.reduce((sum, value) => sum + value, 0) : null;
  }
  total.sd_ml = Math.round(Math.hypot(...lines.map((line) => line.sd_ml)));
  total.standing = WORST.find((one) => lines.some((line) => line.standing === one)) ?? "undecidable";
  return total;
}

/** The city's stations below their county and company. */
export function treeOf(book: CityBook): Row[] {
  const names = new Map(book.companies.map((company) => [company.code, company.name]));
  return book.counties.map((county) => {
    const mine = book.stations.filter((station) => station.county === county.code);
    const companies = [...new Set(mine.map((station) => station.company))];
    const children = companies.map((code) => companyRow(county.code, code, names.get(code) ?? code, mine.filter((station) => station.company === code)));
    return { key: county.code, name: county.name, kind: "county" as const, code: county.code, stations: county.stations, needLook: county.need_look, line: county.line, children: worstFirst(children) };
  });
}

function companyRow(county: string, code: string, name: string, stations: readonly BookPlace[]): Row {
  return {
    key: `${county}-${code}`, name, kind: "company", code, stations: stations.length,
    needLook: stations.reduce((sum, station) => sum + station.need_look, 0),
    line: addedLines(stations.map((station) => station.line)),
    children: stations.map(stationRow),
  };
}

function stationRow(station: BookPlace): Row {
  const children = station.products.map((product) => ({ key: `${station.code}-${product.family}`, name: product.name, kind: "product" as const, code: product.family, stations: 0, needLook: 0, line: product.line }));
  return { key: station.code, name: station.name, kind: "station", code: station.code, stations: 1, needLook: station.need_look, line: station.line, children };
}

const worstFirst = (rows: Row[]): Row[] => [...rows].sort((a, b) => b.needLook - a.needLook || a.code.localeCompare(b.code));
