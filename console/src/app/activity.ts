/** When the person last did something in any of their windows: keys, pointer, touch. */
const KEY = "youjian.active-at";
const EVENTS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;
const STILL_THERE_MS = 15_000;

let lastActive = Date.now();

/** Starts watching; called once. Windows tell each other through localStorage. */
export function watchActivity(): void {
  EVENTS.forEach((name) => window.addEventListener(name, noteActivity, { passive: true, capture: true }));
}

export function noteActivity(): void {
  const now = Date.now();
  if (now - lastActive > 1_000) localStorage.setItem(KEY, String(now));
  lastActive = now;
}

/** Milliseconds since the person did something here or in another window. */
export function idleMs(now: number = Date.now()): number {
  const elsewhere = Number(localStorage.getItem(KEY)) || 0;
  return now - Math.max(lastActive, elsewhere);
}

/** Whether a request made now is the person's doing, and not the page refreshing itself. */
export const personIsActing = (): boolean => idleMs() < STILL_THERE_MS;
