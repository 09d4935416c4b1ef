import { type JudgedCurve, judgedCurve } from '../history/judged-curve.ts';
import type { Problem } from '../history/problem.ts';
import type { Json, Verdict } from '../history/record.ts';
import type { Delta, HistoryView } from '../history/view.ts';
import { SortedNumbers } from '../math/sorted.ts';
import type { CatalogEntry } from '../space/catalog-entry.ts';
import { float, int } from '../space/distribution.ts';
import { branch, type Parameter, type Shape } from '../space/shape.ts';
import { space } from '../space/space.ts';
import {
  checkNumber,
  checkWholeNumbers,
  isInfeasible,
  isWhole,
  oneSeries,
  type Pruner,
  type PrunerRun,
} from './pruner.ts';
import { directionOf, lossWords, numberWords, stepWords } from './words.ts';

/** What `patient` can be told. */
export interface PatientOptions {
  /** The pruner whose verdict counts once patience has run out; null, the default: the trial is stopped then. */
  readonly wraps?: Pruner | null;
  /** Reports without an improvement that are borne. Default 5. */
  readonly patience?: number;
  /** How much worse than the best before may the best since be and yet count as improved? Default 0. */
  readonly minDelta?: number;
}

/**
 * Leaves a trial alone as long as it improves: judges it only when the best of its last `patience` + 1 reports is worse than the
 * best of those before, by more than `minDelta`.
 *
 * Then the wrapped pruner decides; without one the trial is stopped, unless it has reported the best value of all trials.
 * NaN is passed over. A pruner of rungs that is wrapped judges a trial only at a rung where patience has run out.
 * Source: rule as in Optuna's PatientPruner, which also stops the best trial.
 *
 * @throws `parameter-invalid` for options that are no numbers in range.
 */
export function patient(options: PatientOptions = {}): Pruner {
  const { wraps, patience, minDelta } = { wraps: null, patience: 5, minDelta: 0, ...options };
  checkWholeNumbers('patient', { patience }, {});
  checkNumber('patient', 'minDelta', minDelta, 0, Number.POSITIVE_INFINITY);
  const inner = Object.entries(wraps?.options ?? {}).map(([name, value]): [string, Json] => [
    `${wraps!.name}.${name}`,
    value,
  ]);
  return {
    name: 'patient',
    options: { patience, minDelta, wraps: wraps?.name ?? 'none', ...Object.fromEntries(inner) },
    start: (problem) => new PatientRun(problem, wraps, patience, minDelta),
  };
}

/** The catalog's entry: the wrapped pruner by name, its options as `median.startup` and the like. */
export function patientEntry(others: readonly CatalogEntry<Pruner>[]): CatalogEntry<Pruner> {
  const cases = others.map(({ name, options }): [string, Shape] => [
    name,
    Object.fromEntries(options.groups.map((group): [string, Parameter] => [`${name}.${group.name}`, group.parameter])),
  ]);
  const shape: Shape = {
    patience: int(0, 1_000_000_000),
    minDelta: float(0, 1e300),
    wraps: branch({ none: {}, ...Object.fromEntries(cases) }),
  };
  const inner = (of: (entry: CatalogEntry<Pruner>) => Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
      others.flatMap((entry) => Object.entries(of(entry)).map(([name, value]) => [`${entry.name}.${name}`, value])),
    );
  const defaults: Readonly<Record<string, unknown>> = {
    patience: 5,
    minDelta: 0,
    wraps: 'none',
    ...inner((entry) => entry.defaults),
  };
  return {
    name: 'patient',
    says: 'Leaves a trial alone as long as it improves; then another pruner decides, or it is stopped.',
    source: 'Akiba et al. 2019, "Optuna"',
    options: space(shape),
    defaults: defaults as CatalogEntry<Pruner>['defaults'],
    describes: {
      patience: 'Reports without an improvement that are borne.',
      minDelta: 'How much worse than the best before the best since may be and yet count as improved.',
      wraps: 'The pruner that decides once patience has run out; none: the trial is stopped, unless it leads.',
      ...(inner(({ describes }) => describes) as Record<string, string>),
    },
    create: ({ patience, minDelta, wraps, ...rest }: Readonly<Record<string, unknown>>) =>
      patient({
        patience: patience as number,
        minDelta: minDelta as number,
        wraps: wrapped(others.find(({ name }) => name === wraps) ?? null, rest),
      }),
  };
}

function wrapped(entry: CatalogEntry<Pruner> | null, options: Readonly<Record<string, unknown>>): Pruner | null {
  if (entry === null) return null;
  const own = Object.entries(options).map(([name, value]) => [name.slice(entry.name.length + 1), value]);
  return entry.create(Object.fromEntries(own));
}

class PatientRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #judgeBy: Problem['judgeBy'];
  readonly #wrapped: PrunerRun | null;
  readonly #patience: number;
  readonly #minDelta: number;
  #history: HistoryView | null = null;
  /** The best finite loss of each trial, NaN where it is infeasible, for those that nobody else judges. */
  #best = new Map<number, number>();
  #sorted = new SortedNumbers();

  constructor(problem: Problem, wraps: Pruner | null, patience: number, minDelta: number) {
    this.#problem = problem;
    this.#judgeBy = oneSeries('patient', problem);
    this.#wrapped = wraps?.start(problem) ?? null;
    this.#patience = patience;
    this.#minDelta = minDelta;
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    if (this.#wrapped !== null) {
      this.#wrapped.observe(history, delta);
      return;
    }
    if (delta.reset) {
      this.#best = new Map();
      this.#sorted = new SortedNumbers();
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of delta.rows) this.#take(history, row);
  }

  #take(history: HistoryView, row: number): void {
    const curve = history.state(row) === 'removed' ? null : judgedCurve(history, row, this.#judgeBy);
    if (curve === null) return;
    const known = this.#best.get(row) ?? Number.NaN;
    const best = isInfeasible(history, row) ? Number.NaN : leastOf(curve.losses.filter(Number.isFinite));
    if (Object.is(best, known)) return;
    if (!Number.isNaN(known)) this.#sorted.remove(known);
    if (!Number.isNaN(best)) this.#sorted.insert(best);
    this.#best.set(row, best);
  }

  judge(row: number): Verdict {
    if (this.#without(row) === null) return 'continue';
    if (this.#wrapped !== null) return this.#wrapped.judge(row);
    return this.#best.get(row)! <= this.#sorted.at(0) ? 'continue' : 'stop';
  }

  why(row: number): string | null {
    const found = this.#without(row);
    if (found === null || this.judge(row) === 'continue') return null;
    const direction = directionOf(this.#problem);
    const [since, before] = [found.since, found.before].map((loss) => lossWords(direction, loss));
    const by = this.#minDelta === 0 ? '' : ` by more than ${numberWords(this.#minDelta)}`;
    const latest = this.#patience === 0 ? 'its last report' : `the best of its last ${this.#patience + 1} reports`;
    const own = `at ${stepWords(this.#problem, found.step)} ${latest}, ${since}, was worse than ${before} before${by}`;
    const inner = this.#wrapped?.why?.(row) ?? null;
    return inner === null ? own : `${own}, and ${inner}`;
  }

  until(row: number, after?: number): number | null {
    return this.#wrapped?.until?.(row, after) ?? null;
  }

  /** None where nothing that is wrapped has it: then it takes up no paused trials. */
  get promote(): PrunerRun['promote'] {
    return this.#wrapped?.promote?.bind(this.#wrapped);
  }

  /** The best before patience began and since, where patience has run out. */
  #without(row: number): { readonly before: number; readonly since: number; readonly step: number } | null {
    const curve: JudgedCurve | null = this.#history === null ? null : judgedCurve(this.#history, row, this.#judgeBy);
    if (curve === null || curve.steps.length <= this.#patience + 1) return null;
    if (isWhole(this.#problem, curve.steps)) return null;
    const split = curve.losses.length - this.#patience - 1;
    const before = leastOf(curve.losses.subarray(0, split));
    const since = leastOf(curve.losses.subarray(split));
    return before + this.#minDelta < since ? { before, since, step: curve.steps.at(-1)! } : null;
  }
}

/** The least number, NaN passed over; NaN where there is none. */
function leastOf(losses: Float64Array): number {
  let least = Number.NaN;
  for (const loss of losses) if (loss < least || Number.isNaN(least)) least = loss;
  return least;
}
