import { describe, expect, it } from "vitest";

import { fileNameOf } from "@/api/raw";
import type { Column } from "@/api/tables";
import { shadeOf } from "@/app/appearance";
import { withColours } from "@/charts/colours";
import { moved, shownColumns } from "@/ui/table/Columns";
import { pathOf, textOf, titleOf } from "@/ui/table/render";
import { cleared, isFiltered, queryOf, SIZE, stateOf, withFilter, withState } from "@/ui/table/state";
import { queryText } from "@/ui/table/Views";
import { marksOf, sentenceOf } from "@/ui/table/words";

const column = (name: string, more: Partial<Column> = {}): Column => ({
  name, title: name, kind: "text", unit: "", sortable: true, filterable: true, choices: [], shown: true, link: "", width: 0, masked: false, ...more,
});

const STATUS = column("status", { title: "状态", kind: "choice", choices: [{ code: "open", title: "营业" }, { code: "closed", title: "关停" }] });
const VOLUME = column("capacity_l", { title: "容积", kind: "litres", unit: "升" });
const ADDRESS = "tab=tanks&q=三龙&sort=-name,status&page=3&size=100&columns=name,status&status=open&status=closed&capacity_l.from=10000";

describe("a table's address", () => {
  const state = stateOf(new URLSearchParams(ADDRESS));

  it("says search, order, page, columns and filters, and leaves the page's own alone", () => {
    expect(state).toEqual({
      q: "三龙",
      order: [{ name: "name", down: true }, { name: "status", down: false }],
      page: 3,
      size: 100,
      columns: ["name", "status"],
      filters: { status: ["open", "closed"], "capacity_l.from": ["10000"] },
    });
  });

  it("comes out as it went in, whatever else stands there", () => {
    const search = new URLSearchParams(ADDRESS);
    expect(stateOf(withState(search, state))).toEqual(state);
    expect(withState(search, state).get("tab")).toBe("tanks");
    expect(withState(search, cleared(state)).toString()).toBe("tab=tanks&sort=-name%2Cstatus&size=100&columns=name%2Cstatus");
  });

  it("keeps two tables of a page apart by their prefixes", () => {
    const search = withState(new URLSearchParams("a.q=one"), { ...state, q: "two" }, "b.");
    expect([stateOf(search, "a.").q, stateOf(search, "b.").q]).toEqual(["one", "two"]);
    expect(stateOf(search, "a.").filters).toEqual({});
  });

  it("leaves alone what pages say for themselves, whatever its prefix begins with", () => {
    const search = new URLSearchParams("tab=tasks&drill=1&enter=1&tstatus=open");
    expect(stateOf(search, "t").filters).toEqual({ status: ["open"] });
    expect(stateOf(search, "d").filters).toEqual({});
    expect(stateOf(search).filters).toEqual({ tstatus: ["open"] });
  });

  it("leaves out what it says wrongly", () => {
    const wrong = stateOf(new URLSearchParams("page=-3&size=99999&sort=,-,"));
    expect(wrong).toMatchObject({ page: 1, size: 500, order: [] });
    expect(stateOf(new URLSearchParams("size=abc")).size).toBe(SIZE);
  });

  it("asks the bureau for the rows, within what the page holds fixed, and never for the console's own columns", () => {
    const asked = queryOf(state, { status: "open", station_id: "3602030017" });
    expect(asked).toEqual([
      ["q", "三龙"], ["sort", "-name,status"], ["page", "3"], ["capacity_l.from", "10000"], ["size", "100"],
      ["status", "open"], ["station_id", "3602030017"],
    ]);
  });

  it("begins on the first page when a filter changes, and drops one without values", () => {
    const changed = withFilter(state, { status: [], "capacity_l.to": ["20000"] });
    expect(changed.page).toBe(1);
    expect(changed.filters).toEqual({ "capacity_l.from": ["10000"], "capacity_l.to": ["20000"] });
    expect([isFiltered(changed), isFiltered(cleared(changed))]).toEqual([true, false]);
  });

  it("is kept in a view without the page that happened to be open", () => {
    expect(stateOf(new URLSearchParams(queryText(state)))).toEqual({ ...state, page: 1 });
  });
});

describe("a filter in words", () => {
  const state = stateOf(new URLSearchParams(ADDRESS));

  it("names columns, values and ranges, and each part can go alone", () => {
    const marks = marksOf(state, [STATUS, VOLUME]);
    expect(marks.map((mark) => mark.words)).toEqual(["含“三龙”", "状态：营业、关停", "容积（升）：10000 起"]);
    expect(marks[1]?.without.filters).toEqual({ "capacity_l.from": ["10000"] });
    expect(marks[0]?.without.q).toBe("");
  });

  it("stands on paper with the order and the page", () => {
    const sentence = sentenceOf(state, [STATUS, VOLUME, column("name", { title: "名称" })], { total: 412, page: 3, size: 100 });
    expect(sentence).toBe("条件：含“三龙”；状态：营业、关停；容积（升）：10000 起。按名称降序、状态升序排列。共 412 条，第 3 / 5 页。");
  });
});

describe("a cell", () => {
  it("shows a value as its kind is shown everywhere, and nothing known as a dash", () => {
    expect(textOf(STATUS, "open")).toBe("营业");
    expect(textOf(STATUS, "strange")).toBe("strange");
    expect(textOf(VOLUME, 30_000)).toBe("30,000");
    expect(textOf(column("n", { kind: "integer" }), 0)).toBe("0");
    expect(textOf(column("n", { kind: "number" }), 0.125)).toBe("0.125");
    expect(textOf(column("d", { kind: "date" }), "2026-11-22")).toBe("2026-11-22");
    expect(textOf(column("t", { kind: "moment" }), "2019-11-21T06:05:00Z")).toBe("2019-11-21 14:05");
    expect(textOf(column("f", { kind: "flag" }), false)).toBe("否");
    expect([null, undefined, ""].map((value) => textOf(VOLUME, value))).toEqual(["—", "—", "—"]);
  });

  it("leads where its column says, unless a part of the way is missing", () => {
    const linked = column("tank_id", { link: "/stations/{station_id}/tanks/{tank_id}/chart" });
    expect(pathOf(linked, { _key: "1", station_id: "3602030017", tank_id: 2 })).toBe("/stations/3602030017/tanks/2/chart");
    expect(pathOf(linked, { _key: "1", tank_id: 2 })).toBeNull();
    expect(pathOf(column("station_id", { kind: "station" }), { _key: "1", station_id: "3602030017" })).toBe("/stations/3602030017");
    expect(titleOf(VOLUME)).toBe("容积（升）");
  });
});

describe("the choice of columns", () => {
  const all = [column("a"), column("b", { shown: false }), column("c")];

  it("shows what was chosen in its order, else what the table shows", () => {
    expect(shownColumns(all, ["c", "gone", "b"]).map((one) => one.name)).toEqual(["c", "b"]);
    expect(shownColumns(all, null).map((one) => one.name)).toEqual(["a", "c"]);
    expect(shownColumns(all, ["gone"]).map((one) => one.name)).toEqual(["a", "c"]);
  });

  it("moves a column by one place and never over the edge", () => {
    expect(moved(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], "a", -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], "gone", 1)).toEqual(["a", "b"]);
  });
});

describe("light and dark", () => {
  it("follow the choice, else the computer, and paper is light", () => {
    expect([shadeOf("dark", false, false), shadeOf("light", true, false)]).toEqual(["dark", "light"]);
    expect([shadeOf("system", true, false), shadeOf("system", false, false)]).toEqual(["dark", "light"]);
    expect(shadeOf("dark", true, true)).toBe("light");
  });

  it("reach pictures through the page's own variables; figures are handed on untouched", () => {
    const data = [[1, 2], [3, 4]];
    const option = { series: [{ itemStyle: { color: "var(--red)" }, data }], formatter: data.at };
    const made = withColours(option, (name) => `<${name}>`);
    expect(made.series[0]?.itemStyle.color).toBe("<--red>");
    expect(made.series[0]?.data).toBe(data);
    expect(made.formatter).toBe(data.at);
  });
});

describe("a file's name", () => {
  it("is the one the bureau gave, in any script", () => {
    expect(fileNameOf("attachment; filename*=UTF-8''%E7%AB%99%E7%82%B9.xlsx", "x")).toBe("站点.xlsx");
    expect(fileNameOf('attachment; filename="a.csv"', "x")).toBe("a.csv");
    expect(fileNameOf(null, "stations.xlsx")).toBe("stations.xlsx");
    expect(fileNameOf("attachment; filename*=UTF-8''%E7%AB", "x")).toBe("x");
  });
});
