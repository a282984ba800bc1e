import { useEffect } from "react";

const AGAIN_MS = 30_000;

/** Sends at once, when the network is back, and every half a minute while something waits. */
export function useSending(send: () => Promise<void>, tries: boolean): void {
  useEffect(() => {
    const again = () => void send();
    again();
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, [send]);
  useEffect(() => {
    if (!tries) return;
    const timer = setInterval(() => void send(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [send, tries]);
}
