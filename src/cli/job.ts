import { existsSync, readdirSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { isVernierError, thrownText, VernierError } from '../errors.ts';
import type { Fidelity, JudgeBy } from '../history/problem.ts';
import type { Direction } from '../history/record.ts';
import { type Config, readConfig } from '../node/config/config.ts';
import { BOUNDLESS, type Budget, limitsOf } from '../config/budget.ts';
import { TRIALS } from '../node/executors/trial-folder.ts';
import type { EndableExecutor } from '../node/executors/endable-executor.ts';
import { type NotifyRule, readNotify } from '../config/notify.ts';
import { objectiveOf, programOf } from '../node/config/program.ts';
import { loadTree } from '../node/load.ts';
import type { Pruner } from '../pruners/pruner.ts';
import { catalog as pruners } from '../pruners/catalog.ts';
import { catalog as samplers } from '../samplers/catalog.ts';
import type { Sampler } from '../samplers/sampler.ts';
import type { ParamValue } from '../space/shape.ts';
import { type Leaf, programParams } from '../space/file-program.ts';
import { child, type Data, type Tree, type TreeEntry, type TreeMap, treeOf, type Warning } from '../space/file-tree.ts';
import { nearest } from '../space/names.ts';
import { wantedOf } from '../study/confirm/wanted.ts';
import { checkBounds } from '../study/limits/check.ts';
import type { SearchSpace } from '../space/space.ts';
import type { Limits } from '../study/study.ts';
import { checkScript } from './script-check.ts';

/** What `vernier run` was asked to do, whatever it was read from. */
export interface Job {
  /** Where it was read from, for warnings. */
  readonly source: string;
  readonly name: string;
  readonly description: string | null;
  /** null = the program asks for its parameters as it goes. */
  readonly space: SearchSpace | null;
  /** How the program gets its parameters; see `programParams`. */
  readonly leaves: readonly Leaf[];
  readonly objectives: Readonly<Record<string, Direction>>;
  readonly target: number | null;
  readonly sampler: Sampler | null;
  /** null = none is wanted, undefined = nothing is said. */
  readonly pruner: Pruner | null | undefined;
  readonly judgeBy: JudgeBy | null;
  readonly fidelity: Fidelity | null;
  readonly start: Readonly<Record<string, ParamValue>> | null;
  readonly lowCost: Readonly<Record<string, ParamValue>> | null;
  readonly transfer: readonly string[] | null;
  readonly notify: readonly NotifyRule[];
  readonly seed: number | null;
  readonly duplicates: 'allow' | 'avoid' | 'reuse' | null;
  /** How often a trial is queued again whose worker died; null = not said. */
  readonly retries: number | null;
  readonly storage: string | null;
  readonly durability: 'full' | 'normal' | null;
  readonly budget: Budget;
  readonly warnings: readonly Warning[];
  /** What runs, in words: compared when the study is opened again. */
  readonly program: string;
  readonly concurrency: number;
  /** Seconds that a trial is granted to end by itself. */
  readonly graceSeconds: number;
  executor(concurrency: number): Promise<EndableExecutor>;
}

/** Keys of a config file that the command line sets instead. */
export type Overrides = Readonly<Record<string, Tree>>;

/** The job of a config file. @throws `config-invalid` */
export async function jobOfFile(file: string, overrides: Overrides): Promise<Job> {
  const loaded = await loadTree(file);
  const tree = loaded.tree.kind === 'map' ? overridden(loaded.tree, overrides) : loaded.tree;
  const config = readConfig(file, { ...loaded, tree }, { samplers, pruners });
  return jobOf(config, dirname(file));
}

/** The job of a command line: `vernier run -p lr=0.001..0.1 -- python train.py`. @throws `config-invalid` */
export function jobOfWords(words: readonly string[], params: readonly TreeEntry[], overrides: Overrides): Job {
  if (words.length === 0)
    throw new VernierError('config-invalid', 'Nothing stands behind "--".', {
      hint: "Write for example: vernier run -p lr=0.001..0.1 -- python train.py '${args}'",
    });
  const parameters: Tree = { kind: 'map', entries: params, line: 0 };
  const base: TreeMap = {
    kind: 'map',
    line: 0,
    entries: [
      { key: 'command', line: 0, value: treeOf([...words]) },
      { key: 'parameters', line: 0, value: parameters },
    ],
  };
  const config = readConfig('command line', { tree: overridden(base, overrides), warnings: [] }, { samplers, pruners });
  const named = config.name === 'command line' ? { ...config, name: nameOf(words) } : config;
  const warnings = config.warnings.map((warning) => ({
    ...warning,
    message: warning.message.replace(/write metric: .*$/, 'say it with --minimize NAME or --maximize NAME'),
  }));
  return { ...jobOf(named, '.'), warnings };
}

/** `python train.py …` is called `train`. */
function nameOf(words: readonly string[]): string {
  const program = words.find((word) => /\.\w+$/.test(word) && !word.startsWith('-')) ?? words[0]!;
  return program.replace(/^.*\//, '').replace(/\.\w+$/, '') || 'study';
}

/** A file's keys with those of the command line instead, and without what says the same in other words. */
function overridden(map: TreeMap, overrides: Overrides): TreeMap {
  const given = { ...overrides, ...mergedBudget(map, overrides['budget']), ...mergedCost(map, overrides['cost']) };
  const gone = new Set(Object.keys(given));
  if (gone.has('sampler')) gone.add('method');
  if (gone.has('pruner')) gone.add('early_terminate');
  if (given['budget']?.kind === 'map' && child(given['budget'], 'trials') !== undefined) gone.add('run_cap');
  if (gone.has('objectives')) gone.add('metric');
  const isList = child(map, 'metrics')?.kind === 'list';
  const kept = map.entries.filter(
    ({ key }) => !gone.has(key) && !(key === 'metrics' && isList && gone.has('objectives')),
  );
  return { ...map, entries: [...kept, ...Object.entries(given).map(([key, value]) => ({ key, line: 0, value }))] };
}

/** `--trials` replaces the file's trials and leaves its other limits. */
function mergedBudget(map: TreeMap, given: Tree | undefined): Overrides {
  const file = child(map, 'budget');
  if (given?.kind !== 'map' || file?.kind !== 'map') return {};
  const kept = file.entries.filter(({ key }) => !given.entries.some((other) => other.key === key));
  return { budget: { ...given, entries: [...kept, ...given.entries] } };
}

/** `--cost-per-hour` and `--cost-metric` replace both, and leave the currency. */
export function mergedCost(map: TreeMap, given: Tree | undefined): Overrides {
  const file = child(map, 'cost');
  if (given?.kind !== 'map' || file?.kind !== 'map') return {};
  const says = (key: string): boolean => child(given, key) !== undefined;
  const isPriced = says('perHour') || says('metric');
  const kept = file.entries.filter(({ key }) => !says(key) && (key === 'currency' || !isPriced));
  return { cost: { ...given, entries: [...given.entries, ...kept] } };
}

function jobOf(config: Config, folder: string): Job {
  const concurrency =
    config.concurrency ??
    Math.max(
      1,
      config.slots.reduce((sum, slot) => sum + (slot.count ?? 1), 0),
    );
  const objective = objectiveOf(config);
  const program = programOf(config);
  if (program === null)
    throw new VernierError(
      'config-invalid',
      `${config.file}: the file names neither program nor command, so nothing can be run.`,
      { details: { file: config.file }, hint: 'Add program: train.py' },
    );
  checkProgram(config, folder);
  return {
    ...config,
    // Where nothing is declared, the program asks for its parameters as it goes.
    space: config.space.nodes.length === 0 ? null : config.space,
    source: config.file,
    sampler: config.sampler?.value ?? null,
    pruner: config.pruner === null ? null : config.pruner?.value,
    start: config.start as Job['start'],
    lowCost: config.lowCost as Job['lowCost'],
    transfer: config.transfer,
    retries: config.limits.retries,
    concurrency,
    graceSeconds: graceOf(config),
    program,
    executor: (atOnce) =>
      objective === null
        ? commandExecutor(config, folder)
        : objectiveExecutor(resolve(folder, objective), config, atOnce),
  };
}

/** A program that is started by its file's name must be there. What a `command` names is looked up by the system. */
function checkProgram({ file, program, command }: Config, folder: string): void {
  if (program === null || command !== null || existsSync(resolve(folder, program))) return;
  const beside = existsSync(folder) ? readdirSync(folder) : [];
  const near = nearest(program, beside);
  throw new VernierError(
    'config-invalid',
    `${file}: the program ${JSON.stringify(program)} does not exist in ${resolve(folder)}.`,
    {
      details: { file },
      hint:
        near === null
          ? 'Correct its name; it is looked for beside the config file.'
          : `Did you mean ${JSON.stringify(near)}?`,
    },
  );
}

/** Seconds between SIGTERM and SIGKILL where nothing is said of them. */
const GRACE_SECONDS = 10;

const graceOf = ({ limits }: Pick<Config, 'limits'>): number => limits.grace ?? GRACE_SECONDS;

async function commandExecutor(config: Config, folder: string): Promise<EndableExecutor> {
  const { command } = await import('../node/executors/command.ts');
  const { limits, slots, leaves } = config;
  return command(
    config.program === null
      ? config.command!
      : { program: config.program, ...(config.command === null ? {} : { command: config.command }) },
    {
      cwd: folder,
      folder: resolve(TRIALS),
      metrics: config.patterns,
      ...(limits.retries === null ? {} : { retries: limits.retries }),
      machine: config.machine,
      ...(config.checkpoints === null ? {} : { checkpoints: config.checkpoints }),
      programParams: (params) => programParams(leaves, params) as never,
      ...(slots.length === 0 ? {} : { slots }),
      ...(limits.seconds === null ? {} : { timeLimitMs: limits.seconds * 1000 }),
      ...(limits.memory === null ? {} : { memoryLimit: limits.memory }),
      graceMs: 1000 * graceOf(config),
    },
  );
}

/** Trials of an objective function that may run at once, however many that is set to while it runs. */
const MOST_PROCESSES = 64;

async function objectiveExecutor(
  path: string,
  config: Pick<Config, 'limits' | 'slots' | 'leaves' | 'checkpoints' | 'machine'>,
  concurrency: number,
): Promise<EndableExecutor> {
  const { limits, slots, leaves } = config;
  const options = {
    folder: resolve(TRIALS),
    ...(limits.retries === null ? {} : { retries: limits.retries }),
    ...(config.checkpoints === null ? {} : { checkpoints: config.checkpoints }),
    ...(limits.seconds === null ? {} : { timeLimitMs: limits.seconds * 1000 }),
    graceMs: 1000 * graceOf(config),
  };
  // Windows has no process groups: there the objective function runs in threads of this process.
  const inner =
    process.platform === 'win32'
      ? (await import('../node/executors/threads.ts')).threads(path, { ...options, count: concurrency })
      : (await import('../node/executors/processes.ts')).processes(path, {
          ...options,
          machine: config.machine,
          count: Math.max(concurrency, MOST_PROCESSES), // started when they are needed: somebody may allow more at once
          ...(slots.length === 0 ? {} : { slots }),
          ...(limits.memory === null ? {} : { memoryLimit: limits.memory }),
        });
  return {
    ...inner,
    run: (task, port, signal) =>
      inner.run(
        { ...task, params: programParams(leaves, task.params) as Readonly<Record<string, ParamValue>> },
        port,
        signal,
      ),
  };
}

/** What a script may export: as default, or each by its name. */
interface Script
  extends Partial<
      Omit<
        Job,
        | 'objectives'
        | 'budget'
        | 'program'
        | 'graceSeconds'
        | 'executor'
        | 'leaves'
        | 'source'
        | 'warnings'
        | 'notify'
        | 'retries'
      >
    >,
    Partial<Omit<Budget, 'confirm'>> {
  readonly confirm?: Limits['confirm'];
  readonly notify?: Data;
  readonly objective?: unknown;
  readonly objectives?: Readonly<Record<string, Direction>>;
  readonly direction?: Direction;
}

/**
 * The job of a TypeScript or JavaScript file that exports `{ space, objective, … }`; null for one that exports no
 * objective function: it used the library by itself, and has run by being loaded.
 */
export async function jobOfScript(file: string, name: string | null): Promise<Job | null> {
  const path = resolve(file);
  const module = await loadScript(file, path);
  const script: Script = typeof module.default === 'object' && module.default !== null ? module.default : module;
  if (script === module.default && Object.hasOwn(module, 'default')) checkScript(file, script); // jiti invents a default
  const objective = typeof module.default === 'function' ? module.default : script.objective;
  if (typeof objective !== 'function') return null;
  return {
    source: file,
    name: name ?? script.name ?? relative(dirname(path), path).replace(/\.\w+$/, ''),
    description: script.description ?? null,
    space: script.space ?? null,
    leaves: [],
    objectives: script.objectives ?? { value: script.direction ?? 'minimize' },
    target: script.target ?? null,
    sampler: script.sampler ?? null,
    pruner: script.pruner,
    judgeBy: script.judgeBy ?? null,
    fidelity: script.fidelity ?? null,
    start: script.start ?? null,
    lowCost: script.lowCost ?? null,
    transfer: script.transfer ?? null,
    notify: notifyOf(script),
    seed: script.seed ?? null,
    duplicates: script.duplicates ?? null,
    retries: null,
    storage: typeof script.storage === 'string' ? script.storage : null,
    durability: script.durability ?? null,
    budget: budgetOf(script),
    warnings: [],
    program: relative('.', path),
    concurrency: script.concurrency ?? 1,
    graceSeconds: graceOf(UNLIMITED),
    executor: (atOnce) => objectiveExecutor(path, UNLIMITED, atOnce),
  };
}

/** The limits among a script's keys. @throws `config-invalid` for those that make no sense, or contradict each other */
function budgetOf({ confirm, ...script }: Pick<Script, 'confirm' | keyof Budget>): Budget {
  const { trials, seconds, computeSeconds, maxCost, cost, noImprovement, ...rest } = { ...BOUNDLESS, ...script };
  const { whenGainPerHourBelow, finishRunning } = rest;
  const wanted = confirm === undefined ? null : wantedOf(confirm);
  const stop = { noImprovement, whenGainPerHourBelow };
  const budget = { trials, seconds, computeSeconds, maxCost, cost, ...stop, finishRunning, confirm: wanted };
  checkBounds({ ...limitsOf(budget), gainPerHour: () => null }); // that is found when the search begins
  return budget;
}

function notifyOf({ notify, objectives }: Script): readonly NotifyRule[] {
  const count = objectives === undefined ? 1 : Object.keys(objectives).length;
  return notify === undefined ? [] : readNotify(treeOf(notify), count);
}

/** A script declares no limits, and gets its parameters as they are. */
const UNLIMITED = {
  leaves: [],
  slots: [],
  checkpoints: null,
  machine: true,
  limits: { seconds: null, memory: null, retries: null, grace: null },
} as const;

async function loadScript(file: string, path: string): Promise<{ readonly default?: unknown } & Script> {
  if (!existsSync(path))
    throw new VernierError('config-invalid', `${file} cannot be read: there is no such file.`, {
      details: { file },
      hint: 'Check the name.',
    });
  const { createJiti } = await import('jiti');
  try {
    return await createJiti(import.meta.url).import(path);
  } catch (error) {
    if (isVernierError(error)) throw error;
    const isMissing = /Cannot find (?:module|package) '?vernier\b/.test(String(error));
    const where = error instanceof Error ? (error.stack?.split('\n').find((line) => line.includes(path)) ?? '') : '';
    throw new VernierError(
      'config-invalid',
      `${file} cannot be loaded: ${thrownText(error)}${where === '' ? '' : `\n${where}`}`,
      {
        details: { file },
        hint: isMissing
          ? 'Install the library beside it: npm install vernier'
          : 'Mend the script; it runs as far as it is loaded.',
        cause: error,
      },
    );
  }
}
