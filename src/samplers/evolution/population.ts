import { VernierError } from '../../errors.ts';

/** Options of `nsga2` and `nsga3`. */
export interface NsgaOptions {
  /** Trials of a generation, and configurations that survive it. Default 20: few, so that a few hundred trials are many generations. */
  readonly population?: number;
}

/** @throws `space-invalid` */
export function checkPopulation(name: string, population: number, least: number): void {
  if (Number.isInteger(population) && population >= least) return;
  throw new VernierError(
    'space-invalid',
    `${name}: population is ${population}; expected a whole number of at least ${least}.`,
    { hint: 'Leave it out for the usual size.' },
  );
}
