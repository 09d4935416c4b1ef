// What growing shares saved, and what they missed: node_modules/.bin/jiti winner.ts
import { openStudy } from 'vernier';
import { sqlite } from 'vernier/sqlite';
import { readDigits } from '../digits-typescript/digits.ts';
import { learned } from './classifier.ts';
import type { Params } from './tune.ts';

const storage = sqlite('vernier.db', { create: false });
const study = await openStudy('data-share', { storage });
const { history, best } = study;

if (best === null) console.log('No trial has a result yet.');
else {
  const { train, validation, test } = readDigits();
  const trials = Array.from({ length: history.size }, (_, row) => history.record(row));
  // Each report is a training of its own: who learned from 4, 12 and 36 % has read 52 %.
  const read = sum(trials.flatMap(({ reports }) => reports.map(([percent]) => percent))) / trials.length;
  const spent = sum(trials.flatMap(({ metrics }) => metrics.seconds!.map(([, seconds]) => seconds)));

  // The dear way, for comparison: every setting that was tried learns from all the data.
  const began = performance.now();
  const losses = trials.map((trial) => learned(study.paramsOf(trial) as Params, train, train.count)(validation).loss);
  const whole = (performance.now() - began) / 1000;
  const place = losses.filter((loss) => loss < losses[best.number]!).length + 1;

  console.log(`${trials.length} settings        data read   training      loss`);
  console.log(`growing shares  ${row(read, spent, losses[best.number]!)}  the winner, trial ${best.number}`);
  console.log(`all the data    ${row(100, whole, Math.min(...losses))}  the best of all`);
  console.log(
    `\nBy all the data the winner is number ${place} of ${trials.length}; the middle one has ${middle(losses).toFixed(4)}.`,
  );
  const { accuracy } = learned(study.paramsOf(best) as Params, train, train.count)(test);
  console.log(`It reads ${(100 * accuracy).toFixed(1)} % of ${test.count} digits right that nothing has seen before.`);
}
await storage.close();

function row(percent: number, seconds: number, loss: number): string {
  return `${percent.toFixed(0).padStart(7)} %  ${seconds.toFixed(1).padStart(7)} s  ${loss.toFixed(4).padStart(8)}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function middle(losses: readonly number[]): number {
  return losses.toSorted((a, b) => a - b)[losses.length >> 1]!;
}
