import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isVernierError } from '../../errors.ts';
import { catalog as pruners } from '../../pruners/catalog.ts';
import { catalog as samplers } from '../../samplers/catalog.ts';
import { programParams } from '../../space/file-program.ts';
import { type Config, readConfig } from './config.ts';
import { BOUNDLESS } from '../../config/budget.ts';
import { CONFIG_KEYS } from '../../config/keys.ts';
import { bytesOf, secondsOf } from '../../config/units.ts';
import { inFile } from '../load.ts';
import { yamlTree } from '../../config/yaml-tree.ts';

const read = (text: string): Config =>
  readConfig(
    'tune.yaml',
    inFile('tune.yaml', () => yamlTree(text)),
    { samplers, pruners },
  );
const SMALL = 'method: bayes\nparameters: { x: { min: 0.0, max: 1.0 } }\n';

function message(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (isVernierError(error)) return `${error.code} ${error.message} | ${error.hint}`;
    throw error;
  }
  return 'nothing was thrown';
}

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

describe('what is refused before anything runs', () => {
  test.each<[string, string, string]>([
    ['no map', '- 1\n', 'tune.yaml:1: The file is a list of 1; expected a map.'],
    ['no parameters', 'method: bayes\n', 'tune.yaml:1: The file has no parameters.'],
    [
      'confirm without a number',
      `${SMALL}confirm: { repeats: 3 }\n`,
      'tune.yaml:3: confirm has no top. | Add top: 3, so many of the best trials.',
    ],
    [
      'confirm of a front',
      `${SMALL}objectives: { a: minimize, b: minimize }\nconfirm: 3\n`,
      'tune.yaml:4: confirm is for one objective; this study has 2: a, b. | Leave confirm out, and run the trials of the front again that you care for: study.enqueue(params).',
    ],
    [
      'unknown key',
      `${SMALL}budgett: { trials: 3 }\n`,
      'tune.yaml:3: "budgett" is no key of a config file. | Did you mean "budget"?',
    ],
    [
      'word of another tool',
      `${SMALL}n_trials: 3\n`,
      '"n_trials" is no key of a config file. | Write budget: { trials: 100 }.',
    ],
    [
      'controller',
      `${SMALL}controller: { type: local }\n`,
      'tune.yaml:3: "controller" of W&B is not supported: the search always runs here',
    ],
    [
      'scheduler',
      `${SMALL}scheduler: { engine: optuna }\n`,
      '"scheduler" of W&B is not supported: it hands the search to another service',
    ],
    ['job', `${SMALL}job: a/b/c\n`, '"job" of W&B is not supported: it names a job in a W&B launch queue'],
    ['image_uri', `${SMALL}image_uri: x\n`, '"image_uri" of W&B is not supported'],
    [
      'unknown method',
      'method: bayse\nparameters: { x: { min: 0, max: 1 } }\n',
      'tune.yaml:1: method is "bayse"; expected one of bayes, auto, tpe, gp, random, quasiRandom, grid, cmaEs, nsga2, nsga3, differentialEvolution, smac, pbt, pb2. | Did you mean "bayes"?',
    ],
    [
      'custom',
      'method: custom\nparameters: { x: { min: 0, max: 1 } }\n',
      'method: custom of W&B hands the search to another program',
    ],
    [
      'wrong goal',
      `${SMALL}metric: { name: loss, goal: minimise }\n`,
      'metric: goal is "minimise"; expected one of minimize, maximize. | Did you mean "minimize"?',
    ],
    ['nameless metric', `${SMALL}metric: { goal: minimize }\n`, 'metric has no name.'],
    [
      'metric and objectives',
      `${SMALL}metric: { name: a }\nobjectives: { b: minimize }\n`,
      'tune.yaml:4: The file has both "metric" and "objectives".',
    ],
    ['numeric objective', `${SMALL}objectives: { 1: minimize }\n`, 'a whole number cannot be a name'],
    [
      'unknown option',
      `${SMALL}sampler: { name: tpe, candidate: 3 }\n`,
      'tune.yaml:3: The sampler tpe has no option "candidate". | Did you mean "candidates"?',
    ],
    [
      'a value between an option’s default and its range',
      `${SMALL}sampler:\n  name: cmaEs\n  sigma: 0.1\n  population: 2\n`,
      'tune.yaml:6: cmaEs: population is 2; expected a whole number from 3 to 100000, or null.',
    ],
    [
      'option out of range',
      `${SMALL}sampler: { name: tpe, candidates: 0 }\n`,
      'The sampler tpe: candidates is 0; expected a whole number from 1 to 10000.',
    ],
    [
      'a limit of cost without a cost',
      `${SMALL}budget: { trials: 9, cost: 20 }\n`,
      'tune.yaml:3: budget: cost is 20, but nothing says what a trial costs. | Add cost: { perHour: 2.4, currency: EUR }',
    ],
    [
      'two costs',
      `${SMALL}cost: { perHour: 1, metric: eur }\n`,
      'cost has both perHour and metric. | Keep one of them.',
    ],
    ['no cost', `${SMALL}cost: { currency: EUR }\n`, 'cost says neither perHour nor metric.'],
    ['a cost that is none', `${SMALL}cost: { perHour: -2 }\n`, 'cost: perHour is -2; expected a number above 0.'],
    [
      'a negative limit',
      `${SMALL}cost: { perHour: 1 }\nbudget: { cost: -1 }\n`,
      'budget: cost is -1; expected an amount of at least 0.',
    ],
    ['patience with nothing', `${SMALL}stop: { noImprovement: 0 }\n`, 'stop: noImprovement is 0; expected'],
    [
      'patience',
      `${SMALL}patience: 9\n`,
      '"patience" is no key of a config file. | Write stop: { noImprovement: 30 }.',
    ],
    [
      'unknown pruner',
      `${SMALL}pruner: medain\n`,
      `pruner is "medain"; expected one of ${pruners.map(({ name }) => name).join(', ')}. | Did you mean "median"?`,
    ],
    [
      'method against sampler',
      'method: random\nsampler: grid\nparameters: { x: { min: 0, max: 1 } }\n',
      'The file says method: random and sampler: grid.',
    ],
    ['start outside', `${SMALL}start: { x: 3 }\n`, 'tune.yaml:3: x = 3 is no value of float(0, 1).'],
    ['a cheap start outside', `${SMALL}low_cost: { x: 3 }\n`, 'tune.yaml:3: x = 3 is no value of float(0, 1).'],
    [
      'a cheap start misspelt',
      `${SMALL}low_cost: { y: 3 }\n`,
      'tune.yaml:3: low_cost names "y", which is no parameter.',
    ],
    [
      'start misspelt',
      'parameters: { rate: { min: 0, max: 1 } }\nstart:\n  raet: 1\n',
      'tune.yaml:3: start names "raet", which is no parameter. | Did you mean "rate"?',
    ],
    [
      'text as number',
      `${SMALL}budget: { trials: "10" }\n`,
      'budget: trials is the text "10"; expected a number. | Leave the quotes out.',
    ],
    ['no whole number', `${SMALL}run_cap: 5.1\n`, 'run_cap is 5.1; expected a whole number of at least 1.'],
    [
      'run_cap beyond what can be counted',
      `${SMALL}run_cap: 1e30\n`,
      'run_cap is 1e30; expected a whole number from 1 to 9007199254740991.',
    ],
    ['run_cap of zero', `${SMALL}run_cap: 0\n`, 'run_cap is 0; expected a whole number of at least 1.'],
    [
      'no time',
      `${SMALL}budget: { time: soon }\n`,
      'budget: time is the text "soon"; expected a length of time above 0.',
    ],
    [
      'no memory',
      `${SMALL}limits: { memory: much }\n`,
      'limits: memory is the text "much"; expected a number of bytes above 0',
    ],
    [
      'a target of several objectives',
      `${SMALL}metrics:\n  - { name: loss }\n  - { name: latency, target: 3 }\n`,
      'tune.yaml:5: The metric "latency" has the target 3, but there are 2 objectives; a target needs a single one.',
    ],
    ['bad pattern', `${SMALL}metrics: { loss: 'a(b' }\n`, 'metrics: loss is no regular expression: '],
    ['pattern without group', `${SMALL}metrics: { loss: 'loss=' }\n`, 'metrics: loss has no group'],
    [
      'program macro without program',
      `${SMALL}command: [python, "\${program}"]\n`,
      'command has ${program}, but the file names no program.',
    ],
    [
      'judge_by',
      `${SMALL}metric: { name: loss }\njudge_by: los\n`,
      'judge_by names "los", which is no objective. | Did you mean "loss"?',
    ],
    [
      'a share as a fidelity',
      `${SMALL}fidelity: { name: share, min: 0.05, max: 1 }\n`,
      'fidelity: min is 0.05; steps are whole numbers. | Give a share in per cent, such as { name: percent, min: 5, max: 100 }',
    ],
    [
      'a population without a fidelity',
      `${SMALL}sampler: pbt\n`,
      "tune.yaml:3: pbt needs a fidelity: it must know at which step a training ends. | Say what a step is, and which one is the last: fidelity: { name: 'epoch', max: 24 }.",
    ],
    ['fidelity the wrong way round', `${SMALL}fidelity: { min: 5, max: 2 }\n`, 'fidelity goes from 5 to 2.'],
    [
      'a parameter, with its line',
      'parameters:\n  lr:\n    min: 0.1\n    max: 0.01\n',
      'tune.yaml:3: float(0.1, 0.01): low is above high. | Did you mean float(0.01, 0.1)?',
    ],
    [
      'a name twice',
      'parameters:\n  lr: { min: 0.1, max: 0.2 }\n  lr: { min: 0.1, max: 0.2 }\n',
      'tune.yaml:3: The key lr stands twice in one map.',
    ],
    [
      'an impossible constraint',
      'parameters:\n  a: { min: 5, max: 9 }\nconstraints:\n  - { linear: { a: 1 }, at_most: 3 }\n',
      'tune.yaml:4: No configuration was found that meets the constraints',
    ],
    [
      'slots that the host has not',
      `${SMALL}slots:\n  - { count: 2, cpus: 50000 }\n`,
      'tune.yaml:4: The slots ask for processors: 100000; this host has ',
    ],
    [
      'grid over real numbers',
      'method: grid\nparameters:\n  a: { values: [1, 2] }\n  x: { min: 0.0, max: 3.0 }\n',
      'tune.yaml:4: grid cannot list the values of the continuous parameter x (float(0, 3)). | Give steps, such as x: { min: 0.0, max: 3.0, step: 0.2 }; or five levels each with sampler: { name: grid, points: 5 }.',
    ],
    [
      'a missing parent',
      'parameters:\n  a: { min: 5, max: 9, when: { kind: x } }\n',
      'tune.yaml:2: Parameter "a" has a condition that names "kind", which is no parameter.',
    ],
  ])('%s', (_, text, expected) => expect(message(text)).toContain(expected));
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
