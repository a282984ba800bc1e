import type { Look } from "@/states/alert";

const ODD: Record<string, Omit<Look, "word">> = {
  above_cap: { shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  far_below: { shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  odd_hours: { shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 2 },
  many_changes: { shape: "square", colour: "var(--level-blue)", ink: "var(--blue-ink)", rank: 3 },
};
const OTHER: Omit<Look, "word"> = { shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

/** How a kind of odd price looks, under the name that the platform gives it. */
export const oddLook = (kind: string, word: string): Look => ({ ...(ODD[kind] ?? OTHER), word });
