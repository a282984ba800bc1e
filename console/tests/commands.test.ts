import { describe, expect, it } from "vitest";

import type { CommandKind } from "@/api/commands";
import { toldOf } from "@/pages/collector/CommandForm";
import { commandLook, deviceLook } from "@/pages/collector/looks";
import { probeOf } from "@/pages/collector/probe";

const argument = (name: string, kind: CommandKind["arguments"][number]["kind"]): CommandKind["arguments"][number] => ({
  name, title: name, kind, required: true, least: null, most: null, choices: [],
});

describe("the answer of a probe", () => {
  it("is read where it is a report", () => {
    const detail = JSON.stringify({ model: "TLS-350", tanks: [{ tank_id: 1, product: "92", volume_l: 18000.5, height_mm: 1400, water_mm: 2, temp_c: 21.5 }], nozzles: [], alarms: ["high water"], notes: [] });
    expect(probeOf(detail)).toMatchObject({ model: "TLS-350", tanks: [{ tank_id: 1, volume_l: 18000.5 }], alarms: ["high water"] });
  });

  it.each([null, "", "gauge: nobody answers", "[]", "null", "7", '{"other":1}'])("is a sentence where it is none: %s", (detail) => {
    expect(probeOf(detail)).toBeNull();
  });

  it("stands a report with parts missing", () => {
    expect(probeOf('{"tanks":null,"alarms":[{"code":3}]}')).toEqual({ model: null, tanks: [], nozzles: [], alarms: ['{"code":3}'], notes: [] });
  });
});

describe("what a form tells the platform", () => {
  const kind: CommandKind = { name: "resend_range", title: "", note: "", arguments: [argument("from", "moment"), argument("to", "moment"), argument("tables", "tables"), argument("seconds", "seconds")] };

  it("is texts, times in UTC", () => {
    const typed = { from: "2026-11-22T08:00", to: "2026-11-22T20:30", tables: ["fuellings", "tank_readings"], seconds: 7.5 };
    expect(toldOf(kind, typed)).toEqual({ from: "2026-11-22T00:00:00.000Z", to: "2026-11-22T12:30:00.000Z", tables: "fuellings,tank_readings", seconds: "7.5" });
  });

  it("leaves out what is empty", () => {
    expect(toldOf(kind, { from: "2026-11-22T08:00", tables: [] })).toEqual({ from: "2026-11-22T00:00:00.000Z" });
  });
});

describe("states", () => {
  it("have a word and a shape of their own", () => {
    expect(commandLook("done")).toMatchObject({ word: "已完成", shape: "online" });
    expect(commandLook("something new").word).toBe("—");
  });

  it("of devices stand as the box says them when this console has no word", () => {
    expect(deviceLook("ok").word).toBe("正常");
    expect(deviceLook("height out of range").word).toBe("height out of range");
  });
});
