import type { Checklist } from "@/api/inspections";

export interface Line {
  code: string;
  zh: string;
  en: string;
  basis: string;
}

/** A checklist as it is edited: a line for each item, the basis after a bar. */
export const written = ({ items }: Checklist): string => items.map(({ text, basis }) => (basis ? `${text} | ${basis}` : text)).join("\n");

/** What was written as items; a line that was there keeps its code. */
export function linesOf(text: string, before: Checklist): Line[] {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return lines.map((line, place) => {
    const [words = "", basis = ""] = line.split("|").map((part) => part.trim());
    const code = before.items.find((one) => one.text === words)?.code ?? `v${before.version + 1}_${place + 1}`;
    return { code, zh: words, en: words, basis };
  });
}
