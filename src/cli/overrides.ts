import { catalog as pruners } from '../pruners/catalog.ts';
import { catalog as samplers } from '../samplers/catalog.ts';
import { readPruner, readSampler } from '../config/search.ts';
import { readObjectives } from '../config/objectives.ts';
import type { Budget } from '../config/budget.ts';
import { readRun } from '../node/config/run.ts';
import { readTransfer } from '../config/transfer.ts';
import { inFile } from '../node/load.ts';
import { asWhole, dataOf, treeOf, type TreeMap } from '../space/file-tree.ts';
import { type Job, mergedCost, type Overrides } from './job.ts';

/** A script's job with what the command line says instead. @throws `config-invalid` */
export function readOverrides(job: Job, overrides: Overrides): Job {
  // A limit on the command line is one on what the script says of its cost.
  const said = job.budget.cost === null ? {} : { cost: treeOf({ ...job.budget.cost }) };
  const cost = mergedCost(mapOf(said), overrides['cost']);
  const map = mapOf({ ...said, ...overrides, ...cost });
  return inFile('command line', () => {
    const { budget, concurrency } = readRun(map);
    return {
      ...job,
      budget: merged(job.budget, budget),
      ...(concurrency === null ? {} : { concurrency }),
      ...(overrides['objectives'] === undefined ? {} : { objectives: readObjectives(map, []).objectives }),
      ...(overrides['sampler'] === undefined ? {} : { sampler: readSampler(map, samplers)!.value }),
      ...(overrides['pruner'] === undefined ? {} : { pruner: readPruner(map, pruners, [])?.value ?? null }),
      ...(overrides['low_cost'] === undefined ? {} : { lowCost: dataOf(overrides['low_cost']) as Job['lowCost'] }),
      ...(overrides['transfer'] === undefined ? {} : { transfer: readTransfer(overrides['transfer']) }),
      ...(overrides['seed'] === undefined ? {} : { seed: asWhole(overrides['seed'], 'seed', 0) }),
    };
  });
}

const mapOf = (values: Overrides): TreeMap => ({
  kind: 'map',
  line: 0,
  entries: Object.entries(values).map(([key, value]) => ({ key, line: 0, value })),
});

/** A budget with what another one says instead. */
function merged(budget: Budget, instead: Budget): Budget {
  const said = Object.entries(instead).filter(([, value]) => value !== null && value !== false);
  return { ...budget, ...Object.fromEntries(said) };
}
