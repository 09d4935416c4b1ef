import type { JudgedCurve } from '../../history/judged-curve.ts';
import { SortedNumbers } from '../../math/sorted.ts';

/** Who leads: the least number reported at each step, and the least that each trial has reported; what is not finite leads nobody. */
export class Leaders {
  readonly #byStep = new Map<number, SortedNumbers>();
  readonly #lows = new SortedNumbers();

  /** Takes in how a curve has changed. @param before what was taken of it, empty at first */
  update(before: JudgedCurve, now: JudgedCurve): void {
    let same = 0;
    while (same < before.steps.length && isSame(before, now, same)) same++;
    for (let i = same; i < before.steps.length; i++) {
      const loss = before.losses[i]!;
      if (Number.isFinite(loss)) this.#byStep.get(before.steps[i]!)!.remove(loss);
    }
    for (let i = same; i < now.steps.length; i++) {
      const loss = now.losses[i]!;
      if (!Number.isFinite(loss)) continue;
      let there = this.#byStep.get(now.steps[i]!);
      if (there === undefined) this.#byStep.set(now.steps[i]!, (there = new SortedNumbers()));
      there.insert(loss);
    }
    const [old, low] = [lowOf(before.losses), lowOf(now.losses)];
    if (old === low) return;
    if (!Number.isNaN(old)) this.#lows.remove(old);
    if (!Number.isNaN(low)) this.#lows.insert(low);
  }

  /** Is the last report, a finite number, the best of all at its step, or the trial's best one the best of all? Ties lead. */
  isLeader({ steps, losses }: JudgedCurve): boolean {
    const last = losses.at(-1)!;
    return last <= this.#byStep.get(steps.at(-1)!)!.at(0) || lowOf(losses) <= this.#lows.at(0);
  }
}

const isSame = (a: JudgedCurve, b: JudgedCurve, i: number): boolean =>
  a.steps[i] === b.steps[i] && Object.is(a.losses[i], b.losses[i]);

/** NaN where there is no finite number. */
function lowOf(losses: Float64Array): number {
  let low = Number.NaN;
  for (const loss of losses) if (Number.isFinite(loss) && !(loss >= low)) low = loss;
  return low;
}
