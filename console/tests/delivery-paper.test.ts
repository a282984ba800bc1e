import { describe, expect, it } from "vitest";

import { fieldsOf, plainNumber } from "@/pages/papers/delivery";

describe("a delivery document as it is sent", () => {
  it("reads numbers as people type them", () => {
    expect(plainNumber("１２,000 ")).toBe("12000");
    expect(plainNumber(undefined)).toBe("");
  });
  it("names the quantity by what the document gives", () => {
    const at = "2026-11-18T01:30:00Z";
    expect(fieldsOf({ amount: "mass_kg", quantity: "8000" }, at)).toMatchObject({ mass_kg: "8000", reference: "" });
    expect(fieldsOf({ amount: "volume15_l", quantity: "10000" }, at)).toMatchObject({ volume_l: "10000", reference: "15" });
  });
  it("tells a credit code from a name", () => {
    expect(fieldsOf({ amount: "volume_l", supplier: "91350100M000100Y43" }, "")).toMatchObject({ supplier_uscc: "91350100M000100Y43" });
    expect(fieldsOf({ amount: "volume_l", supplier: "示范石油" }, "")).toMatchObject({ supplier_name: "示范石油" });
  });
});
