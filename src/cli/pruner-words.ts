import { judgedCurve } from '../history/judged-curve.ts';
import { type Delta, everythingIn, type HistoryView } from '../history/view.ts';
import { choiceFor, choiceWords, keepsCheckpoints } from '../pruners/auto/choice.ts';
import type { Setup } from '../study/opening/setup.ts';
import type { Study } from '../study/study.ts';
import { safe } from './text.ts';

/** What is to be told of a study's pruner. */
export interface PrunerFound {
  readonly name: string;
  /** Which one `auto` has chosen by now; null = none yet, or another pruner judges. */
  readonly chosen: string | null;
  /** That with its reason, or that the pruner had nothing to judge; null where there is nothing to say beside its name. */
  readonly words: string | null;
}

/**
 * Follows what is to be told of a study's pruner.
 *
 * Cost: O(delta) for each change, until everything that matters has been seen once; O(1) for each look.
 */
export class PrunerWatch {
  readonly #history: HistoryView;
  readonly #setup: Setup | null;
  /** Has a trial reported any objective? */
  #isReported = false;
  /** Has a trial reported what it is judged by? */
  #isJudged = false;
  #keepsCheckpoints = false;
  #isComplete = false;

  constructor({ history }: Pick<Study, 'history'>, setup: Setup | null) {
    this.#history = history;
    this.#setup = setup;
    this.hear(everythingIn(history));
  }

  hear({ rows, reset }: Delta): void {
    if (!reset) return rows.forEach((row) => this.#see(row));
    this.#isReported = this.#isJudged = this.#keepsCheckpoints = this.#isComplete = false;
    for (let row = 0; row < this.#history.size; row++) this.#see(row);
  }

  #see(row: number): void {
    if (this.#setup === null || this.#setup.pruner === null) return;
    this.#isReported ||= this.#history.reports(row).steps.length > 0;
    this.#isJudged ||= isJudged(this.#history, row, this.#setup);
    this.#keepsCheckpoints ||= keepsCheckpoints(this.#history, row);
    this.#isComplete ||= this.#history.state(row) === 'complete';
  }

  /** What is to be told by now; null = the study has no pruner. */
  get found(): PrunerFound | null {
    const { objectives } = this.#history;
    const { pruner = null, judgeBy } = this.#setup ?? {};
    if (pruner === null) return null;
    const { name } = pruner;
    if (this.#isJudged && name === 'auto') {
      const given = [objectives.length, judgeBy!, this.#keepsCheckpoints] as const;
      return { name, chosen: choiceFor(...given), words: `auto has chosen ${choiceWords(...given)}` };
    }
    if (this.#isJudged || !this.#isComplete) return { name, chosen: null, words: null };
    const by = safe(judgeBy!.kind === 'all' ? objectives.map((objective) => objective.name).join(', ') : judgeBy!.name);
    // Reports that are there, and yet not judged, gave other objectives.
    const why =
      this.#isReported && judgeBy!.kind === 'objective'
        ? `every report gave another objective, and left ${by} out or gave NaN for it, which counts as the same`
        : `no trial has reported ${by} at a step`;
    return { name, chosen: null, words: `${safe(name)} has had nothing to judge: ${why}` };
  }
}

/** What is to be told of a study's pruner as it is. */
export const prunerOf = (study: Pick<Study, 'history'>, setup: Setup | null): PrunerFound | null =>
  new PrunerWatch(study, setup).found;

/** Has a trial reported what it is judged by? */
function isJudged(history: HistoryView, row: number, { judgeBy }: Setup): boolean {
  if (judgeBy.kind === 'all' && history.objectives.length > 1) return history.reports(row).steps.length > 0;
  return judgedCurve(history, row, judgeBy) !== null;
}
