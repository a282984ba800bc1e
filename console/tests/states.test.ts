import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { staleKeys } from "@/live/stale";
import { urgency, type MapStation } from "@/pages/map/mapOption";
import { fitOf } from "@/pages/map/fit";
import { LEVELS, gravest, levelLook } from "@/states/alert";
import { subjectName } from "@/states/fuel";
import { LINKS, linkLook, stationLook } from "@/states/station";
import { matches } from "@/ui/matches";

const NONE = { red: 0, orange: 0, yellow: 0, blue: 0 };

describe("states", () => {
  it("never differ by colour alone", () => {
    const looks = [...Object.values(LEVELS), ...Object.values(LINKS)];
    expect(new Set(looks.map((look) => look.shape)).size).toBe(looks.length);
    expect(new Set(looks.map((look) => look.word)).size).toBe(looks.length);
  });

  it("show what the console does not know as unknown, not as something known", () => {
    expect(levelLook("purple").word).toBe("未定级");
    expect(linkLook("exploded")).toBe(LINKS.new);
  });

  it("name the gravest level of a station", () => {
    expect(gravest({ ...NONE, yellow: 3, orange: 1 })).toBe("orange");
    expect(gravest(NONE)).toBeNull();
  });

  it("show a closed station as closed whatever its connection", () => {
    expect(stationLook({ status: "suspended", link: "down" }).word).toBe("停业");
    expect(stationLook({ status: "operating", link: "down" }).word).toBe("离线");
  });

  it("put alerts before connections in the alert layer", () => {
    const base = { status: "operating", link: "up", alerts: NONE } as MapStation;
    const blue = { ...base, alerts: { ...NONE, blue: 1 } };
    const down = { ...base, link: "down" } as MapStation;
    expect(urgency(blue, "alerts")).toBeLessThan(urgency(down, "alerts"));
    expect(urgency(down, "links")).toBeLessThan(urgency(blue, "links"));
  });
});

describe("words", () => {
  it("name subjects as people say them", () => {
    expect(["tank:2", "nozzle:5", "dispenser:1", "station", "collector", "vapour"].map(subjectName)).toEqual([
      "2号油罐",
      "5号加油枪",
      "1号加油机",
      "全站",
      "采集终端",
      "油气监测",
    ]);
  });

  it("never call anything unlawful: only a person's decision does", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
    const accusing = files.filter((name) => /违法|作弊|偷油/.test(readFileSync(join("src", name), "utf8")));
    expect(files.length).toBeGreaterThan(30);
    expect(accusing).toEqual([]);
  });
});

describe("events", () => {
  it("make old what they are about and nothing else", () => {
    const event = { id: "7", type: "alert.changed", data: '{"alert_id":12,"station_id":"3602030017"}' };
    expect(staleKeys(event)).toEqual([
      ["alerts"], ["table", "alerts"], ["table", "alert_inbox"], ["workbench"], ["overview"], ["map"], ["alert", 12], ["cockpit"], ["station", "3602030017"],
    ]);
    expect(staleKeys({ id: null, type: "live", data: '{"stations":["3602030017"]}' })).toEqual([
      ["cockpit"],
      ["station", "3602030017"],
      ["fuellings", "3602030017"],
    ]);
    expect(staleKeys({ id: "8", type: "something.new", data: "{}" })).toEqual([]);
    expect(staleKeys({ id: "9", type: "live", data: "not json" })).toEqual([["cockpit"]]);
  });
});

describe("search", () => {
  const station = { station_id: "3602030017", name: "三龙加油站" };

  it("finds a station by any part of its name or number", () => {
    expect(["三龙", "0017", "三龙 3602", ""].map((text) => matches(station, text))).toEqual([true, true, true, true]);
    expect(matches(station, "三龙 9999")).toBe(false);
  });
});

describe("a county on the map", () => {
  const square = (code: string, west: number, size: number) => ({
    properties: { region_code: code },
    geometry: { type: "Polygon", coordinates: [[[west, 0], [west + size, 0], [west + size, size], [west, size]]] as [number, number][][] },
  });

  it("is shown whole and in the middle", () => {
    const fit = fitOf({ features: [square("1", 0, 10), square("2", 10, 2)] }, "2");
    expect(fit?.center).toEqual([11, 1]);
    expect(fit?.zoom).toBeCloseTo(0.85 * 5);
    expect(fitOf({ features: [square("1", 0, 10)] }, "9")).toBeNull();
  });
});
