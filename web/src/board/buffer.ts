// What was done and not yet taken by the server, kept in the browser's own store: it survives a reload, a crash and a
// night without a network. A step carries its own id, so what two tabs both kept is sent twice and taken once.
import type { Wanted } from '../core/board/tab';

export interface Buffer {
  /** What any tab kept of this board, the oldest first, now kept under this tab alone. */
  take(): Promise<Wanted[]>;
  keep(pending: readonly Wanted[]): Promise<void>;
}

interface Kept {
  key: string;
  at: number;
  steps: Wanted[];
}

const STORE = 'pending';

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('kancil-boards', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps no store'));
  });
}

/** `whose` is the person and the board; `tab` is this page alone. */
export function browserBuffer(whose: string, tab: string): Buffer {
  let database: Promise<IDBDatabase> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const inOrder = <T>(work: (store: IDBObjectStore) => IDBRequest<T> | null): Promise<T | null> => {
    const next = last.then(async () => {
      const db = await (database ??= opened());
      return new Promise<T | null>((resolve, reject) => {
        const transaction = db.transaction(STORE, 'readwrite', { durability: 'strict' });
        const request = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request?.result ?? null);
        transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
      });
    });
    last = next.catch(() => undefined);
    return next;
  };

  const keep = async (steps: readonly Wanted[]): Promise<void> => {
    const key = `${whose}/${tab}`;
    const entry: Kept = { key, at: Date.now(), steps: structuredClone([...steps]) };
    await inOrder((store) => (steps.length === 0 ? store.delete(key) : store.put(entry)) as IDBRequest<unknown>);
  };

  return {
    keep,
    async take() {
      const range = IDBKeyRange.bound(`${whose}/`, `${whose}0`, false, true);
      const kept = ((await inOrder((store) => store.getAll(range) as IDBRequest<Kept[]>)) ?? []).sort((a, b) => a.at - b.at);
      const steps = new Map(kept.flatMap((each) => each.steps).map((step) => [step.id, step]));
      await keep([...steps.values()]);
      for (const { key } of kept) await inOrder((store) => store.delete(key) as IDBRequest<unknown>);
      return [...steps.values()];
    },
  };
}
