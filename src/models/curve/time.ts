/** The time of a step: steps themselves, or one more where a trial counts from 0. The first time is 1. */
export function timeOf(step: number, first: number): number {
  return first === 0 ? step + 1 : step;
}

/** The time of a curve's last report; 0 without any. */
export function lastTime({ steps }: { readonly steps: ArrayLike<number> }): number {
  return steps.length === 0 ? 0 : timeOf(steps[steps.length - 1]!, steps[0]!);
}
