/** The time of a step: steps themselves, or one more where a trial counts from 0. The first time is 1. */
export function timeOf(step: number, first: number): number {
  return first === 0 ? step + 1 : step;
}
