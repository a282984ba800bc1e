import { describe, expect, it } from "vitest";

import { centresOf } from "@/pages/cockpit/centres";
import { byFamily, familyOf } from "@/pages/cockpit/families";
import { changeOf, freshIds, stalenessOf, type Held } from "@/pages/cockpit/freshness";
import { scaleOf } from "@/pages/cockpit/stage";

describe("the wall's size", () => {
  it("fits whole into every screen", () => {
    expect(scaleOf(1920, 1080)).toBe(1);
    expect(scaleOf(3840, 2160)).toBe(2);
    expect(scaleOf(1366, 768)).toBeCloseTo(1366 / 1920, 3);
    expect(scaleOf(1920, 900)).toBeCloseTo(900 / 1080, 6);
  });
});

describe("whether the wall shows what is going on now", () => {
  const NOW = 1_000_000;
  const held: Held = { receivedAt: NOW - 1_000, asOf: "2026-11-23T02:00:00Z", summedUntil: "2026-11-23T01:59:57Z" };

  it("is told by the stream, the answer's age and the platform's own times", () => {
    expect(stalenessOf(held, "live", NOW)).toBeNull();
    expect(stalenessOf(held, "reconnecting", NOW)).toBe("cut");
    expect(stalenessOf(held, "live", NOW + 60_000)).toBe("unreachable");
    expect(stalenessOf({ ...held, summedUntil: "2026-11-23T01:55:00Z" }, "live", NOW)).toBe("sums");
    expect(stalenessOf({ ...held, summedUntil: null }, "live", NOW)).toBe("sums");
  });

  it("does not depend on this computer's clock being right", () => {
    const wrong = NOW + 86_400_000;
    expect(stalenessOf({ ...held, receivedAt: wrong - 1_000 }, "live", wrong)).toBeNull();
  });
});

describe("alerts that tick in", () => {
  it("are those that the list before did not hold, and none when the page opens", () => {
    expect(freshIds(null, [3, 2, 1])).toEqual([]);
    expect(freshIds([3, 2, 1], [5, 4, 3])).toEqual([5, 4]);
  });
});

describe("figures", () => {
  it("compare with something, or say that there is nothing", () => {
    expect(changeOf(110, 100)).toBeCloseTo(0.1);
    expect(changeOf(110, 0)).toBeNull();
  });

  it("are put together by the colour of the product, and none is lost", () => {
    const products = ["92", "92E", "98", "-10D", ""].map((product) => ({ product, volume_ml: 10, amount_fen: 1, fuellings: 1, fen_per_litre: 100 }));
    expect(byFamily(products)).toEqual({ "92": 20, "95": 0, "98": 10, diesel: 10, other: 10 });
    expect(familyOf("0D")).toBe("diesel");
  });

  it("stand in the middle of their county", () => {
    const square = [[0, 0], [4, 0], [4, 2], [0, 2]] as [number, number][];
    const features = [{ properties: { region_code: "360281" }, geometry: { type: "MultiPolygon", coordinates: [[[[9, 9]]], [square]] } }];
    expect(centresOf({ features } as Parameters<typeof centresOf>[0])).toEqual({ "360281": [2, 1] });
  });
});
