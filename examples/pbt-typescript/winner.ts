// The winner's lineage and schedule, and a plain training by that schedule: node_modules/.bin/jiti winner.ts
import { openStudy } from 'vernier';
import { lineageOf, scheduleOf, stretchAt } from 'vernier/samplers';
import { sqlite } from 'vernier/sqlite';
import { readDigits } from '../digits-typescript/digits.ts';
import { EPOCHS, type Params, trainEpoch, untrained } from './train.ts';

const storage = sqlite('vernier.db', { create: false });
const study = await openStudy('schedule', { storage });
const { history, best } = study;

if (best === null) console.log('No trial has a result yet.');
else {
  const schedule = scheduleOf(history, best.number, (trial) => study.paramsOf(trial));
  console.log(`Lineage of the winner: trial ${lineageOf(history, best.number).join(' → ')}\n`);
  console.log('after epoch     rate  momentum     decay');
  for (const { after, params } of schedule) {
    const { rate, momentum, decay } = params as Params;
    console.log(
      [String(after).padStart(11), rate.toFixed(4).padStart(8), momentum.toFixed(3).padStart(9)].join(' '),
      decay.toExponential(2).padStart(9),
    );
  }

  const { train, validation, test } = readDigits();
  const network = untrained();
  for (let epoch = 1; epoch <= EPOCHS; epoch++)
    trainEpoch(network, stretchAt(schedule, epoch).params as Params, train, epoch);
  const { loss } = network.evaluate(validation.pixels, validation.labels);
  const { accuracy } = network.evaluate(test.pixels, test.labels);
  const verdict = loss === best.values![0] ? 'exactly that of the winner' : `that of the winner is ${best.values![0]}`;
  console.log(`\nTrained by this schedule, without a population: loss ${loss.toFixed(5)}, ${verdict};`);
  console.log(`${(100 * accuracy).toFixed(1)} % of ${test.count} test digits right.`);
}
await storage.close();
