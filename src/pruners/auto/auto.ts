import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { curve } from '../curve/curve.ts';
import { freezeThaw } from '../curve/freeze-thaw.ts';
import { asha } from '../halving/asha.ts';
import type { Pruner, PrunerRun } from '../pruner.ts';

/**
 * The default where a study has a `fidelity`: chooses the pruner by what trials can do.
 *
 * Where they keep checkpoints they are paused and go on when they promise most (`freezeThaw`); where they keep none, those are
 * stopped that are unlikely to beat the best (`curve`). Several objectives are judged by halving, paused or stopped likewise.
 * The choice follows from the history: as soon as a trial has named a checkpoint, trials are taken to keep some.
 */
export function auto(): Pruner {
  return { name: 'auto', options: {}, start: (problem) => new AutoRun(problem) };
}

class AutoRun implements PrunerRun {
  readonly #stopping: PrunerRun;
  readonly #pausing: PrunerRun;
  #hasCheckpoints = false;

  constructor(problem: Problem) {
    const isMany = problem.judgeBy.kind === 'all' && problem.objectives.length > 1;
    this.#stopping = (isMany ? asha() : curve()).start(problem);
    this.#pausing = (isMany ? asha({ mode: 'promote' }) : freezeThaw()).start(problem);
  }

  observe(history: HistoryView, delta: Delta): void {
    if (delta.reset) this.#hasCheckpoints = false;
    const rows = delta.reset ? Array.from({ length: history.size }, (_, row) => row) : delta.rows;
    for (const row of rows) this.#hasCheckpoints ||= history.attribute(row, 'system', CHECKPOINT) !== undefined;
    this.#stopping.observe(history, delta);
    this.#pausing.observe(history, delta);
  }

  get #chosen(): PrunerRun {
    return this.#hasCheckpoints ? this.#pausing : this.#stopping;
  }

  judge(row: number): ReturnType<PrunerRun['judge']> {
    return this.#chosen.judge(row);
  }

  why(row: number): string | null {
    return this.#chosen.why?.(row) ?? null;
  }

  until(row: number): number | null {
    return this.#chosen.until?.(row) ?? null;
  }

  /** What was paused while trials kept checkpoints may go on, whatever they keep now. */
  promote(): number | null {
    return this.#pausing.promote?.() ?? null;
  }
}

/** The checkpoint that a trial named last. */
const CHECKPOINT = 'vernier:checkpoint';
