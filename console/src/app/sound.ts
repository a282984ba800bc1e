/** Sounds of notices, made here: no file to load. A browser is silent until the person has clicked somewhere. */
import { useSyncExternalStore } from "react";

import { remember, remembered } from "./memory";

const MUTED = "youjian.sound-muted";
const CHANGED = "youjian-sound";

let context: AudioContext | null = null;
let muted = remembered(MUTED, false);

const changed = (): void => void window.dispatchEvent(new Event(CHANGED));

/** Red: three falling pairs, heard across a room; everything else one soft note. Hz, start s, length s. */
const RED: readonly (readonly [number, number, number])[] = [0, 0.5, 1].flatMap((at) => [[988, at, 0.16] as const, [659, at + 0.18, 0.2] as const]);
const SOFT: readonly (readonly [number, number, number])[] = [[740, 0, 0.18]];

/** Wakes the sound with the first click or key; called once. */
export function watchFirstClick(): () => void {
  const wake = () => {
    context ??= "AudioContext" in window ? new AudioContext() : null;
    void context?.resume().then(changed);
  };
  const events = ["pointerdown", "keydown"] as const;
  events.forEach((name) => window.addEventListener(name, wake, { capture: true }));
  return () => events.forEach((name) => window.removeEventListener(name, wake, { capture: true }));
}

/** Rings once; false when the browser does not let it, or the person muted it here. */
export function ring(colour: string): boolean {
  if (muted || context?.state !== "running") return false;
  const now = context.currentTime;
  (colour === "red" ? RED : SOFT).forEach(([hertz, at, length]) => note(hertz, now + at, length));
  return true;
}

function note(hertz: number, at: number, length: number): void {
  if (!context) return;
  const tone = context.createOscillator();
  const loud = context.createGain();
  tone.type = "triangle";
  tone.frequency.value = hertz;
  loud.gain.setValueAtTime(0.0001, at);
  loud.gain.exponentialRampToValueAtTime(0.3, at + 0.02);
  loud.gain.exponentialRampToValueAtTime(0.0001, at + length);
  tone.connect(loud).connect(context.destination);
  tone.start(at);
  tone.stop(at + length);
}

export function mute(now: boolean): void {
  muted = now;
  remember(MUTED, now);
  changed();
}

export type SoundState = "muted" | "blocked" | "ready";

const state = (): SoundState => (muted ? "muted" : context?.state === "running" ? "ready" : "blocked");

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener);
  return () => window.removeEventListener(CHANGED, listener);
}

/** Whether a notice would be heard now. */
export const useSound = (): SoundState => useSyncExternalStore(subscribe, state);
