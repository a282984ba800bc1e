import { describe, expect, it } from "vitest";

import { fieldName, fieldValue, readable } from "@/pages/alert/fields";
import { fell, judge, runningSums, type Fuelling } from "@/pages/alert/evidence";

const fuelling = (seq: number, volume_ml: number, totalizer_ml: number, nozzle_id = 5): Fuelling => ({
  nozzle_id,
  seq,
  volume_ml,
  totalizer_ml,
  started_at: "2026-11-22T01:00:00Z",
  ended_at: `2026-11-22T01:${String(seq % 60).padStart(2, "0")}:00Z`,
  unit_price_fen: 756,
  amount_fen: 0,
  kind: "sale",
  source: "live",
});

describe("the two records of a totalizer gap", () => {
  it("show the litres that ran through the meter without a record", () => {
    const [first, second] = judge([fuelling(42, 30_000, 2_272_000), fuelling(41, 30_000, 2_230_000)]);
    expect(first).toMatchObject({ rise: null, missing: null });
    expect(second).toMatchObject({ rise: 42_000, missing: 12_000 });
  });

  it("are not compared across nozzles or across a hole in the numbers", () => {
    const rows = judge([fuelling(41, 1, 10), fuelling(43, 1, 20), fuelling(44, 1, 30, 6)]);
    expect(rows.map((row) => row.missing)).toEqual([null, null, null]);
  });

  it("say nothing of litres without a record when the total fell: the fall is what is shown", () => {
    const [, second] = judge([fuelling(41, 30_000, 2_230_000), fuelling(42, 30_000, 30_000)]);
    expect(second).toMatchObject({ rise: -2_200_000, missing: null });
    expect(fell(second!)).toBe(true);
  });

  it("add up to the same distance in the picture", () => {
    const sums = runningSums([fuelling(41, 30_000, 2_230_000), fuelling(42, 30_000, 2_272_000), fuelling(43, 5_000, 2_277_000)]);
    expect(sums.map((sum) => sum.metered - sum.recorded)).toEqual([0, 12_000, 12_000]);
  });
});

describe("a field of the evidence", () => {
  it("is named in words and shown with the unit its name carries", () => {
    expect(`${fieldName("rise_ml")} ${fieldValue("rise_ml", 42_000)}`).toBe("累计泵码增加 42.00 升");
    expect(fieldValue("difference_fen", 1_000)).toBe("10.00 元");
    expect(fieldValue("wait_s", 259_200)).toBe("3 天");
    expect(fieldValue("last_heartbeat", "2026-11-22T00:30:00.000000Z")).toBe("2026-11-22 08:30:00");
    expect(fieldValue("detail", null)).toBe("—");
  });

  it("is left out where only the rule reads it again", () => {
    const figures = { litres: 412.5, rise: [1, 2], allowed_l: 96, seen_by: "x", trips: [{ waybill_no: "1" }], most_ppm: null };
    expect(readable(figures).map(([name]) => name)).toEqual(["litres", "allowed_l", "most_ppm"]);
    expect(fieldValue("allowed_l", 96)).toBe("96.00 升");
    expect(fieldValue("level_mm", 1250.14)).toBe("1,250.1 毫米");
    expect(fieldValue("initialised", false)).toBe("否");
    expect(fieldValue("product", "92")).toBe("92号汽油");
  });
});
