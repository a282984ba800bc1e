/** Sending what waits on this device, when the network is back. */
import { problemOf, type Problem } from "@/api/problem";

/** Whether waiting helps: no network, logged out, too many requests, or the platform is in trouble. */
export const passes = ({ code, status }: Problem): boolean => code === "unreachable" || status === 401 || code === "csrf" || status === 429 || status >= 500;

interface Way<T> {
  /** One tab of this device sends at a time. */
  lock: string;
  waiting: () => Promise<T[]>;
  send: (one: T) => Promise<void>;
  refused: (one: T, problem: Problem) => Promise<unknown>;
}

/**
 * Sends what waits, one after the other, and says how many arrived. What was sent and not acknowledged is sent
 * again: the platform knows it by its number. What is refused stays and says why.
 */
export async function sendAll<T>({ lock, waiting, send, refused }: Way<T>): Promise<number> {
  const all = async () => {
    let sent = 0;
    for (const one of await waiting()) {
      try {
        await send(one);
        sent += 1;
      } catch (error) {
        const problem = problemOf(error);
        if (passes(problem)) return sent;
        await refused(one, problem);
      }
    }
    return sent;
  };
  return navigator.locks ? navigator.locks.request(lock, all) : all();
}
