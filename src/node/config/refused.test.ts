import { describe, expect, test } from 'vitest';
import { catalog as pruners } from '../../pruners/catalog.ts';
import { message, SMALL } from './read.test-support.ts';

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
