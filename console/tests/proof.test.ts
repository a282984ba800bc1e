import { describe, expect, it } from "vitest";

import { figureName, figureValue, inOrder, unitOf } from "@/pages/alert/proofFigures";

const figure = (name: string, recorded: unknown = 1, agrees = true) => ({ name, recorded, recomputed: recorded, agrees });

describe("the figures of a proof", () => {
  it("are called what the page calls them", () => {
    expect(figureName("estimate")).toBe("估计值");
    expect(figureName("figures.rise_ml")).toBe("累计泵码增加");
    expect(figureName("parameters.tolerance_ml")).toBe("参数：允许差");
    expect(figureName("records.fuellings")).toBe("记录：加油记录");
  });

  it("have their unit", () => {
    expect(figureValue("estimate", 12_000.5, "ml")).toBe("12,000.5 毫升");
    expect(figureValue("figures.rise_ml", 42_000, "ml")).toBe("42.00 升");
    expect(figureValue("records.fuellings", 2, "ml")).toBe("2条");
    expect(figureValue("ended_at", null, "ml")).toBe("—");
    expect(figureValue("severity", "alarm", "ml")).toBe("报警");
    expect(unitOf([figure("severity", "alarm"), figure("unit", "fen")])).toBe("fen");
  });

  it("show what differs first, and then the finding's own", () => {
    const listed = inOrder([figure("episode"), figure("severity"), figure("estimate"), figure("message", "", false)]);
    expect(listed.map((f) => f.name)).toEqual(["message", "estimate", "severity", "episode"]);
  });
});
