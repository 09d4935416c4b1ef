import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BOUNDLESS } from '../../config/budget.ts';
import { programParams } from '../../space/file-program.ts';
import { CONFIG_KEYS } from '../../config/keys.ts';
import { bytesOf, secondsOf } from '../../config/units.ts';
import { message, read, SMALL } from './read.test-support.ts';

test('a sweep file of W&B', () => {
  const config = read(`
program: train.py
name: sweepdemo
method: bayes
metric:
  goal: minimize
  name: validation_loss
  target: 0.05
parameters:
  batch_size:
    values: [16, 32, 64]
  epochs:
    value: 5
  lr:
    distribution: log_uniform_values
    min: 0.0001
    max: 0.1
  optimizer:
    parameters:
      name: { values: [adam, sgd] }
      momentum: { min: 0.0, max: 0.99 }
early_terminate:
  type: hyperband
  s: 2
  eta: 3
  max_iter: 27
run_cap: 20
project: demo
entity: me
`);
  expect(config).toMatchObject({
    name: 'sweepdemo',
    program: 'train.py',
    command: null,
    objectives: { validation_loss: 'minimize' },
    target: 0.05,
    sampler: { name: 'auto', options: {} },
    pruner: { name: 'wandbHyperband', options: { maxIter: 27, s: 2, eta: 3, strict: false } },
    budget: { trials: 20, seconds: null },
  });
  expect(config.space.groups.map(({ name }) => name)).toEqual([
    'batch_size',
    'lr',
    'optimizer.name',
    'optimizer.momentum',
  ]);
  expect(config.warnings.map(({ line, message: said }) => `${line}: ${said}`)).toEqual([
    '28: project has no meaning here and is left aside',
    '29: entity has no meaning here and is left aside',
  ]);
});

test('a sweep file of W&B as people write them: flat dotted names, tags, plain macros, both kinds of bands', () => {
  const config = read(`
program: main.py
method: bayes
metric: { name: eval/val_loss }
parameters:
  optimizer.config.rate:
    min: !!float 1e-5
    max: 0.1
  optimizer: { values: [sgd, adam] }
  pretrained: { distribution: categorical, values: [True, False] }
  temperature: { distribution: uniform, max: 0.6, min: 0 }
  scale: { distribution: log_uniform, min: -11, max: -2 }
early_terminate: { type: hyperband, min_iter: 5, s: 2 }
command:
- \${env}
- \${interpreter}
- \${program}
- +experiment=one
- \${args_no_hyphens}
`);
  expect(config.space.groups.map(({ name }) => name)).toEqual([
    'optimizer.config.rate',
    'optimizer',
    'pretrained',
    'temperature',
    'scale',
  ]);
  expect(config.command).toEqual(['${env}', '${interpreter}', '${program}', '+experiment=one', '${args_no_hyphens}']);
  expect(config.pruner!.options).toEqual({ minIter: 5, eta: 3, strict: false });
  expect(programParams(config.leaves, { 'optimizer.config.rate': 0.1, optimizer: 'sgd' })).toEqual({
    'optimizer.config.rate': 0.1,
    optimizer: 'sgd',
  });
});

test('a file with our own keys', () => {
  const config = read(`
program: train.ts
objectives: { loss: minimize, latency: minimize }
parameters:
  lr: { min: 0.0001, max: 0.1, log: true, prior: { best: 0.01 } }
  momentum: { min: 0.0, max: 0.9, when: { optimizer: sgd } }
  optimizer: { values: [adam, sgd] }
  layers: { values: [[64, 32], [128]] }
constraints:
  - forbidden: { optimizer: sgd, layers: [128] }
budget: { trials: 50, time: 1h30m }
concurrency: 4
slots: { count: 4, cpus: 0.25, memory: 20MB }
limits: { time: 10m, memory: 500MB, retries: 2, grace: 5 }
sampler: { name: tpe, candidates: 48 }
pruner: none
judge_by: { metric: accuracy, goal: maximize }
fidelity: { name: epoch, max: 50 }
start: { lr: 0.01, optimizer: sgd, momentum: 0.5, layers: [64, 32] }
seed: 7
duplicates: reuse
storage: sqlite:x.db
durability: normal
metrics: { loss: 'val_loss=([-+.0-9e]+)' }
`);
  expect(config).toMatchObject({
    name: 'tune',
    objectives: { loss: 'minimize', latency: 'minimize' },
    patterns: { loss: 'val_loss=([-+.0-9e]+)' },
    budget: { trials: 50, seconds: 5400 },
    concurrency: 4,
    slots: [{ count: 4, cpus: 0.25, memory: 2e7 }],
    limits: { seconds: 600, memory: 5e8, retries: 2, grace: 5 },
    sampler: { name: 'tpe', options: { candidates: 48 } },
    pruner: null,
    judgeBy: { kind: 'metric', name: 'accuracy', direction: 'maximize' },
    fidelity: { name: 'epoch', min: 3, max: 50 },
    start: { lr: 0.01, optimizer: 'sgd', momentum: 0.5, layers: '[64,32]' },
    seed: 7,
    duplicates: 'reuse',
    storage: 'sqlite:x.db',
    durability: 'normal',
    warnings: [],
  });
  expect(programParams(config.leaves, config.start!)).toMatchObject({ layers: [64, 32] });
});

describe('a pruner around another', () => {
  const patient = (keys: string): string =>
    `${SMALL}metric: { name: loss }\npruner: { name: patient, patience: 3, ${keys} }\n`;

  test('takes the options of the one it wraps', () => {
    expect(read(patient('wraps: median, median.startup: 2')).pruner!.value.options).toMatchObject({
      patience: 3,
      wraps: 'median',
      'median.startup': 2,
      'median.interval': 1,
    });
  });
  test.each([
    ['wraps: median, median.startup: -2', 'tune.yaml:4: The pruner patient: median.startup is -2; expected a whole'],
    ['wraps: median, median.startp: 2', 'Did you mean "median.startup"?'],
    ['wraps: medain', 'tune.yaml:4: The pruner patient: wraps is "medain"'],
  ])('%s is refused', (keys, words) => {
    expect(message(patient(keys))).toContain(words);
  });
});

describe('early_terminate', () => {
  const early = (keys: string): string =>
    `${SMALL}metric: { name: loss }\nearly_terminate: { type: hyperband, ${keys} }\n`;

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['min_iter: 3', { minIter: 3, eta: 3, strict: false }],
    ['max_iter: 81, s: 3', { maxIter: 81, s: 3, eta: 3, strict: false }],
    ['max_iter: 18, s: 2, strict: true', { maxIter: 18, s: 2, eta: 3, strict: true }],
    ['max_iter: 27, eta: 2.5', { maxIter: 27, eta: 2.5, strict: false }],
    ['min_iter: 5, strict: True', { minIter: 5, eta: 3, strict: true }],
  ])('hyperband with %s is W&B’s own rule', (keys, options) => {
    const { pruner, warnings } = read(early(keys));
    expect(pruner).toMatchObject({ name: 'wandbHyperband', options, value: { options } });
    expect(warnings).toEqual([]);
  });
  test('keys that have no effect are told', () => {
    expect(read(early('min_iter: 3, s: 2')).warnings.map(({ message }) => message)).toEqual([
      'early_terminate: s is left aside: it goes with max_iter',
    ]);
    const both = read(early('min_iter: 3, max_iter: 27'));
    expect(both.pruner!.options).toEqual({ maxIter: 27, eta: 3, strict: false });
    expect(both.warnings.map(({ message }) => message)).toEqual([
      'early_terminate: min_iter is left aside: max_iter has precedence',
    ]);
  });
  test.each([
    ['eta: 2', 'early_terminate has neither min_iter nor max_iter.'],
    ['max_iter: 2', 'early_terminate: max_iter is 2; divided by eta 3 it is below 1'],
    ['min_iter: 3, eta: 1', 'early_terminate: eta is 1; it must be above 1.'],
    ['min_iter: 3, strict: maybe', 'early_terminate: strict is the text "maybe"; expected true or false.'],
    ['min_iter: 0', 'early_terminate: min_iter is 0'],
  ])('%s is refused', (keys, words) => {
    expect(message(early(keys))).toContain(words);
  });
  test('other types are refused by name', () => {
    expect(message(`${SMALL}early_terminate: { type: envelope }\n`)).toContain(
      'tune.yaml:3: early_terminate has type envelope; W&B knows hyperband',
    );
  });
});

describe('metrics', () => {
  test('W&B’s list is several objectives', () => {
    expect(read(`${SMALL}metrics: [{ name: loss }, { name: accuracy, goal: maximize }]\n`).objectives).toEqual({
      loss: 'minimize',
      accuracy: 'maximize',
    });
  });
  test('a target of a list of one is the study’s', () => {
    const { objectives, target } = read(`${SMALL}metrics: [{ name: loss, target: 0.1 }]\n`);
    expect([objectives, target]).toEqual([{ loss: 'minimize' }, 0.1]);
  });
  test('without any, value is minimised, and that is said', () => {
    const { objectives, warnings } = read(SMALL);
    expect(objectives).toEqual({ value: 'minimize' });
    expect(warnings[0]!.message).toContain('no metric is named, so "value" is minimised');
  });
});

test('limits and what running costs', () => {
  const limits = (text: string) => read(`${SMALL}${text}`).budget;
  expect(limits('budget: { trials: 9 }')).toEqual({ ...BOUNDLESS, trials: 9 });
  expect(
    limits(`
budget: { time: 2h, compute: 10h, cost: 20, running: finish }
cost: { perHour: 2.4, currency: EUR }
stop: { noImprovement: 30, whenGainPerHourBelow: 0.001 }
`),
  ).toEqual({
    trials: null,
    seconds: 7200,
    computeSeconds: 36_000,
    maxCost: 20,
    cost: { perHour: 2.4, currency: 'EUR' },
    noImprovement: 30,
    whenGainPerHourBelow: 0.001,
    finishRunning: true,
    confirm: null,
  });
  expect(limits('cost: { metric: eur }')).toEqual({ ...BOUNDLESS, cost: { metric: 'eur' } });
  expect(limits('confirm: 3').confirm).toEqual({ top: 3, repeats: 3 });
  expect(limits('confirm: { top: 2, repeats: 5 }').confirm).toEqual({ top: 2, repeats: 5 });
});

test('the reference page explains every key', () => {
  const page = readFileSync(new URL('../../../docs/reference/config-file.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .join('\n');
  for (const key of Object.keys(CONFIG_KEYS)) expect(rows).toContain(`\`${key}\``);
});

test('lengths of time and amounts of memory', () => {
  expect(['90', '90s', '1.5h', '1h30m', '2d', 'x', '-3', '1h x'].map(secondsOf)).toEqual([
    90,
    90,
    5400,
    5400,
    172_800,
    null,
    null,
    null,
  ]);
  expect(['1e9h', '1E-3h', '1e400h', '1eh', '1h-'].map(secondsOf)).toEqual([3.6e12, 3.6, null, null, null]);
  expect(['.5', '1e-1', '1E-2', '1_000', '500ms', '1m 250ms', '.5h', '0x10', '.inf', '.', ''].map(secondsOf)).toEqual([
    0.5,
    0.1,
    0.01,
    1000,
    0.5,
    60.25,
    1800,
    16,
    null,
    null,
    null,
  ]);
  expect(bytesOf('1_000_000')).toBe(1e6);
  const times = ['.5', '1e-1', '1_000', '500ms'].map(
    (time) => read(`${SMALL}budget: { time: ${time} }\n`).budget.seconds,
  );
  expect(times).toEqual([0.5, 0.1, 1000, 0.5]);
  expect(['1000', '8GB', '512 MiB', '1.5g', '1e3', '1.5E+2 kB', 'GB', '1e', ''].map(bytesOf)).toEqual([
    1000,
    8e9,
    512 * 2 ** 20,
    1.5e9,
    1000,
    150_000,
    null,
    null,
    null,
  ]);
  expect(['1e3', '2.5e+1', '1e', '1e-3'].map(secondsOf)).toEqual([1000, 25, null, 0.001]);
});

test('a word of the command that looks like a macro and is none is named, with the nearest one', () => {
  const { warnings } = read(`
program: train.py
metric: { name: loss }
parameters: { lr: { values: [0.1, 0.2] } }
command: [python, "\${program}", "\${arg}", "\${envvar:HOME}", "pre-\${lr}"]
`);
  expect(warnings.map(({ message }) => message)).toEqual([
    'command: ${arg} is no macro and gives nothing; did you mean ${args}?',
  ]);
});
