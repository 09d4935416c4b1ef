import { TrialPruned } from '../../errors.ts';
import type { History } from '../../history/history.ts';
import { FROM } from '../../history/lineage.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import type { Sampler } from '../sampler.ts';
import { pbt } from './pbt.ts';

// What tests of populations share.

/** Epochs of a whole training. */
export const EPOCHS = 12;
/** What is tuned: one rate. */
export const rates = space({ rate: float(0.001, 2, { log: true }) });

/** Steps down a valley with noise that a large rate keeps: early a large rate is best, later a small one. */
export function step(state: number, rate: number, epoch: number): number {
  return state * (1 - Math.min(1, rate)) + 0.3 * rate * Math.cos(7 * epoch);
}

/** The loss of a state, least in the valley. */
export const lossOf = (state: number): number => state * state;

/** What a program needs of its trial. */
interface TrainingTrial {
  readonly number: number;
  readonly resume: { readonly checkpoint: string | null } | null;
  setCheckpoint(reference: string, step: number): void;
  report(loss: number, step: number): Promise<unknown>;
  shouldPrune(): boolean;
}

/** A program that saves its state with every epoch, and goes on from what it is given. `log` hears of each epoch that it trains. */
export function training(log: (trial: number, epoch: number) => void = () => {}) {
  return async ({ rate }: { readonly rate: number }, trial: TrainingTrial): Promise<number> => {
    let { epoch, state } = { epoch: 0, state: 4 };
    if (trial.resume?.checkpoint) ({ epoch, state } = JSON.parse(trial.resume.checkpoint) as typeof saved);
    let saved = { epoch, state };
    while (epoch < EPOCHS) {
      epoch++;
      state = step(state, rate, epoch);
      log(trial.number, epoch);
      saved = { epoch, state };
      trial.setCheckpoint(JSON.stringify(saved), epoch);
      await trial.report(lossOf(state), epoch);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return lossOf(state);
  };
}

/** A study of such trainings. */
export const options = { space: rates, fidelity: { name: 'epoch', min: 1, max: EPOCHS }, seed: 3 } as const;
/** The same, by a population. */
export const population = (sampler: Sampler = pbt({ population: 6, interval: 2 })) => ({ ...options, sampler });

/** A study, as far as its trials are looked at. */
interface Told {
  readonly history: Pick<History, 'size' | 'record' | 'attribute'>;
}

/** Rows of copies. */
export const copiesIn = ({ history }: Told): number[] =>
  Array.from({ length: history.size }, (_, row) => row).filter(
    (row) => history.attribute(row, 'system', FROM) !== undefined,
  );
/** What a study was told of each trial. */
export const told = (study: Told): unknown[] =>
  Array.from({ length: study.history.size }, (_, row) => {
    const { number, state, params, reports, systemAttributes } = study.history.record(row);
    return { number, state, rate: params['rate']?.internal, reports, from: systemAttributes[FROM] };
  });
