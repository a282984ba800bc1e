import type { ReactNode } from "react";

export interface HelpText {
  title: string;
  body: ReactNode;
}

const FILES = import.meta.glob<{ default: HelpText }>("./[!_]*.tsx");

/** The help text of a page by the page's name; null when there is none. */
export async function helpText(name: string): Promise<HelpText | null> {
  const load = FILES[`./${name}.tsx`];
  return load ? (await load()).default : null;
}
