import type { Clock } from '../study/study.ts';

/** Others wait for their turn about so long, in milliseconds. */
const SLICE_MS = 8;

/** Does work that yields now and then, and lets others have their turn between two slices of it. */
export async function inSlices<T>(work: Generator<void, T>, clock: Clock): Promise<T> {
  for (;;) {
    const began = clock.elapsed();
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (clock.elapsed() - began < SLICE_MS);
    await new Promise<void>((resolve) => clock.after(0, resolve));
  }
}
