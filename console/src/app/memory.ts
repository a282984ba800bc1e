/** What this browser remembers of a person's choices; a browser that remembers nothing changes nothing else. */
export function remembered<T>(key: string, otherwise: T): T {
  try {
    const held = localStorage.getItem(key);
    return held === null ? otherwise : (JSON.parse(held) as T);
  } catch {
    return otherwise;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or closed storage: the choice holds for this page only.
  }
}
