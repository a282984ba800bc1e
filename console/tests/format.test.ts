import { describe, expect, it } from "vitest";

import * as q from "@/format/quantity";
import * as t from "@/format/time";

describe("litres", () => {
  it("have no decimals from 100 L on and two below", () => {
    expect(q.litresFromMl(412_340)).toBe("412");
    expect(q.litresFromMl(100_000)).toBe("100");
    expect(q.litresFromMl(35_420)).toBe("35.42");
    expect(q.litresFromMl(1_234_567_890)).toBe("1,234,568");
  });

  it("keep the centilitre in evidence", () => {
    expect(q.exactLitresFromMl(1_234_567_890)).toBe("1,234,567.89");
    expect(q.exactLitresFromMl(-20_000)).toBe("−20.00");
  });

  it("show nothing measured as a dash and zero as zero", () => {
    expect(q.litresFromMl(null)).toBe("—");
    expect(q.litresFromMl(undefined)).toBe("—");
    expect(q.litresFromMl(Number.NaN)).toBe("—");
    expect(q.litresFromMl(0)).toBe("0.00");
  });
});

describe("yuan", () => {
  it("have two decimals and thousands separators", () => {
    expect(q.yuanFromFen(123_456_789)).toBe("1,234,567.89");
    expect(q.yuanFromFen(5)).toBe("0.05");
  });

  it("round half away from zero without binary surprises", () => {
    expect(q.decimal(1.005, 2)).toBe("1.01");
    expect(q.decimal(-1.005, 2)).toBe("−1.01");
    expect(q.decimal(-0.001, 2)).toBe("0.00");
  });
});

describe("a finding's size", () => {
  it("is told in its own unit", () => {
    expect(q.size(412_000, "ml")).toBe("412 升");
    expect(q.size(7_530, "seconds")).toBe("2 小时 5 分");
    expect(q.size(95, "seconds")).toBe("1 分 35 秒");
    expect(q.size(123_456, "fen")).toBe("1,234.56 元");
    expect(q.size(null, "ml")).toBe("—");
    expect(q.size(1, "furlong")).toBe("—");
  });

  it("shows its interval only when there is one", () => {
    expect(q.interval(352_000, 472_000, "ml")).toBe("352 ～ 472 升");
    expect(q.interval(20_000, 20_000, "ml")).toBe("");
    expect(q.interval(null, 472_000, "ml")).toBe("");
  });
});

describe("time", () => {
  it("is shown in Asia/Shanghai", () => {
    expect(t.time("2026-11-21T06:05:09Z")).toBe("11-21 14:05");
    expect(t.time("2026-12-31T16:00:00Z")).toBe("01-01 00:00");
    expect(t.fullTime("2026-12-31T16:00:00Z")).toBe("2027-01-01 00:00:00");
    expect(t.timeWithSeconds("2026-11-21T14:05:09+08:00")).toBe("11-21 14:05:09");
  });

  it("is a dash when there is none or it cannot be read", () => {
    expect(t.time(null)).toBe("—");
    expect(t.time("yesterday")).toBe("—");
  });

  it("tells how long ago in words", () => {
    const now = Date.parse("2026-11-21T06:00:00Z");
    expect(t.ago("2026-11-21T05:59:30Z", now)).toBe("刚刚");
    expect(t.ago("2026-11-21T05:48:00Z", now)).toBe("12 分钟前");
    expect(t.ago("2026-11-19T02:00:00Z", now)).toBe("2 天 4 小时前");
  });
});
