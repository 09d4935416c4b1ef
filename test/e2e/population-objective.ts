// A member of a population: saves its state after each epoch, in a file of its own, and goes on from what it is given. The state
// holds the rate of each epoch that led to it. Each start is written down.
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrialPruned } from '../../src/errors.ts';
import type { Trial } from '../../src/study/trial.ts';

const EPOCHS = Number(process.env['EPOCHS']);

interface State {
  x: number;
  readonly rates: number[];
}

export default async ({ rate }: { readonly rate: number }, trial: Trial): Promise<number> => {
  let state: State = { x: 4, rates: [] };
  if (trial.resume !== null) state = JSON.parse(readFileSync(trial.resume.checkpoint!, 'utf8')) as State;
  const { rates } = state;
  appendFileSync(
    process.env['STARTS']!,
    `\n${JSON.stringify({ row: trial.number, step: trial.resume?.step ?? 0, rates })}\n`,
  );
  while (rates.length < EPOCHS) {
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 8));
    rates.push(rate);
    const epoch = rates.length;
    state.x = state.x * (1 - Math.min(1, rate)) + 0.3 * rate * Math.cos(7 * epoch);
    const path = join(trial.checkpoints!, `${epoch}.json`);
    writeFileSync(`${path}.new`, JSON.stringify(state));
    renameSync(`${path}.new`, path);
    trial.setCheckpoint(path, epoch);
    await trial.report(state.x ** 2, epoch);
    if (trial.shouldPrune()) throw new TrialPruned();
  }
  return state.x ** 2;
};
