/** Deliveries entered without a network: kept in this browser, sent when it is back. */
import { enterDelivery } from "@/api/papers";
import { problemOf, type Problem } from "@/api/problem";

/** A delivery that waits; `refused` is what the platform said against it. */
export interface Waiting {
  id: string;
  user: string;
  fields: Record<string, string>;
  photos: File[];
  at: number;
  refused?: string;
}

const STORE = "deliveries";

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("youjian-outbox", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("indexedDB"));
  });
}

/** One step in the store; done only when the browser has written it. */
async function step<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const asked = ask(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("indexedDB"));
  });
}

export const keepWaiting = (one: Waiting) => step("readwrite", (store) => store.put(one));

export const forget = (id: string) => step("readwrite", (store) => store.delete(id));

/** What a person's deliveries wait, the first one first; another person's on this device are not shown. */
export const waitingOf = async (user: string): Promise<Waiting[]> =>
  (await step<Waiting[]>("readonly", (store) => store.getAll() as IDBRequest<Waiting[]>)).filter((one) => one.user === user).sort((a, b) => a.at - b.at);

/** Whether waiting helps: no network, logged out, too many requests, or the platform is in trouble. */
const passes = ({ code, status }: Problem): boolean => code === "unreachable" || status === 401 || code === "csrf" || status === 429 || status >= 500;

/**
 * Sends what waits, one after the other. What was sent and not acknowledged is sent again: its number follows
 * from its content, so that the platform takes it for the same paper. What is refused stays and says why.
 */
export async function sendWaiting(user: string): Promise<number> {
  const send = async () => {
    let sent = 0;
    for (const one of await waitingOf(user)) {
      try {
        await enterDelivery(one.fields, one.photos, false);
        await forget(one.id);
        sent += 1;
      } catch (error) {
        const problem = problemOf(error);
        if (passes(problem)) return sent;
        await keepWaiting({ ...one, refused: problem.message });
      }
    }
    return sent;
  };
  return navigator.locks ? navigator.locks.request("youjian-outbox", send) : send();
}
