import { VernierError } from '../errors.ts';
import type { Objective } from '../history/record.ts';

/** A score sorted into objective values (in order) and extra metrics. */
export interface SortedScore {
  /** NaN where the score left an objective out. */
  readonly values: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly hasMetrics: boolean;
  /** Objectives named or given by position. */
  readonly given: number;
}

/** Sorts a score; a string says in words what is wrong with it. */
export function sortScore(objectives: readonly Objective[], score: unknown): SortedScore | string {
  if (typeof score === 'number') {
    return objectives.length === 1
      ? { values: [score], metrics: {}, hasMetrics: false, given: 1 }
      : `one number (${score}) for ${objectives.length} objectives (${names(objectives)}); give an object with their names`;
  }
  if (Array.isArray(score)) return byPosition(objectives, score);
  if (typeof score === 'object' && score !== null)
    return byName(objectives, score as Readonly<Record<string, unknown>>);
  return `${score === undefined ? 'nothing' : String(score)}; expected a number${objectives.length === 1 ? '' : ' for each objective'}`;
}

function byPosition(objectives: readonly Objective[], score: readonly unknown[]): SortedScore | string {
  if (score.length !== objectives.length)
    return `${score.length} numbers for ${objectives.length} objectives (${names(objectives)})`;
  const wrong = score.findIndex((value) => typeof value !== 'number');
  if (wrong >= 0) return `${JSON.stringify(score[wrong])} for "${objectives[wrong]!.name}"; expected a number`;
  return { values: score as readonly number[], metrics: {}, hasMetrics: false, given: score.length };
}

function byName(objectives: readonly Objective[], score: Readonly<Record<string, unknown>>): SortedScore | string {
  const values = objectives.map(() => Number.NaN);
  const metrics: Record<string, number> = {};
  let hasMetrics = false;
  let given = 0;
  for (const name of Object.keys(score)) {
    const value = score[name];
    if (typeof value !== 'number') return `${JSON.stringify(value) ?? String(value)} for "${name}"; expected a number`;
    const index = objectives.findIndex((objective) => objective.name === name);
    if (index >= 0) {
      values[index] = value;
      given++;
    } else {
      Object.defineProperty(metrics, name, { value, enumerable: true, configurable: true, writable: true });
      hasMetrics = true;
    }
  }
  return { values, metrics, hasMetrics, given };
}

/** What keeps a sorted score from being a final one, in words; null = nothing. Infinite values are allowed, NaN is not. */
export function finalFault(objectives: readonly Objective[], score: SortedScore): string | null {
  const missing = objectives.filter((_, i) => Number.isNaN(score.values[i]!));
  if (missing.length === 0) return null;
  return `${score.given < objectives.length ? 'no value' : 'NaN'} for ${missing.map(({ name }) => `"${name}"`).join(', ')}`;
}

const names = (objectives: readonly Objective[]): string => objectives.map(({ name }) => name).join(', ');

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
