import { useSyncExternalStore } from 'react';
import type { Store } from './store.ts';

/** The value of a store, as long as a component is shown. */
export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get, store.get);
