import { useCallback, useEffect, useRef, useState } from "react";

import { problemOf, type Problem } from "@/api/problem";
import { request } from "@/api/raw";
import { useLive } from "@/live/LiveProvider";

import { LiveBoard, type LivePart, type LiveRow, type Moved, type Names } from "./board";
import type { Sheet } from "./view";

/** Events that come close together are one question. */
const GATHER_MS = 400;
/** Asked without an event, too: nothing depends on one that was missed. */
const REFRESH_MS = 30_000;
/** Everything anew from time to time: what begins to apply by the clock alone (a nozzle's new tank). */
const WHOLE_MS = 600_000;
/** Ages and states that follow from them. */
const TICK_MS = 10_000;

export interface LiveView {
  rows: readonly LiveRow[];
  names: Names;
  moved: Moved;
  asOf: string | null;
  now: number;
  problem: Problem | null;
  /** Nothing is asked for while the table stands still; going on brings all that came since. */
  paused: boolean;
  setPaused: (paused: boolean) => void;
  retry: () => void;
}

const NOTHING: Pick<LiveView, "rows" | "names" | "moved" | "asOf"> = { rows: [], names: { regions: {}, companies: {} }, moved: new Map(), asOf: null };

/**
 * A live table's rows: loaded whole, then by what changed since the cursor.
 *
 * An event says only that it is worth asking; the cursor says what for. So a cut stream, a restarted server
 * or a paused page ends with the same rows as a fresh load.
 */
export function useLiveBoard(sheet: Sheet): LiveView {
  const { listen, state } = useLive();
  const board = useRef<LiveBoard | null>(null);
  const [view, setView] = useState(NOTHING);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [paused, setPaused] = useState(false);
  const [now, setNow] = useState(() => Date.now());
  const asking = useRef<{ busy: boolean; again: boolean }>({ busy: false, again: false });

  const ask = useCallback(async () => {
    const turn = asking.current;
    turn.again = turn.busy;
    if (turn.busy) return;
    turn.busy = true;
    const held = (board.current ??= new LiveBoard(sheet.subject));
    try {
      const part = await request<LivePart>("GET", `/api/v1/live/${sheet.path}`, { query: held.cursor ? [["since", held.cursor]] : [] });
      const moved = held.apply(part);
      setProblem(null);
      setNow(Date.now());
      if (part.whole || moved.size) setView({ rows: held.all, names: held.names, moved, asOf: held.asOf });
      else setView((before) => ({ ...before, asOf: held.asOf }));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      turn.busy = false;
    }
    if (turn.again) void ask();
  }, [sheet]);

  useEffect(() => {
    if (paused) return;
    void ask();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (!document.hidden) void ask();
      }, GATHER_MS);
    };
    const seen = () => {
      if (!document.hidden) soon();
    };
    const stop = listen(soon);
    const often = setInterval(soon, REFRESH_MS);
    const whole = setInterval(() => {
      if (board.current) board.current.cursor = "";
    }, WHOLE_MS);
    document.addEventListener("visibilitychange", seen);
    return () => {
      stop();
      clearTimeout(timer);
      clearInterval(often);
      clearInterval(whole);
      document.removeEventListener("visibilitychange", seen);
    };
    // The stream's state is among these: back after a cut, the table asks at once.
  }, [ask, listen, paused, state]);
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(tick);
  }, []);
  return { ...view, now, problem, paused, setPaused, retry: () => void ask() };
}
