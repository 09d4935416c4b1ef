import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

/** Milliseconds between two looks whether the server answers again. */
const PAUSE_MS = 2000;

/**
 * A part of a page whose code is loaded when it is first shown. While the server does not answer, it is waited for: a part that is missing
 * breaks no page.
 */
export const lazyPart = <Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> =>
  lazy(async () => ({ default: await patiently(load) }));

async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await load();
    } catch {
      // A server that answers and has no such file is another one than that of this page: then the failure counts.
      if (await answers()) return load();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
}

const answers = (): Promise<boolean> =>
  fetch('/', { method: 'HEAD' }).then(
    () => true,
    () => false,
  );
