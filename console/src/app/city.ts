import { useQuery } from "@tanstack/react-query";

import { city } from "@/api/queries";

export interface City {
  /** The modules that are on; null when the platform does not say. */
  modules: readonly string[] | null;
  /** The city's own words for things, by the console's Chinese or English word. */
  terms: Readonly<Record<string, string>>;
}

const UNKNOWN: City = { modules: null, terms: {} };

/** What the city's profile says of the console. */
export function useCity(): City {
  return useQuery(city).data ?? UNKNOWN;
}

/** A word of the console as this city says it. */
export function useTerm(): (word: string) => string {
  const { terms } = useCity();
  return (word) => Object.entries(terms).reduce((said, [ours, theirs]) => said.replaceAll(ours, theirs), word);
}
