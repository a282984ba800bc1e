/** What the live tables hold and show, and what the map's layers say of a station. */
import { describe, expect, it } from "vitest";

import { LiveBoard, type LivePart, type Value } from "@/pages/live/board";
import { NOZZLES, nozzleState, todayOf } from "@/pages/live/nozzles";
import { daysText } from "@/pages/live/supply";
import { anchored, shownRows } from "@/pages/live/view";
import { breaksOf, classesOf, classOf, LAYERS, NO_DATA, saidOf, signsOf, type LayerValue, type MapStation, type Values } from "@/pages/map/layers";
import { countySums } from "@/pages/map/sums";
import { mapStateOf, paramsOf, type MapState } from "@/pages/map/useMapState";
import { stateOf, withState } from "@/ui/table/state";

const COLUMNS = ["station_id", "nozzle_id", "product", "ended_at", "volume_ml", "today_ml", "today_n", "verification"];
const STATIONS = [["3602030017", "三龙加油站", "360203", "U1", "operating"], ["3602810001", "乐平一站", "360281", "U2", "operating"]];
const NOW = Date.parse("2026-11-22T04:00:00Z");

const row = (station: string, nozzle: number, ended: number | null, total: number | null = null): Value[] => [station, nozzle, "92", ended, 30_000, total, total === null ? null : 1, "ok"];

const part = (more: Partial<LivePart>): LivePart => ({ as_of: "2026-11-22T04:00:00Z", cursor: "1", whole: false, columns: COLUMNS, rows: [], stations: null, companies: null, regions: null, links: null, alerts: null, ...more });

const whole = (rows: Value[][]): LivePart => part({ whole: true, rows, stations: STATIONS, companies: { U1: "甲公司", U2: "乙公司" }, regions: { 360203: "珠山区", 360281: "乐平市" }, links: [["3602030017", "up"], ["3602810001", "down"]], alerts: [["3602030017", "nozzle:1", "red"]] });

const board = (rows: Value[][]): LiveBoard => {
  const made = new LiveBoard(NOZZLES.subject);
  made.apply(whole(rows));
  return made;
};

const FIRST = [row("3602030017", 1, NOW / 1000 - 60, 30_000), row("3602030017", 2, NOW / 1000 - 7200), row("3602810001", 1, null)];

describe("a live board", () => {
  it("ends with the same rows whether it was told whole or by changes, in any number of steps", () => {
    const steps = [[row("3602030017", 2, NOW / 1000, 40_000)], [row("3602810001", 1, NOW / 1000 - 5, 20_000)], [row("3602030017", 1, NOW / 1000, 60_000)]];
    const told = board(FIRST);
    steps.forEach((rows, i) => told.apply(part({ rows, cursor: String(i + 2) })));
    const cut = board(FIRST);
    cut.apply(part({ rows: steps.flat(), cursor: "4" }));
    const anew = board([row("3602030017", 1, NOW / 1000, 60_000), row("3602030017", 2, NOW / 1000, 40_000), row("3602810001", 1, NOW / 1000 - 5, 20_000)]);
    const plain = (one: LiveBoard) => one.all.map(({ key, link, colour, values }) => ({ key, link, colour, values }));
    expect(plain(told)).toEqual(plain(anew));
    expect(plain(cut)).toEqual(plain(anew));
  });

  it("says which cells moved, and keeps what did not move the same object", () => {
    const held = board(FIRST);
    const [, second, third] = held.all;
    const moved = held.apply(part({ rows: [row("3602030017", 1, NOW / 1000 - 60, 90_000), row("3602030017", 2, NOW / 1000 - 7200)] }));
    expect([...moved]).toEqual([["3602030017|1", new Set(["today_ml"])]]);
    expect(held.all[1]).toBe(second);
    expect(held.all[2]).toBe(third);
  });

  it("moves a whole station when its connection changes, and a row when its alert is closed", () => {
    const held = board(FIRST);
    const moved = held.apply(part({ links: [["3602030017", "down"], ["3602810001", "down"]], alerts: [] }));
    expect(moved.get("3602030017|1")).toEqual(new Set(["link", "colour"]));
    expect(moved.get("3602030017|2")).toEqual(new Set(["link"]));
    expect(moved.has("3602810001|1")).toBe(false);
  });

  it("forgets rows that a whole answer does not hold", () => {
    const held = board(FIRST);
    held.apply(whole(FIRST.slice(0, 1)));
    expect(held.all.map(({ key }) => key)).toEqual(["3602030017|1"]);
  });
});

describe("a live table", () => {
  const held = board(FIRST);
  const columns = NOZZLES.columns(held.names);
  const shown = (query: string) => shownRows(held.all, NOZZLES, columns, stateOf(new URLSearchParams(query)), NOW).map(({ key }) => key);

  it("filters, searches and sorts by what the address says", () => {
    expect(shown("station_region=3602")).toHaveLength(3);
    expect(shown("station_region=360281")).toEqual(["3602810001|1"]);
    expect(shown("colour=red&product=92")).toEqual(["3602030017|1"]);
    expect(shown("q=三龙 2号枪")).toEqual(["3602030017|2"]);
    expect(shown("state=never&state=recent")).toEqual(["3602030017|1", "3602810001|1"]);
    expect(shown("sort=-ended_at")).toEqual(["3602030017|1", "3602030017|2", "3602810001|1"]);
    expect(shown("sort=ended_at")[2], "nothing known stands last either way").toBe("3602810001|1");
  });

  it("keeps the page's tab while its own part of the address goes round", () => {
    const search = new URLSearchParams("tab=nozzles&q=三龙&sort=-today_l&colour=red&colour=none&columns=station_name,state");
    expect(withState(search, stateOf(search)).toString().split("&").sort()).toEqual(search.toString().split("&").sort());
  });

  it("does not say zero where nothing is heard", () => {
    const [sold, quiet, never] = held.all;
    expect(todayOf(sold!, "today_ml")).toBe(30_000);
    expect(todayOf(quiet!, "today_ml")).toBe(0);
    expect(todayOf(never!, "today_ml")).toBeNull();
    expect(held.all.map((one) => nozzleState(one, NOW))).toEqual(["recent", "quiet", "never"]);
  });

  it("keeps the row at the top where it was when rows come above it", () => {
    const [a, b, c] = held.all;
    expect(anchored([a!, b!, c!], [c!, a!, b!], 30, 30)).toBe(60);
    expect(anchored([a!, b!], [c!, a!, b!], 0, 30), "at the top new rows are seen").toBe(0);
    expect(anchored([a!, b!], [c!], 30, 30)).toBe(30);
  });

  it("gives no days without a reason for it", () => {
    expect([daysText(null), daysText(0), daysText(2.34), daysText(400)]).toEqual(["—", "0.0 天", "2.3 天", "100 天以上"]);
  });
});

const station = (id: string, more: Partial<MapStation> = {}): MapStation =>
  ({ station_id: id, name: id, region_code: "360203", link: "up", status: "operating", alerts: { red: 0, orange: 0, yellow: 0, blue: 0 }, ...more }) as MapStation;
const valued = (values: (number | null)[]): Values => new Map(values.map((value, i) => [String(i), { station_id: String(i), value, reason: value === null ? "no_data" : null, word: null } as LayerValue]));

describe("the map's layers", () => {
  it("give every value one class, which words and shapes tell without colour", () => {
    const values = valued([0, 0.5, 1, 3, 6.9, 7, 120, null]);
    const classes = classesOf("supply", values);
    const words = [...values.values()].map((value) => classOf("supply", classes, value).word);
    expect(words).toEqual(["不足1天", "不足1天", "1～3天", "3～7天", "3～7天", "7天以上", "7天以上", NO_DATA.word]);
    for (const { value: layer } of LAYERS) {
      const view = { layer, values, classes: layer === "supply" ? classes : layer === "online" || layer === "vapour" || layer === "sales" ? classesOf(layer, values) : [] };
      const signs = signsOf(view).map(({ look, size }) => `${look.shape} ${size}`);
      expect(new Set(signs).size, layer).toBe(signs.length);
    }
  });

  it("computes the classes of sales from what is sold, at round figures", () => {
    const litres = Array.from({ length: 100 }, (_, i) => (i + 1) * 123_456);
    const breaks = breaksOf(litres);
    expect(breaks).toEqual([...breaks].sort((a, b) => a - b));
    expect(breaks).toHaveLength(4);
    expect(breaks.every((bound) => Number((bound / 1000).toPrecision(2)) === bound / 1000)).toBe(true);
    const classes = classesOf("sales", valued([...litres, 0, null]));
    expect(new Set(litres.map((value) => classOf("sales", classes, { station_id: "", value, reason: null, word: null }).word)).size).toBe(5);
    expect(breaksOf([0, 0, 5_000])).toEqual([]);
  });

  it("shows no data as no data and a station without monitor as that", () => {
    const view = { layer: "vapour" as const, values: valued([null, 3]), classes: classesOf("vapour", new Map()) };
    expect(saidOf(station("0"), view).look.word).toBe("没有数据");
    expect(saidOf(station("1"), view).look.word).toBe("标准报警");
    expect(saidOf(station("9"), view).look.word).toBe("未装油气监测");
    expect(saidOf(station("0"), { ...view, waits: true }).look.word, "what is still being read").toBe("正在读取");
  });

  it("sums a county without counting what is unknown as zero", () => {
    const place = { longitude: null, latitude: null };
    const regions: Parameters<typeof countySums>[1] = [
      { region_code: "3602", parent_code: null, name: "瓷都市", level: "city", ...place },
      { region_code: "360203", parent_code: "3602", name: "珠山区", level: "county", ...place },
    ];
    const stations = [station("0"), station("1", { link: "down" }), station("2")];
    expect(countySums(stations, regions, "online", valued([1, 0.5, null]))).toMatchObject([{ stations: 3, words: "75.00%" }]);
    expect(countySums(stations, regions, "sales", valued([null, null, null]))[0]?.words).toBe("—");
    expect(countySums(stations, regions, "links", new Map())[0]?.words).toBe("2 / 3 站");
  });

  it("goes round through the address", () => {
    const state: MapState = { layer: "supply", region: "360203", station: "3602030017", q: "三龙", links: ["down", "late"], colours: ["red"] };
    expect(mapStateOf(new URLSearchParams(paramsOf(state)))).toEqual(state);
    const plain = mapStateOf(new URLSearchParams("layer=nothing-known"));
    expect(plain.layer).toBe("alerts");
    expect(paramsOf(plain)).toEqual([]);
  });
});
