import type { Draft } from "./draft";

/** What a part of the form is given: the inspection, and the way to change it. */
export interface Section {
  draft: Draft;
  onChange: (change: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => void;
}
