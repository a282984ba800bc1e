import type { Due } from "@/api/retention";
import type { Look } from "@/states/alert";

type Bare = Omit<Look, "word">;

const GOES: Bare = { shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 0 };
const STAYS: Record<string, Bare> = {
  held: { shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 1 },
  restored: { shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 2 },
  not_sealed: { shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 3 },
};
const LATER: Bare = { shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 4 };

/** What the next run does with a day, in the server's words. */
export function againstLook({ against, against_name }: Due): Look {
  const bare = against === null ? LATER : (STAYS[against] ?? GOES);
  return { ...bare, word: against_name };
}
