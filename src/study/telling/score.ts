import { VernierError } from '../../errors.ts';
import { bare, type Objective } from '../../history/record.ts';

/** A score sorted into objective values (in order) and extra metrics. */
export interface SortedScore {
  /** NaN where the score left an objective out. */
  readonly values: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly hasMetrics: boolean;
  /** Objectives named or given by position. */
  readonly given: number;
}

/** Sorts a score; null = it is none: `score-fault.ts` says in words what is wrong with it. */
export function sortScore(objectives: readonly Objective[], score: unknown): SortedScore | null {
  const listed: unknown = typeof score === 'number' ? [score] : score;
  if (Array.isArray(listed))
    return listed.length === objectives.length && listed.every((value) => typeof value === 'number')
      ? { values: listed, metrics: {}, hasMetrics: false, given: listed.length }
      : null;
  return typeof score === 'object' && score !== null
    ? byName(objectives, score as Readonly<Record<string, unknown>>)
    : null;
}

function byName(objectives: readonly Objective[], score: Readonly<Record<string, unknown>>): SortedScore | null {
  const values = objectives.map(() => Number.NaN);
  const metrics = bare<number>(); // `__proto__` is a name like another
  let hasMetrics = false;
  let given = 0;
  for (const name of Object.keys(score)) {
    const value = score[name];
    if (typeof value !== 'number') return null;
    const index = objectives.findIndex((objective) => objective.name === name);
    if (index >= 0) {
      values[index] = value;
      given++;
    } else {
      metrics[name] = value;
      hasMetrics = true;
    }
  }
  return { values, metrics, hasMetrics, given };
}

/**
 * May a sorted score end a trial? Not with NaN, nor with an infinity that is better than all numbers, which would be the best
 * for ever; one that is worse than all of them (a loss that has diverged) is a result.
 */
export function isFinal(objectives: readonly Objective[], { values }: SortedScore): boolean {
  return objectives.every(
    ({ direction }, i) => (direction === 'maximize' ? -values[i]! : values[i]!) > Number.NEGATIVE_INFINITY,
  );
}

/**
 * The value of a constraint: a number, infinite ones too.
 *
 * @throws `values-invalid`
 */
export function constraintValue(key: string, value: unknown): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new VernierError('values-invalid', `Constraint "${key}" is ${String(value)}.`, {
    hint: 'Give a number; ≤ 0 means that it is met.',
  });
}
