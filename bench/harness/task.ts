/** Exists only while each named parameter has one of these values. */
export type When = Readonly<Record<string, readonly (string | number)[]>>;

/** A parameter in words that any optimiser understands: plain data, for our library and for programs in Python alike. */
export type TaskParam = { readonly name: string; readonly when?: When } & (
  | {
      readonly kind: 'float';
      readonly low: number;
      readonly high: number;
      readonly log?: boolean;
      readonly step?: number;
    }
  | { readonly kind: 'int'; readonly low: number; readonly high: number; readonly log?: boolean }
  | { readonly kind: 'categorical'; readonly choices: readonly (string | number)[] }
  | { readonly kind: 'permutation'; readonly size: number }
  | { readonly kind: 'subset'; readonly size: number; readonly max: number }
  | { readonly kind: 'simplex'; readonly parts: readonly string[] }
);

/** One configuration: values by parameter name, inactive ones left out. */
export type Params = Readonly<Record<string, unknown>>;

/** What the optimiser is told of a trial, all minimised; null = the trial crashed. A constraint above 0 is violated. */
export type Observation = { readonly values: readonly number[]; readonly constraints?: readonly number[] } | null;

/** A trial that another study has made: what transfer starts from. */
export interface EarlierTrial {
  readonly params: Params;
  readonly value: number;
}

/** A task as one seed sees it. */
export interface Instance {
  readonly params: readonly TaskParam[];
  /** Normalised regret is 0 here … */
  readonly best: number;
  /** … and 1 here: the median of random configurations. */
  readonly median: number;
  /** How many numbers `values` gives; default 1. */
  readonly objectives?: number;
  /** Noiseless, minimised; what results are scored by. NaN = such a configuration has no value. */
  values(params: Params): readonly number[];
  /** Constraint values of a configuration, above 0 = violated. */
  constraints?(params: Params): readonly number[];
  /** What the optimiser is told instead of `values`: with noise, crashes … `trial` counts from 0. */
  observe?(params: Params, trial: number): Observation;
  /** Is this configuration in a branch without the optimum? */
  inWrongBranch?(params: Params): boolean;
  /** Trials of an earlier, related study. */
  readonly earlier?: readonly EarlierTrial[];
}

/** Something to be minimised, as data: what to search, what is best, and how a configuration is judged. */
export interface Task {
  readonly name: string;
  /** What it belongs to in tables: HPOBench, functions … */
  readonly group: string;
  /** Changes when the task does: runs that were made with another version are made again. */
  readonly version: number;
  readonly instance: (seed: number) => Instance;
}

/** The values of parameters that exist under these choices: optimisers that know no conditions give all. */
export function activeOf(params: readonly TaskParam[], chosen: Params): Params {
  const isActive = ({ when = {} }: TaskParam): boolean =>
    Object.entries(when).every(([parent, values]) => values.includes(chosen[parent] as string | number));
  // A parent that is itself inactive switches nothing on: parents stand before their children.
  const kept: Record<string, unknown> = {};
  for (const param of params)
    if (isActive(param) && Object.keys(param.when ?? {}).every((parent) => parent in kept) && param.name in chosen)
      kept[param.name] = chosen[param.name];
  return kept;
}

/** Normalised regret: 0 at the best known value, 1 at the median of random configurations; never negative. */
export function regretOf(value: number, { best, median }: Pick<Instance, 'best' | 'median'>): number {
  return Math.max(0, (value - best) / (median - best));
}
