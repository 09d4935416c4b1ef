// Reports steps as its parameter `course` says.
import type { Trial } from '../../src/study/trial.ts';

/** Steps and losses in the order in which they are reported. */
export const COURSES = {
  backwards: [
    [1, 0.5],
    [3, 0.4],
    [2, 0.3],
    [4, 0.2],
  ],
  repeated: [
    [1, 0.5],
    [2, 0.4],
    [2, 0.9],
    [3, 0.3],
  ],
  skipped: [
    [1, 0.5],
    [10, 0.4],
    [2_000_000_000, 0.3],
  ],
  none: [],
  nan: [
    [1, Number.NaN],
    [2, 0.4],
  ],
  infinite: [
    [1, Number.POSITIVE_INFINITY],
    [2, 0.4],
  ],
  negative: [
    [1, 0.5],
    [-1, 0.4],
  ],
  fraction: [
    [1, 0.5],
    [1.5, 0.4],
  ],
  huge: [
    [1, 0.5],
    [2 ** 31, 0.4],
  ],
} satisfies Record<string, [step: number, loss: number][]>;

export type Course = keyof typeof COURSES;

export default async function objective({ course }: { readonly course: Course }, trial: Trial): Promise<number> {
  for (const [step, loss] of COURSES[course]) {
    await trial.report(loss!, step!);
    if (trial.shouldPrune()) break;
  }
  return 0.1;
}
