import { expect, test } from 'vitest';
import type { StudyDetail } from 'vernier/client';
import { branch, categorical, float, int, ordinal, space } from '../../../../../src/index.ts';
import { forbidden } from '../../../../../src/space/constraint.ts';
import { writeSpace } from '../../../../../src/space/file.ts';
import { permutation } from '../../../../../src/space/shape.ts';
import { setupLines } from './setup-lines.ts';
import { spaceLines } from './space-lines.ts';

const declared = space(
  {
    rate: float(1e-5, 1, { log: true }),
    layers: int(1, 8),
    batch: ordinal([16, 32]),
    kind: categorical(['a', '', null]),
    order: permutation(['x', 'y']),
    optimizer: branch({ adam: {}, sgd: { momentum: float(0, 0.9, { step: 0.1 }) } }),
  },
  { constraints: [forbidden({ batch: 16, layers: 8 })] },
);

test('a space is told parameter by parameter, with what each depends on', () => {
  const { isDeclared, parameters, constraints } = spaceLines({ space: writeSpace(declared), parameters: [] });
  expect([isDeclared, constraints]).toEqual([true, 1]);
  expect(parameters.map(({ name, range, when }) => [name, range, when])).toEqual([
    ['rate', '1e-5 to 1, logarithmic', null],
    ['layers', '1 to 8, whole', null],
    ['batch', '16 < 32', null],
    ['kind', 'a, "" or null', null],
    ['order', 'an order of x, y', null],
    ['optimizer', 'adam or sgd', null],
    ['momentum', '0 to 0.9, in steps of 0.1', 'where optimizer is sgd'],
  ]);
});

test('without a declared space, or with one of another version, it is what trials had', () => {
  const parameters: StudyDetail['parameters'] = [
    { name: 'x', distribution: { kind: 'float', low: 0, high: 1, log: false, step: null } },
    { name: 'k', distribution: { kind: 'categorical', choices: ['a', { number: 'Infinity' }], ordered: false } },
  ];
  for (const space of [null, { parameters: { x: { distribution: 'of the year 3000' } } }]) {
    const lines = spaceLines({ space, parameters });
    expect(lines.isDeclared).toBe(false);
    expect(lines.parameters.map(({ range }) => range)).toEqual(['0 to 1', 'a or ∞']);
  }
});

test('how a study searches is told line by line; what is not known is left out', () => {
  const setup = {
    seed: 7,
    sampler: { name: 'tpe', options: { startup: 10 } },
    pruner: { name: 'median', options: null },
    judgeBy: { kind: 'metric', name: 'accuracy', direction: 'maximize' },
    fidelity: { name: 'epoch', min: 2, max: 30 },
    duplicates: 'avoid',
    budget: 1,
    spending: { metric: null, total: 7200 },
    declared: true,
    program: 'train.py',
  };
  const others = { noImprovement: null, confirm: null, pruner: null };
  const limits = { ...others, trials: 40, concurrency: 2, deadline: null, by: 'owner', at: 0 };
  expect(setupLines({ setup, limits })).toEqual([
    ['Sampler', 'tpe (startup 10)'],
    ['Pruner', 'median'],
    ['Judged by', 'accuracy, higher is better'],
    ['Steps', 'epoch, judged from 2 to 30'],
    ['Planned', '1 trial'],
    ['May cost', '2 h of computing'],
    ['Seed', '7'],
    ['Program', 'train.py'],
    ['Limits', 'at most 40 trials, 2 at once in each run; set by owner on 1970-01-01 00:00:00 UTC'],
  ]);
  const suggested = { noImprovement: 30, confirm: 3, pruner: { name: 'asha', options: null } };
  const none = { trials: null, concurrency: null, deadline: null, by: 'owner', at: 0 };
  expect(setupLines({ setup: null, limits: { ...none, ...suggested } })[1]).toEqual([
    'Limits',
    'until 30 trials end without improvement, the best 3 run again at the end, the pruner asha; set by owner on 1970-01-01 00:00:00 UTC',
  ]);
  const { spending: _, ...plain } = setup;
  const bare = { ...plain, pruner: null, fidelity: null, budget: null, program: null };
  expect(setupLines({ setup: bare, limits: null }).map(([what]) => what)).toEqual(['Sampler', 'Pruner', 'Seed']);
  const population = { ...bare, sampler: { name: 'pbt', options: null } };
  expect(setupLines({ setup: population, limits: null })[1]![1]).toContain('give way to copies of better ones');
  expect(setupLines({ setup: null, limits: null })).toEqual([
    ['Sampler', 'not known: another program made this study'],
  ]);
});
