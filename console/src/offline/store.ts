/** What people enter without a network: kept in this browser's own database, each person's apart. */

/** Something that is kept: by its number, for the person who entered it. */
export interface Kept {
  id: string;
  user: string;
  at: number;
}

/** A store of one kind of things. */
export interface Store<T extends Kept> {
  put: (one: T) => Promise<unknown>;
  remove: (id: string) => Promise<unknown>;
  /** A person's own, the first one first; another person's on this device are not shown. */
  of: (user: string) => Promise<T[]>;
}

function opened(database: string, store: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(database, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(store, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("indexedDB"));
  });
}

/** The store of a name in a database of its own. */
export function storeOf<T extends Kept>(database: string, name: string): Store<T> {
  /** One step; done only when the browser has written it. */
  async function step<R>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
    const open = await opened(database, name);
    return new Promise<R>((resolve, reject) => {
      const transaction = open.transaction(name, mode);
      const asked = ask(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("indexedDB"));
    }).finally(() => open.close());
  }
  return {
    put: (one) => step("readwrite", (store) => store.put(one)),
    remove: (id) => step("readwrite", (store) => store.delete(id)),
    of: async (user) => (await step<T[]>("readonly", (store) => store.getAll() as IDBRequest<T[]>)).filter((one) => one.user === user).sort((a, b) => a.at - b.at),
  };
}
