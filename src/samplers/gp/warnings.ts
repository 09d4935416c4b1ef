import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import { type Evidence, STANDING } from '../evidence.ts';

/** What results may be like that no model learns from. */
type Oddity = 'equal' | 'huge';

const TEXTS: Readonly<Record<Oddity, string>> = {
  equal: 'All results are equal, so nothing can be learned from them: does the objective use its parameters?',
  huge: 'Some results are beyond 1e100 and may hide what the others tell: are they meant?',
};

/** Results from which it is no accident that all are equal. */
const ENOUGH = 10;
const HUGE = 1e100;

/** A warning of a study, with what its trial has to note down so that it is not said again. */
export interface SaidOnce {
  readonly warned: Oddity;
  readonly warning: string;
}

/** Warns of results that no model learns from: once in a study, as far as the trials' notes tell. */
export class Warnings {
  readonly #said = new Set<string>();

  /** Takes in what was warned of before. */
  observe(history: HistoryView, delta: Delta): void {
    if (delta.reset) this.#said.clear();
    const { rows } = delta.reset ? everythingIn(history) : delta;
    for (const row of rows) {
      const warned = history.notes(row)?.['warned'];
      if (typeof warned === 'string') this.#said.add(warned);
    }
  }

  /** What is to be warned of now; null = nothing. Cost O(rows). */
  next(evidence: Evidence): SaidOnce | null {
    const { objectives, losses } = evidence;
    const of = evidence.rows(STANDING.complete).map((row) => losses.subarray(row * objectives, (row + 1) * objectives));
    const is = {
      equal: of.length >= ENOUGH && of.every((each) => each.every((loss, o) => loss === of[0]![o])),
      huge: of.some((each) => each.some((loss) => Math.abs(loss) > HUGE && Number.isFinite(loss))),
    };
    const warned = (['equal', 'huge'] as const).find((oddity) => is[oddity] && !this.#said.has(oddity));
    return warned === undefined ? null : { warned, warning: TEXTS[warned] };
  }
}
