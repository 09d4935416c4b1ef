import { VernierError } from '../../errors.ts';
import type { Objective } from '../../history/record.ts';
import { sortScore } from './score.ts';

// What is wrong with a score, in words. Loaded apart: most scores are in order.

/** What keeps a score from ending a trial; null = nothing. */
export function finalFault(objectives: readonly Objective[], score: unknown): string | null {
  const sorted = sortScore(objectives, score);
  if (sorted === null) return scoreFault(objectives, score);
  const missing = objectives.filter((_, i) => Number.isNaN(sorted.values[i]!));
  if (missing.length > 0)
    return `${sorted.given < objectives.length ? 'no value' : 'NaN'} for ${missing.map(({ name }) => `"${name}"`).join(', ')}`;
  const endless = objectives.findIndex(
    ({ direction }, i) => sorted.values[i] === (direction === 'maximize' ? Infinity : -Infinity),
  );
  return endless < 0
    ? null
    : `${sorted.values[endless]} for "${objectives[endless]!.name}", which no other value could ever beat`;
}

/** What keeps something from being a score at all. */
function scoreFault(objectives: readonly Objective[], score: unknown): string {
  const names = objectives.map(({ name }) => name).join(', ');
  const wrong = (value: unknown, name: string): string =>
    `${JSON.stringify(value) ?? String(value)} for "${name}"; expected a number`;
  if (typeof score === 'number')
    return `one number (${score}) for ${objectives.length} objectives (${names}); give an object with their names`;
  if (Array.isArray(score)) {
    if (score.length !== objectives.length)
      return `${score.length} numbers for ${objectives.length} objectives (${names})`;
    const at = score.findIndex((value) => typeof value !== 'number');
    return wrong(score[at], objectives[at]!.name);
  }
  if (typeof score === 'object' && score !== null) {
    const [name, value] = Object.entries(score).find(([, each]) => typeof each !== 'number')!;
    return wrong(value, name);
  }
  return `${score === undefined ? 'nothing' : String(score)}; expected a number${objectives.length === 1 ? '' : ' for each objective'}`;
}

/** The error of a trial whose objective gave no final score. */
export function faultError(objectives: readonly Objective[], score: unknown): VernierError {
  return new VernierError('values-invalid', `The objective gave ${finalFault(objectives, score)}.`, {
    hint: `Give ${objectives.map(({ name }) => name).join(', ')} as finite numbers.`,
  });
}

/** The error of a report that is none: by its score, else by its step. */
export function reportError(objectives: readonly Objective[], score: unknown, step: number): VernierError {
  if (sortScore(objectives, score) === null)
    return new VernierError('values-invalid', `A report has ${scoreFault(objectives, score)}.`, {
      hint: 'Report numbers.',
    });
  return new VernierError('values-invalid', `A report has step ${step}.`, {
    hint: 'Steps are whole numbers from 0 up.',
  });
}
