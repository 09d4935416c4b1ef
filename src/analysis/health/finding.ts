import type { Choice } from '../../space/distribution.ts';

/** What a study is looked over for, in the order in which it is told. */
export const HEALTH_KINDS = [
  'failingRegion',
  'tooNoisy',
  'boundHit',
  'prunerTooEager',
  'duplicates',
  'workersIdle',
  'deadParameter',
  'spaceTooLarge',
  'plateau',
] as const;

/** One of the nine things that can be found. */
export type HealthKind = (typeof HEALTH_KINDS)[number];

/** Limits of `optimize` that a change may set. */
export interface LimitChanges {
  readonly confirm?: number;
  readonly concurrency?: number;
  readonly trials?: number;
  readonly noImprovement?: number;
}

/** One change to a study, as plain data. `changedSpace` applies those of the space, `changedOptions` the others. */
export type HealthChange =
  /** Other ends of a numeric parameter's range; also used to fix it, with both ends equal. */
  | { readonly type: 'range'; readonly parameter: string; readonly low: number; readonly high: number }
  /** Choices of a categorical parameter that are tried no more. */
  | { readonly type: 'forbid'; readonly parameter: string; readonly choices: readonly Choice[] }
  | { readonly type: 'limits'; readonly limits: LimitChanges }
  | { readonly type: 'duplicates'; readonly duplicates: 'avoid' | 'reuse' }
  | {
      readonly type: 'pruner';
      readonly name: string;
      /** Set beside those that the pruner has already, where it is the same one. */
      readonly options: Readonly<Record<string, number>>;
    }
  /** Something that no setting changes: the program, or what is run by hand. */
  | { readonly type: 'program' };

/** Something that holds a search back. */
export interface Finding {
  readonly kind: HealthKind;
  /** `warning`: results are lost by it. `notice`: time is, or may be. */
  readonly severity: 'warning' | 'notice';
  /** The parameter that it is about; null = none, or all. */
  readonly parameter: string | null;
  /** The numbers that it rests on; finite. */
  readonly evidence: Readonly<Record<string, number>>;
  /** One or two sentences, the number among them. */
  readonly words: string;
  readonly suggestion: { readonly words: string; readonly change: HealthChange };
}

/** What was looked at, and what came of it. */
export interface HealthCheck {
  readonly kind: HealthKind;
  /** `unknown`: the study does not tell, and `words` say why. */
  readonly state: 'found' | 'fine' | 'unknown';
  readonly words: string;
}

/** What one look gives. */
export interface Look {
  readonly findings: readonly Finding[];
  readonly state: HealthCheck['state'];
  readonly words: string;
}

/** Nothing was found. */
export const fine = (words: string): Look => ({ findings: [], state: 'fine', words });

/** The study does not tell. */
export const unknown = (words: string): Look => ({ findings: [], state: 'unknown', words });

/** What was found, told by the first one's words. */
export const found = (findings: readonly Finding[]): Look => ({
  findings,
  state: 'found',
  words: findings.map(({ words }) => words).join(' '),
});
