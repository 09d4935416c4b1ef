/** One value that may be looked at and listened to. */
export interface Store<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  /** Adds a listener, and answers how to end that. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Makes a store. */
export function storeOf<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
