// What the rows of the default sampler share: who is compared, and what is said where `auto` is not there.
import { duration } from '../harness/progress.ts';
import { buildOf, NotExported } from '../harness/builds.ts';
import { type Optimiser, peerOf, type Runs, runsOf } from '../harness/runs.ts';
import type { RunPlan } from '../harness/run.ts';
import type { Task } from '../harness/task.ts';
import type { Measurement, RowOptions } from '../measurement.ts';
import { hasPartners, PEER_NAMES } from '../peers/partner.ts';

/** Who was compared, on what. */
export interface Field {
  readonly ours: Optimiser;
  readonly peers: readonly Optimiser[];
  readonly runs: Runs;
  readonly seeds: readonly number[];
  /** How many runs of ours ended in an exception; those of peers are left out of what is paired. */
  readonly failures: number;
}

/** How a row is measured. */
export interface FieldOptions {
  readonly tasks: readonly Task[];
  readonly seeds: number;
  readonly trials: number;
  readonly batch?: number;
  /** Default: all that every quality row is measured against. */
  readonly peers?: readonly string[];
}

/** Runs `auto` and its peers; seeds count from the row's own on. @throws NotExported */
export async function field(options: FieldOptions, row: RowOptions): Promise<Field> {
  const { progress } = row;
  const ours = await ourSampler(row);
  const peers = hasPartners() ? (options.peers ?? PEER_NAMES).map(peerOf) : [];
  if (!hasPartners()) progress('there is no Python environment: without peers');
  const seeds = seedsFrom(row, options.seeds);
  const plans = seeds.map(
    (each): RunPlan => ({
      seed: each,
      trials: options.trials,
      ...(options.batch === undefined ? {} : { batch: options.batch }),
    }),
  );
  const began = performance.now();
  const runs = await runsOf([ours, ...peers], options.tasks, plans);
  progress(`runs took ${duration(performance.now() - began)}`);
  for (const [name, thrown] of [...runs.failures].slice(0, 3)) progress(`✗ ${name}: ${thrown}`);
  const failures = [...runs.failures.keys()].filter((name) => name.startsWith(`${ours.label} `)).length;
  return { ours, peers, runs, seeds, failures };
}

/** `auto`, unless another one is asked for. @throws NotExported */
export async function ourSampler({ sampler = 'auto' }: RowOptions): Promise<Extract<Optimiser, { kind: 'ours' }>> {
  return { kind: 'ours', ...(await buildOf(sampler)) };
}

/** So many seeds, unless fewer are asked for. */
export function seedsFrom({ seed, seeds }: RowOptions, usual: number): number[] {
  return Array.from({ length: seeds ?? usual }, (_, i) => seed + i);
}

/**
 * A measurement that needs `auto`; where the package does not export it the row has missed, and says why.
 *
 * @param worst  the value that stands for "not measured", on the wrong side of the limit
 */
export async function measured(worst: number, measure: () => Promise<Measurement>): Promise<Measurement> {
  try {
    return await measure();
  } catch (error) {
    if (!(error instanceof NotExported)) throw error;
    return { value: worst, holds: false, detail: { missing: error.message } };
  }
}
