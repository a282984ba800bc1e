import { describe, expect, it } from "vitest";

import { differences, faults, greatest, readPasted, shownFirst, volumeAt } from "@/pages/charts/compare";
import { fenOfYuan, plain, readDay, readMoment, readNumber, typedMoment } from "@/ui/RecordFormReading";

describe("what a person types into a field", () => {
  it.each(["2025.9.1", "2025年9月1日", "2025/09/01", "2025-9-1", "20250901", " ２０２５．９．１ "])("%s is a day", (text) => {
    expect(readDay(text)).toBe("2025-09-01");
  });

  it.each(["2025.2.30", "2025.13.1", "25.9.1", "tomorrow", "", "2025.9"])("%s is no day", (text) => {
    expect(readDay(text)).toBeNull();
  });

  it("takes a time of day as Shanghai's", () => {
    expect(readMoment("2025.9.1 8:30")).toBe("2025-09-01T00:30:00Z");
    expect(readMoment("2025年9月1日 8时30分")).toBe("2025-09-01T00:30:00Z");
    expect(readMoment("2025-09-01")).toBe("2025-08-31T16:00:00Z");
    expect(readMoment("2025-09-01 25:00")).toBeNull();
  });

  it("shows a moment as it would be typed", () => {
    expect(typedMoment("2025-08-31T16:00:00Z")).toBe("2025-09-01");
    expect(typedMoment("2025-09-01T00:30:00+00:00")).toBe("2025-09-01 08:30");
    expect(readMoment(typedMoment("2025-09-01T00:30:09Z"))).toBe("2025-09-01T00:30:09Z");
  });

  it("reads numbers as Excel and a Chinese keyboard write them", () => {
    expect(readNumber("30,000.5")).toBe(30000.5);
    expect(readNumber("３００００")).toBe(30000);
    expect(readNumber("-0.15")).toBe(-0.15);
    expect(readNumber("3,00")).toBeNull();
    expect(readNumber("三万")).toBeNull();
    expect(plain("　９１３５ ")).toBe("9135");
  });

  it("keeps yuan in whole fen", () => {
    expect(fenOfYuan(8.05)).toBe(805);
    expect(fenOfYuan(8.055)).toBeNull();
  });
});

const LINES = [0, 1000, 2000].map((height) => ({ height_mm: height, volume_l: height * 10 }));
const OTHER = [0, 500, 1000, 2500].map((height) => ({ height_mm: height, volume_l: height * 10 + (height === 1000 ? 40 : 0) }));

describe("two charts", () => {
  it("opens with the chart in force, and with the newest while none is", () => {
    const version = (name: string, in_force: boolean) => ({ name, in_force });
    expect(shownFirst([version("next year", false), version("now", true), version("once", false)])?.name).toBe("now");
    expect(shownFirst([version("in two years", false), version("next year", false)])?.name).toBe("in two years");
    expect(shownFirst([])).toBeUndefined();
  });

  it("says nothing outside a chart", () => {
    expect(volumeAt(LINES, 1500)).toBe(15_000);
    expect(volumeAt(LINES, 0)).toBe(0);
    expect(volumeAt(LINES, 2001)).toBeNull();
    expect(volumeAt([], 10)).toBeNull();
  });

  it("are compared where both speak", () => {
    const found = differences(OTHER, LINES);
    expect(found.map((one) => one.height_mm)).toEqual([0, 500, 1000, 2000]);
    expect(greatest(found)).toEqual({ height_mm: 1000, litres: 40 });
    expect(greatest([])).toBeNull();
  });

  it("are read from two columns of a sheet", () => {
    const pasted = readPasted("高度\t容量\n0\t0\n1,000\t10,000.5\n\n2000 x\n3000", readNumber);
    expect(pasted.lines).toEqual([{ height_mm: 0, volume_l: 0 }, { height_mm: 1000, volume_l: 10000.5 }]);
    expect(pasted.bad.map((one) => one.row)).toEqual([5, 6]);
  });

  it("must rise and stay within the tank", () => {
    const lines = [[0, 0], [10, 5], [10, 4], [20, 50]].map(([height_mm = 0, volume_l = 0]) => ({ height_mm, volume_l }));
    expect(faults(lines, 40)).toEqual([{ row: 3, kind: "height" }, { row: 3, kind: "volume" }, { row: 4, kind: "capacity" }]);
  });
});
