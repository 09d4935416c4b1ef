import type { Problem } from '../../history/problem.ts';
import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import { curve } from '../curve/curve.ts';
import { freezeThaw } from '../curve/freeze-thaw.ts';
import { asha } from '../halving/asha.ts';
import type { Pruner, PrunerRun } from '../pruner.ts';
import { type AutoChoice, choiceFor, keepsCheckpoints } from './choice.ts';

/**
 * The default where a study has a `fidelity`: chooses the pruner by what trials can do.
 *
 * Where they keep checkpoints they are paused and go on when they promise most (`freezeThaw`); where they keep none, those are
 * stopped that are unlikely to beat the best (`curve`). Several objectives are judged by halving, paused or stopped likewise.
 * The choice follows from the history: as soon as a trial has named a checkpoint and gone on, trials are taken to keep some.
 */
export function auto(): Pruner {
  return { name: 'auto', options: {}, start: (problem) => new AutoRun(problem) };
}

class AutoRun implements PrunerRun {
  readonly #problem: Problem;
  #hasCheckpoints = false;
  #chosen: PrunerRun;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#chosen = this.#choice();
  }

  observe(history: HistoryView, delta: Delta): void {
    const had = this.#hasCheckpoints;
    if (delta.reset) this.#hasCheckpoints = false;
    for (const row of delta.reset ? everythingIn(history).rows : delta.rows)
      this.#hasCheckpoints ||= keepsCheckpoints(history, row);
    if (had === this.#hasCheckpoints) return this.#chosen.observe(history, delta);
    this.#chosen = this.#choice();
    this.#chosen.observe(history, everythingIn(history));
  }

  #choice(): PrunerRun {
    const { objectives, judgeBy } = this.#problem;
    const pruners: Readonly<Record<AutoChoice, () => Pruner>> = {
      asha: () => asha({ mode: this.#hasCheckpoints ? 'promote' : 'stop' }),
      curve,
      freezeThaw,
    };
    return pruners[choiceFor(objectives.length, judgeBy, this.#hasCheckpoints)]().start(this.#problem);
  }

  judge(row: number): ReturnType<PrunerRun['judge']> {
    return this.#chosen.judge(row);
  }

  why(row: number): string | null {
    return this.#chosen.why?.(row) ?? null;
  }

  until(row: number, after?: number): number | null {
    return this.#chosen.until?.(row, after) ?? null;
  }

  get promote(): PrunerRun['promote'] {
    return this.#chosen.promote?.bind(this.#chosen);
  }
}
