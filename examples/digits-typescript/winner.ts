// The winner, and the settings one would use without tuning, on the test digits: node_modules/.bin/jiti winner.ts
import { openStudy } from 'vernier';
import { sqlite } from 'vernier/sqlite';
import { readDigits } from './digits.ts';
import { type Params, train } from './train.ts';

const storage = sqlite('vernier.db', { create: false });
const study = await openStudy('digits', { storage });
const { train: learned, test } = readDigits();

async function accuracy(params: Params): Promise<number> {
  const network = await train(params, learned);
  return network.evaluate(test.pixels, test.labels).accuracy;
}

if (study.best === null) console.log('No trial has a result yet.');
else {
  const winner = await accuracy(study.paramsOf(study.best) as Params);
  const before = await accuracy(study.paramsOf(study.history.record(0)) as Params);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(
    `On ${test.count} test digits that nothing has seen before, the winner (trial ${study.best.number}) reads`,
  );
  console.log(`${percent(winner)} right; the settings without tuning ${percent(before)}.`);
}
await storage.close();
