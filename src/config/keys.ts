import { fault, type TreeMap, type Warning } from '../space/file-tree.ts';
import { nearest } from '../space/names.ts';

/** A key at the top of a config file: whose it is, and what it says. */
export interface ConfigKey {
  readonly from: 'wandb' | 'vernier';
  readonly says: string;
}

const wandb = (says: string): ConfigKey => ({ from: 'wandb', says });
const ours = (says: string): ConfigKey => ({ from: 'vernier', says });

/** Every key that the top of a config file may have. The reference page lists them in this order. */
export const CONFIG_KEYS: Readonly<Record<string, ConfigKey>> = {
  name: wandb('Name of the study; without it the name of the file.'),
  description: wandb('A sentence for people; kept with the study.'),
  program: wandb('The program to tune. A .ts file runs as an objective function, anything else as a command.'),
  command: wandb('How to start the program: a list of words and macros.'),
  method: wandb('How to search: bayes (our default sampler), random, grid, or the name of a sampler.'),
  metric: wandb('The number to be made small or large: { name, goal, target }.'),
  metrics: wandb(
    'A list of such metrics: several objectives. A map: patterns that find metrics in the program’s output.',
  ),
  parameters: wandb('What may be searched.'),
  early_terminate: wandb('type: hyperband is the pruner wandbHyperband.'),
  run_cap: wandb('The same as budget: { trials }.'),
  objectives: ours('Names and directions: { loss: minimize, latency: minimize }.'),
  constraints: ours('Combinations that the search must leave out.'),
  budget: ours('When the study is over: { trials: 100, time: 2h, compute: 10h, cost: 20 }.'),
  cost: ours('What running costs: { perHour: 2.4, currency: EUR }, or { metric: eur } for what trials report.'),
  stop: ours(
    'When going on is pointless: { noImprovement: 30 }, so many trials in a row that are no better; { whenGainPerHourBelow: 0.001 }.',
  ),
  confirm: ours('How many of the best trials are run again at the end, and how often: 3, or { top: 3, repeats: 5 }.'),
  concurrency: ours('Trials at the same time.'),
  slots: ours('What each trial has for itself: { count: 4, cpus: 2, memory: 8GB, gpus: 0.5 }, or a list of such.'),
  resources: ours('The same as slots, one level deeper: { slots: [{ cpus: 2 }] }.'),
  limits: ours('What a trial may take: { time: 10m, memory: 4GB, retries: 1, grace: 10s }.'),
  checkpoints: ours('What is kept of checkpoints: { limit: 10GB, keep: best }; keep is best, all, none or a number.'),
  machine: ours('Whether CPU, memory and GPUs of trials are recorded: true (default) or false.'),
  sampler: ours('The name of a sampler, or { name, …options }.'),
  pruner: ours('The name of a pruner, or { name, …options }; none for no pruning.'),
  judge_by: ours('What pruners look at: an objective, { metric, goal }, or all.'),
  fidelity: ours('What a step is: { name: epoch, min: 1, max: 50 }.'),
  start: ours('The present settings: run as trial 0 and named "default".'),
  low_cost: ours('Values that make trials cheap, where the search begins: { trees: 10 }.'),
  transfer: ours('Earlier studies of the same storage to learn from: a name, or a list of names.'),
  notify: ours('Who is told when something happens: [{ on: [finished, new-best], webhook: https://… }], or a command.'),
  seed: ours('A whole number that fixes all randomness.'),
  duplicates: ours('allow, avoid or reuse settings that were tried before.'),
  storage: ours('Where the study is kept; default sqlite:vernier.db.'),
  durability: ours('full (default) or normal.'),
  project: wandb('Accepted, without meaning here.'),
  entity: wandb('Accepted, without meaning here.'),
  kind: wandb('Accepted, without meaning here.'),
  apiVersion: wandb('Accepted, without meaning here.'),
};

/** W&B's keys that cannot be honoured, and why. */
const REFUSED: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  controller: ['the search always runs here, in this process', 'Leave it out.'],
  scheduler: [
    'it hands the search to another service',
    'Choose a sampler instead: method: bayes, or sampler: { name: tpe }.',
  ],
  job: ['it names a job in a W&B launch queue', 'Name what to start: program: train.py.'],
  image_uri: [
    'it starts a container in a W&B launch queue',
    'Start it yourself: command: [docker, run, IMAGE, "${args}"].',
  ],
};

/** Words of other tools and earlier thoughts, and where the thing is said here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  trials: 'budget: { trials: 100 }',
  n_trials: 'budget: { trials: 100 }',
  timeout: 'budget: { time: 2h }',
  patience: 'stop: { noImprovement: 30 }',
  time: 'budget: { time: 2h }',
  direction: 'metric: { name: loss, goal: minimize }',
  space: 'parameters',
  params: 'parameters',
  parallel: 'concurrency',
  workers: 'concurrency',
  n_jobs: 'concurrency',
  conditions: 'when, a key of the parameter that waits',
  priors: 'prior, a key of the parameter',
};

/** @throws `config-invalid` for keys that are unknown (with the nearest one) or that cannot be honoured (with the reason) */
export function checkKeys(map: TreeMap, warnings: Warning[]): void {
  for (const { key, line } of map.entries) {
    if (Object.hasOwn(REFUSED, key))
      throw fault({ line }, `"${key}" of W&B is not supported: ${REFUSED[key]![0]}.`, REFUSED[key]![1]);
    if (!Object.hasOwn(CONFIG_KEYS, key))
      throw fault({ line }, `"${key}" is no key of a config file.`, suggestion(key));
    if (CONFIG_KEYS[key]!.says.startsWith('Accepted'))
      warnings.push({ line, message: `${key} has no meaning here and is left aside` });
  }
}

function suggestion(key: string): string {
  if (Object.hasOwn(ELSEWHERE, key)) return `Write ${ELSEWHERE[key]}.`;
  const near = nearest(key, Object.keys(CONFIG_KEYS));
  return near === null ? `Known keys: ${Object.keys(CONFIG_KEYS).join(', ')}.` : `Did you mean "${near}"?`;
}
