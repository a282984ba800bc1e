import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import { useSignedOut } from "@/app/session";

import { Renewal, renewAll } from "./renewal";
import type { StreamEvent } from "./sse";
import { EventStream, type LiveState } from "./stream";

type Listener = (event: StreamEvent) => void;

interface Live {
  state: LiveState;
  retryNow: () => void;
  listen: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live | null>(null);

/** Holds the one event stream of this window and renews what an event makes old. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const signedOut = useSignedOut();
  const [state, setState] = useState<LiveState>("reconnecting");
  const listeners = useRef(new Set<Listener>());
  const source = useRef<EventStream | null>(null);

  useEffect(() => {
    const renewal = new Renewal(() => renewAll(queries));
    const stream = new EventStream({
      url: "/api/v1/events",
      onState: (now) => {
        setState(now);
        renewal.onState(now);
      },
      onSignedOut: () => signedOut("expired"),
      onEvent: (event) => {
        renewal.onEvent(event);
        listeners.current.forEach((listener) => listener(event));
      },
    });
    source.current = stream;
    stream.start();
    const online = () => stream.retryNow();
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("online", online);
      stream.stop();
      renewal.stop();
    };
  }, [queries, signedOut]);

  const live = useMemo<Live>(
    () => ({
      state,
      retryNow: () => source.current?.retryNow(),
      listen: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [state],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive outside LiveProvider");
  return live;
}
