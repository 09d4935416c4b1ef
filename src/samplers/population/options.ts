import type { Json } from '../../history/record.ts';
import { checkOptions, orNull, type Rule, whole } from '../options.ts';

/** What `pbt` and `pb2` can be told. */
export interface PopulationOptions {
  /** Members that are trained at the same time or in turns. Default 8. */
  readonly population?: number;
  /** Steps from one judgement of a member to the next. Default: a tenth of the fidelity's last step. */
  readonly interval?: number | null;
  /** The share of members that is given up at the end of each interval, and the share that is copied. Default 0.2. */
  readonly truncation?: number;
}

/** The same with defaults. */
export interface PopulationRules {
  readonly population: number;
  /** null = by the fidelity. */
  readonly interval: number | null;
  readonly truncation: number;
}

/** The options with their defaults. @throws `parameter-invalid` */
export function checkPopulation(name: string, options: PopulationOptions): PopulationRules & Record<string, Json> {
  checkOptions(name, options, {
    population: whole(2, 100_000),
    interval: orNull(whole(1, 1_000_000_000)),
    truncation: SHARE,
  });
  const { population = 8, interval = null, truncation = 0.2 } = options;
  return { population, interval, truncation };
}

const SHARE: Rule = {
  allows: (value) => typeof value === 'number' && value > 0 && value <= 0.5,
  expected: 'a number above 0, up to 0.5',
};
