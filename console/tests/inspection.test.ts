import { describe, expect, it } from "vitest";

import type { Checklist, KitStation } from "@/api/inspections";
import { linesOf, written } from "@/pages/inspection/checklist";
import { kmBetween } from "@/pages/inspection/device";
import { begun, changed, missing, newNumber, recordOf, signed, unsigned, type Draft } from "@/pages/inspection/draft";

const CHECKLIST: Checklist = {
  id: 7, department: "market", department_name: "市场监管部门", version: 3, source: "",
  items: [{ code: "seals", text: "铅封完好", basis: "JJG 443" }, { code: "price", text: "明码标价", basis: "" }],
};
const STATION: KitStation = {
  station_id: "3602030017", name: "三龙加油站", region_name: "", address: "", longitude: 117, latitude: 29, dispensers: [1],
  seals: [{ dispenser_id: 1, position: "mainboard", seal_no: "F-1" }],
};
const NOW = Date.parse("2026-11-23T02:00:00Z");
const INK = new Blob(["ink"]);

const whole = (): Draft => ({
  ...begun({ username: "jiliang", display_name: "周敏" }, STATION, CHECKLIST, NOW),
  answers: { seals: { answer: "ok", remark: "" }, price: { answer: "na", remark: "" } },
  seals: [{ dispenser_id: 1, position: "mainboard", seal_no: "F-1", state: "intact", remark: "" }],
  site_name: "王站长", conclusion: "clear",
});

describe("an inspection on the phone", () => {
  it("begins with the seals that ought to be on, not yet looked at", () => {
    const draft = begun({ username: "jiliang", display_name: "周敏" }, STATION, CHECKLIST, NOW);
    expect(draft.seals).toEqual([{ dispenser_id: 1, position: "mainboard", seal_no: "F-1", state: "", remark: "" }]);
    expect(missing(draft).length).toBe(4);
  });

  it("has a number that is a version 4 UUID and no other's", () => {
    const made = Array.from({ length: 200 }, newNumber);
    expect(new Set(made).size).toBe(200);
    expect(made.every((one) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(one))).toBe(true);
  });

  it("may be signed once everything is answered, by both sides or with the reason why not", () => {
    const draft = whole();
    expect(missing(draft)).toEqual([]);
    expect(unsigned(draft).length).toBe(2);
    const one = signed(draft, "inspector", "周敏", INK, NOW + 60_000);
    expect(unsigned(one).length).toBe(1);
    expect(unsigned({ ...one, refusal: "外出" })).toEqual([]);
    expect(unsigned(signed(one, "site", "王站长", INK, NOW + 90_000))).toEqual([]);
  });

  it.each<[Partial<Draft>, number]>([
    [{ answers: { seals: { answer: "problem", remark: "" }, price: { answer: "ok", remark: "" } } }, 2],
    [{ conclusion: "rectify" }, 1],
    [{ readings: [{ kind: "price", at: "", value: "7,6" }] }, 1],
    [{ lead_kind: "seal" }, 1],
    [{ site_name: " " }, 1],
  ])("is not whole with %j", (change, faults) => {
    expect(missing({ ...whole(), ...change }).length).toBe(faults);
  });

  it("loses its signatures when the content changes, and ends when the first one signs", () => {
    const one = signed(whole(), "inspector", "周敏", INK, NOW + 60_000);
    const both = signed(one, "site", "王站长", INK, NOW + 90_000);
    expect(both.ended_at).toBe("2026-11-23T02:01:00.000Z");
    const again = changed(both, { findings: "另有情况" });
    expect([again.signatures, again.ended_at]).toEqual([[], ""]);
  });

  it("is told to the platform as it was signed", () => {
    const both = signed(signed({ ...whole(), refusal: "写过又签了" }, "inspector", "周敏", INK, NOW), "site", "王站长", INK, NOW);
    const record = recordOf(both);
    expect(record.refused).toBe("");
    expect(record.inspectors).toEqual([{ name: "周敏", certificate_no: "" }]);
    expect(record.answers).toEqual([{ code: "seals", answer: "ok", remark: "" }, { code: "price", answer: "na", remark: "" }]);
    expect(record.signatures.map(({ side }) => side)).toEqual(["inspector", "site"]);
  });
});

it("the next checklist keeps the codes of lines that stay", () => {
  expect(written(CHECKLIST)).toBe("铅封完好 | JJG 443\n明码标价");
  expect(linesOf("明码标价 | 价格法\n\n新的一项", CHECKLIST)).toEqual([
    { code: "price", zh: "明码标价", en: "明码标价", basis: "价格法" },
    { code: "v4_2", zh: "新的一项", en: "新的一项", basis: "" },
  ]);
});

it("a tenth of a degree of latitude is some eleven kilometres", () => {
  expect(kmBetween({ latitude: 29, longitude: 117 }, { latitude: 29.1, longitude: 117 })).toBeCloseTo(11.12, 2);
});
