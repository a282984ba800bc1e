import { describe, expect, it } from "vitest";

import { fieldOf, momentOf, proposed } from "@/pages/downtime/moments";
import { orderOf, tanksOf } from "@/pages/station/lifecycle/order";

const DATED = { effective_on: "2026年3月5日", reason: " 经营调整 ", document_no: "瓷商〔2026〕12号" };
const TOLD = { effective_on: "2026-03-05", reason: "经营调整", document_no: "瓷商〔2026〕12号" };

describe("what a dialog tells the bureau", () => {
  it("says day, reason and paper for the plain verbs", () => {
    expect(orderOf("close", "3602810001", DATED)).toEqual(TOLD);
  });

  it("names both stations of a merger and which goes on", () => {
    const typed = { ...DATED, other: "3602810002" };
    expect(orderOf("merge", "3602810001", { ...typed, goes_on: "this" })).toMatchObject({ station_ids: ["3602810001", "3602810002"], into: "3602810001" });
    expect(orderOf("merge", "3602810001", { ...typed, goes_on: "other" })).toMatchObject({ into: "3602810002" });
    expect(orderOf("merge", "3602810001", { ...typed, goes_on: "new", new_station_id: "3602810009", name: "新站" })).toMatchObject({
      into: "",
      new_station: { station_id: "3602810009", name: "新站", longitude: null },
    });
  });

  it("leaves an empty county and number out of a move", () => {
    expect(orderOf("move", "3602810001", { ...DATED, longitude: "117.2", latitude: "28.9" })).toEqual({
      ...TOLD, longitude: 117.2, latitude: 28.9, address: "", region_code: "", new_station_id: "", licence_no: "", licence_valid_until: null,
    });
  });

  it("proposes the tanks of chosen dispensers", () => {
    const nozzles = [{ nozzle_id: 1, dispenser_id: 1, tank_id: 2 }, { nozzle_id: 2, dispenser_id: 1, tank_id: 1 }, { nozzle_id: 3, dispenser_id: 2, tank_id: 3 }];
    expect(tanksOf([1], nozzles)).toEqual([1, 2]);
    expect(tanksOf([], nozzles)).toEqual([]);
  });
});

describe("the moments of a downtime", () => {
  it("are Beijing time in the field and UTC on the wire", () => {
    expect(momentOf("2026-11-22T18:00")).toBe("2026-11-22T10:00:00.000Z");
    expect(fieldOf("2026-11-22T10:00:00Z")).toBe("2026-11-22T18:00");
    expect(momentOf("")).toBeNull();
    expect(momentOf("morgen")).toBeNull();
  });

  it("are proposed from the next full hour on", () => {
    expect(proposed(Date.parse("2026-11-22T10:20:00Z"))).toEqual({ starts_at: "2026-11-22T19:00", ends_at: "2026-11-22T23:00" });
  });
});
