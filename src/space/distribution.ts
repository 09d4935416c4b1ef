import { VernierError } from '../errors.ts';

/** One categorical value. */
export type Choice = string | number | boolean | null;

/** A real number in [low, high]; on a grid from `low` where `step` is set; uniform in ln x where `log`. */
export interface FloatDistribution {
  readonly kind: 'float';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step: number | null;
}

/** A whole number in [low, high], both ends included; on a grid from `low` where `step` > 1. */
export interface IntDistribution {
  readonly kind: 'int';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step: number;
}

/** One of finitely many choices; stored as its index. `ordered`: neighbours are alike. */
export interface CategoricalDistribution<C extends Choice = Choice> {
  readonly kind: 'categorical';
  readonly choices: readonly C[];
  readonly ordered: boolean;
}

/** What one stored number may be. Frozen data, compared by value; these three are all that any storage ever sees. */
export type Distribution = FloatDistribution | IntDistribution | CategoricalDistribution;

/** The refusal of a declaration. */
export const invalid = (message: string, hint: string): VernierError =>
  new VernierError('space-invalid', message, { hint });

/**
 * A real parameter in [low, high].
 *
 * @throws `space-invalid` for bounds that are not finite or out of order, `log` with low <= 0, `log` with `step`, step <= 0.
 */
export function float(
  low: number,
  high: number,
  options: { readonly log?: boolean; readonly step?: number | null } = {},
): FloatDistribution {
  const log = options.log ?? false;
  const step = options.step ?? null;
  checkBounds('float', low, high, log, step !== null);
  if (step !== null && !(step > 0 && Number.isFinite(step)))
    throw invalid(`step is ${step}; it must be above 0.`, 'Give a positive step.');
  return Object.freeze({ kind: 'float', low, high: step === null ? high : gridEnd(low, high, step), log, step });
}

/**
 * A whole-number parameter in [low, high], both ends included.
 *
 * @throws `space-invalid` for bounds that are not whole or out of order, `log` with low < 1 or with step > 1, step < 1.
 */
export function int(
  low: number,
  high: number,
  options: { readonly log?: boolean; readonly step?: number } = {},
): IntDistribution {
  const log = options.log ?? false;
  const step = options.step ?? 1;
  checkBounds('int', low, high, log, step !== 1);
  for (const bound of [low, high])
    if (!Number.isSafeInteger(bound))
      throw invalid(`int bounds must be whole numbers within ±2^53; found ${bound}.`, 'Use float for real numbers.');
  if (!Number.isSafeInteger(step) || step < 1)
    throw invalid(`step is ${step}; it must be a whole number of at least 1.`, 'Give a step of 1, 2, …');
  return Object.freeze({ kind: 'int', low, high: low + Math.floor((high - low) / step) * step, log, step });
}

/**
 * One of several unordered choices.
 *
 * @throws `space-invalid` for an empty list or a repeated choice.
 */
export function categorical<const C extends Choice>(choices: readonly C[]): CategoricalDistribution<C> {
  return choiceDistribution('categorical', choices, false);
}

/**
 * One of several choices whose order means something: neighbours are alike.
 *
 * @throws `space-invalid` for an empty list or a repeated choice.
 */
export function ordinal<const C extends Choice>(choices: readonly C[]): CategoricalDistribution<C> {
  return choiceDistribution('ordinal', choices, true);
}

function choiceDistribution<C extends Choice>(
  name: string,
  choices: readonly C[],
  ordered: boolean,
): CategoricalDistribution<C> {
  if (choices.length === 0) throw invalid(`${name}([]) has no choice.`, 'Give at least one.');
  for (const choice of choices)
    if (choice !== null && !['string', 'number', 'boolean'].includes(typeof choice))
      throw invalid(
        `${name} lists ${JSON.stringify(choice) ?? String(choice)}; a choice is a text, a number, true, false or null.`,
        'Name it by a text that the objective looks up.',
      );
  return Object.freeze({ kind: 'categorical', choices: distinct(name, choices), ordered });
}

/** A frozen copy of a list of choices or items. @throws `space-invalid` for a repeated one */
export function distinct<C extends Choice>(name: string, choices: readonly C[]): readonly C[] {
  choices.forEach((choice, i) => {
    if (choices.findIndex((other) => sameChoice(other, choice)) < i)
      throw invalid(`${name} lists ${JSON.stringify(choice)} twice.`, 'Leave the second one out.');
  });
  return Object.freeze([...choices]);
}

function checkBounds(kind: string, low: number, high: number, log: boolean, hasStep: boolean): void {
  if (typeof low !== 'number' || typeof high !== 'number' || !Number.isFinite(low) || !Number.isFinite(high))
    throw invalid(
      `${kind} bounds must be finite numbers; found ${text(low)} and ${text(high)}.`,
      'Give finite bounds.',
    );
  if (low > high)
    throw invalid(`${kind}(${low}, ${high}): low is above high.`, `Did you mean ${kind}(${high}, ${low})?`);
  if (!Number.isFinite(high - low))
    throw invalid(`${kind}(${low}, ${high}) is wider than numbers reach.`, 'Give bounds that are closer.');
  if (log && low <= 0)
    throw invalid(`${kind}(${low}, ${high}, { log: true }): low must be above 0.`, 'Raise low, or leave log out.');
  if (log && hasStep)
    throw invalid(`${kind} cannot have both log and step.`, 'Choose one; an ordinal can hold a log grid.');
}

/** A bound as written: quotes tell the text "1" from the number. */
const text = (bound: unknown): string => (typeof bound === 'string' ? JSON.stringify(bound) : String(bound));

/** The last grid point of low, low + step, … that is not above `high` (allowing for rounding of the quotient). */
function gridEnd(low: number, high: number, step: number): number {
  const cells = Math.floor((high - low) / step + 1e-8);
  return gridValue(low, step, cells);
}

/** low + k·step, without the trailing dust of binary fractions (0.1 · 3 = 0.3). */
export function gridValue(low: number, step: number, k: number): number {
  return Number((low + k * step).toPrecision(14));
}

/** Equal as choices: same type and value; NaN equals NaN. */
export function sameChoice(a: Choice, b: Choice): boolean {
  return Object.is(a, b) || (a === 0 && b === 0);
}

/** Number of different values, `Infinity` for a float without step. */
export function cardinality(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'float':
      if (distribution.low === distribution.high) return 1;
      return distribution.step === null
        ? Number.POSITIVE_INFINITY
        : Math.round((distribution.high - distribution.low) / distribution.step) + 1;
    case 'int':
      return Math.floor((distribution.high - distribution.low) / distribution.step) + 1;
    case 'categorical':
      return distribution.choices.length;
  }
}

/** Is this stored number one of the distribution's values? */
export function contains(distribution: Distribution, internal: number): boolean {
  switch (distribution.kind) {
    case 'float':
      return (
        internal >= distribution.low &&
        internal <= distribution.high &&
        onOneGrid(distribution.low, internal, distribution.step)
      );
    case 'int':
      return (
        internal >= distribution.low &&
        internal <= distribution.high &&
        Number.isInteger(internal) &&
        (internal - distribution.low) % distribution.step === 0
      );
    case 'categorical':
      return Number.isInteger(internal) && internal >= 0 && internal < distribution.choices.length;
  }
}

/** What the user sees of a stored number: the choice of an index, the number itself otherwise. */
export function toExternal(distribution: Distribution, internal: number): Choice {
  return distribution.kind === 'categorical' ? distribution.choices[internal]! : internal;
}

/** The stored number of what the user gave, or null where it is none of the distribution's values. */
export function toInternal(distribution: Distribution, external: unknown): number | null {
  if (distribution.kind === 'categorical') {
    const index = distribution.choices.findIndex((choice) => sameChoice(choice, external as Choice));
    return index < 0 ? null : index;
  }
  return typeof external === 'number' && contains(distribution, external) ? external : null;
}

/** Equal in every field. */
export function sameDistribution(a: Distribution, b: Distribution): boolean {
  if (a === b) return true;
  if (!compatible(a, b)) return false;
  if (a.kind === 'categorical') return a.ordered === (b as CategoricalDistribution).ordered;
  const { low, high, step } = b as FloatDistribution | IntDistribution;
  return a.low === low && a.high === high && a.step === step;
}

function sameChoices(a: readonly Choice[], b: readonly Choice[]): boolean {
  return a.length === b.length && a.every((choice, i) => sameChoice(choice, b[i]!));
}

/** May both stand under one name in one study? Same kind, same `log`, same choices; bounds and step may differ (Optuna's rule). */
export function compatible(a: Distribution, b: Distribution): boolean {
  if (a.kind === 'categorical') return b.kind === 'categorical' && sameChoices(a.choices, b.choices);
  return a.kind === b.kind && a.log === b.log;
}

/**
 * The narrowest distribution that holds both; `a` itself where `b` lies within it.
 *
 * @throws `distribution-conflict` where they are not compatible.
 */
export function widen(name: string, a: Distribution, b: Distribution): Distribution {
  if (!compatible(a, b))
    throw new VernierError(
      'distribution-conflict',
      `Parameter "${name}" was ${describe(a)} and is now ${describe(b)}.`,
      { details: { name }, hint: 'Give the changed parameter another name, or start a new study.' },
    );
  if (a.kind === 'categorical' || b.kind === 'categorical') return a;
  const low = Math.min(a.low, b.low);
  const high = Math.max(a.high, b.high);
  const step = a.step === b.step && onOneGrid(a.low, b.low, a.step) ? a.step : a.kind === 'int' ? 1 : null;
  if (low === a.low && high === a.high && step === a.step) return a;
  return Object.freeze({ ...a, low, high, step }) as Distribution;
}

/** Is one number a whole number of steps from the other? */
function onOneGrid(a: number, b: number, step: number | null): boolean {
  if (step === null) return true;
  const steps = (b - a) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-8;
}

/** A distribution in the words of the library: `float(0.1, 1, log)`. */
export function describe(distribution: Distribution): string {
  if (distribution.kind === 'categorical')
    return `${distribution.ordered ? 'ordinal' : 'categorical'}(${distribution.choices.map((choice) => JSON.stringify(choice)).join(', ')})`;
  const { kind, low, high, log, step } = distribution;
  const step1 = step === null || (kind === 'int' && step === 1) ? '' : `, step ${step}`;
  return `${kind}(${low}, ${high}${log ? ', log' : ''}${step1})`;
}
