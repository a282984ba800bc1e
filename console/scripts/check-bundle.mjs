// Fails when what the first page must load grows beyond its budget, or when a page that draws nothing loads ECharts.
//
// Budget: measured 2026-11-22, 306 kB of JavaScript and 6 kB of CSS (gzip) before the first page is shown; room to grow by a tenth.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 340;
const CSS_BUDGET_KB = 8;
/** Stands once in ECharts itself and nowhere else. */
const ECHARTS = "_echarts_instance_";
/** The pages that draw. */
const DRAWING = new Set([
  "alert/AlertPage", "charts/ChartPage", "cockpit/CockpitPage", "connectivity/ConnectivityPage", "map/MapPage", "metrology/MeasuredNozzlePage", "prices/PriceCapsPage",
  "prices/PricesPage", "reports/KeptReportPage", "reports/ReportsPage", "station/StationPage", "stock/StationStockPage", "stock/StockPage",
  "tax/TaxpayerPage", "trace/TracePage", "vapour/VapourStationPage",
]);

const folder = new URL(process.argv[2] ? `file://${process.argv[2]}/` : "../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", folder), "utf8"));
const contentOf = (file) => readFileSync(new URL(file, folder));

/** A chunk and everything it imports at once. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  (manifest[key].imports ?? []).forEach((next) => closure(next, seen));
  return seen;
}

const sizeKb = (files) => files.reduce((sum, file) => sum + gzipSync(contentOf(file)).length, 0) / 1000;

const faults = [];
const [entry] = Object.keys(manifest).filter((key) => manifest[key].isEntry);
const first = [...closure(entry)];
const js = sizeKb(first.map((key) => manifest[key].file));
const css = sizeKb([...new Set(first.flatMap((key) => manifest[key].css ?? []))]);
if (js > BUDGET_KB) faults.push(`the first load takes ${js.toFixed(0)} kB of JavaScript (gzip), its budget is ${BUDGET_KB} kB`);
if (css > CSS_BUDGET_KB) faults.push(`the first load takes ${css.toFixed(0)} kB of CSS (gzip), its budget is ${CSS_BUDGET_KB} kB`);

const draws = (keys) => keys.some((key) => contentOf(manifest[key].file).includes(ECHARTS));
if (draws(first)) faults.push("ECharts is loaded before any page asks for it");
const pages = Object.keys(manifest).filter((key) => /^src\/pages\/.*Page\.tsx$/.test(key) && manifest[key].isDynamicEntry);
for (const page of pages) {
  const name = page.replace(/^src\/pages\//, "").replace(/\.tsx$/, "");
  if (draws([...closure(page)]) && !DRAWING.has(name)) faults.push(`${name} loads ECharts but is not among the pages that draw`);
}

if (faults.length) {
  faults.forEach((fault) => console.error(fault));
  process.exit(1);
}
console.log(`first load: ${js.toFixed(0)} kB of JavaScript, ${css.toFixed(0)} kB of CSS (gzip); ${pages.length} pages load their own code`);
