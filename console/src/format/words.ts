import { tr } from "@/lang";

/** Something with what belongs to it in brackets, as each language writes them. */
export const withNote = (words: string, note: string): string => tr(`${words}（${note}）`, `${words} (${note})`);

/** Names one after the other. */
export const listed = (names: readonly string[]): string => names.join(tr("、", ", "));

/** A head and what it says. */
export const headed = (head: string, words: string): string => tr(`${head}：${words}`, `${head}: ${words}`);
