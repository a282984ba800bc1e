import { existsSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";

import { isObjectPage, isOpen, routeAt, ROUTES } from "@/app/routes";
import type { HelpText } from "@/help/_texts";

const CJK = /[\u3400-\u9fff]/;
/** Chinese that an English text shows as an example says so: `<span lang="zh-CN">`. */
const QUOTED = /<(\w+) lang="zh-CN">[^<]*<\/\1>/g;

/** A page's help as somebody with this language reads it. */
async function helpIn(lang: string, name: string): Promise<{ title: string; body: string }> {
  vi.resetModules();
  vi.stubGlobal("localStorage", { getItem: () => lang });
  const { default: text } = (await import(`../src/help/${name}.tsx`)) as { default: HelpText };
  return { title: text.title, body: renderToStaticMarkup(<>{text.body}</>) };
}

afterEach(() => void vi.unstubAllGlobals());

describe("every page", () => {
  it.each(ROUTES.map((route) => route.name))("%s has a help text in both languages", async (name) => {
    expect(existsSync(`src/help/${name}.tsx`), `src/help/${name}.tsx`).toBe(true);
    const zh = await helpIn("zh", name);
    const en = await helpIn("en", name);
    expect(zh.title).toMatch(CJK);
    expect(zh.body).toMatch(CJK);
    expect(zh.body.length).toBeGreaterThan(80);
    expect(`${en.title}${en.body}`.replace(QUOTED, "")).not.toMatch(CJK);
    expect(en.body.length).toBeGreaterThan(120);
  });

  it("has a name, a path and a letter of its own", () => {
    const letters = ROUTES.flatMap((route) => route.letter ?? []);
    for (const all of [ROUTES.map((route) => route.name), ROUTES.map((route) => route.path), letters]) {
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it("is found by its address, the nearer one first", () => {
    expect(routeAt("/alerts")?.name).toBe("alerts");
    expect(routeAt("/alerts/12")?.name).toBe("alert");
    expect(routeAt("/nowhere")).toBeUndefined();
    expect(ROUTES.filter(isObjectPage).every((route) => route.path.includes("/:"))).toBe(true);
  });

  it("is open by permission and by module, both", () => {
    const alerts = ROUTES.find((route) => route.name === "alerts")!;
    const duty = { permissions: ["alert.see"] };
    expect(isOpen(alerts, duty, null)).toBe(true);
    expect(isOpen(alerts, duty, ["alerts"])).toBe(true);
    expect(isOpen(alerts, duty, ["map"])).toBe(false);
    expect(isOpen(alerts, { permissions: [] }, ["alerts"])).toBe(false);
  });
});
