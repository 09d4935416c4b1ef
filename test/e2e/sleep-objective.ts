// A trial that saves its state after each epoch, in a file of its own, and goes on from what it is given.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Trial } from '../../src/study/trial.ts';

export default async (_: unknown, trial: Trial): Promise<number> => {
  const epochs = Number(process.env['EPOCHS']);
  let epoch = 0;
  if (trial.resume !== null) ({ epoch } = JSON.parse(readFileSync(trial.resume.checkpoint!, 'utf8')));
  while (epoch < epochs) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    epoch++;
    const path = join(trial.checkpoints!, `${epoch}.json`);
    writeFileSync(`${path}.new`, JSON.stringify({ epoch, by: trial.number }));
    renameSync(`${path}.new`, path);
    trial.setCheckpoint(path, epoch);
    await trial.report(1 / epoch, epoch);
  }
  return 1 / epochs;
};
