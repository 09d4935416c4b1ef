import { extname } from 'node:path';
import { VernierError } from '../errors.ts';
import type { Budget } from '../config/budget.ts';
import { secondsOf } from '../config/units.ts';
import { spaceSize } from '../space/space.ts';
import { type Tree, type TreeEntry, treeOf, type Warning } from '../space/file-tree.ts';
import { ask } from './ask.ts';
import { type Job, jobOfFile, jobOfScript, jobOfWords, type Overrides } from './job.ts';
import { readOverrides } from './overrides.ts';
import { paramFlag, valuesFlag } from './param-flag.ts';
import { safe } from './text.ts';

/** The options of `vernier run`, as typed. */
export interface RunFlags {
  readonly trials?: string;
  readonly time?: string;
  readonly compute?: string;
  readonly maxCost?: string;
  readonly costPerHour?: string;
  readonly costMetric?: string;
  readonly currency?: string;
  readonly patience?: string;
  readonly gainPerHour?: string;
  readonly finishRunning?: boolean;
  readonly confirm?: string;
  readonly concurrency?: string;
  readonly name?: string;
  readonly storage?: string;
  readonly seed?: string;
  readonly sampler?: string;
  readonly pruner?: string;
  readonly minimize?: readonly string[];
  readonly maximize?: readonly string[];
  readonly transfer?: readonly string[];
  readonly lowCost?: string;
  readonly param?: readonly string[];
  readonly acceptChanges?: boolean;
  readonly join: boolean;
  readonly failures: string;
  readonly preview?: boolean;
  readonly trialSeconds?: string;
  readonly stepSeconds?: string;
  readonly ui?: boolean;
  readonly plain?: boolean;
  readonly json?: boolean;
}

/** The job that a command line asks for; null for a script that used the library by itself. @throws `config-invalid` */
export async function jobOfCommandLine(
  file: string | undefined,
  words: readonly string[] | null,
  options: RunFlags,
): Promise<Job | null> {
  if (words !== null) {
    if (file !== undefined)
      throw new VernierError('config-invalid', `There is both a file (${file}) and a command behind "--".`, {
        hint: 'Keep one of them.',
      });
    return jobOfWords(words, (options.param ?? []).map(paramFlag), overridesOf(options));
  }
  if (file === undefined)
    throw new VernierError('config-invalid', 'There is nothing to run.', {
      hint: 'Name a file: vernier run tune.yaml. Write one: vernier init.',
    });
  if (options.param !== undefined)
    throw new VernierError(
      'config-invalid',
      '--param goes with a command behind "--"; a file declares its parameters itself.',
      { hint: `Add it to ${file}.` },
    );
  if (/^\.[cm]?[jt]s$/.test(extname(file))) return jobOfScriptFile(file, options);
  if (['.yaml', '.yml', '.json'].includes(extname(file).toLowerCase())) return jobOfFile(file, overridesOf(options));
  throw new VernierError(
    'config-invalid',
    `${file} is neither a config file (.yaml, .yml, .json) nor a script (.ts, .js).`,
    { hint: `Run it as a command: vernier run --minimize loss -p lr=0.001..0.1 -- ./${file} '\${args}'` },
  );
}

async function jobOfScriptFile(file: string, options: RunFlags): Promise<Job | null> {
  const job = await jobOfScript(file, options.name ?? null);
  if (job === null && options.preview === true)
    throw new VernierError(
      'config-invalid',
      `${file} exports no objective: it uses the library by itself, and has run by being loaded.`,
      { hint: 'A preview needs a script that exports { space, objective }.' },
    );
  if (job === null) return null;
  return readOverrides(job, overridesOf(options));
}

/** The options of the command line as keys of a config file. */
function overridesOf(options: RunFlags): Overrides {
  const objectives: TreeEntry[] = [
    ...(options.minimize ?? []).map((name) => ({ key: name, line: 0, value: treeOf('minimize') })),
    ...(options.maximize ?? []).map((name) => ({ key: name, line: 0, value: treeOf('maximize') })),
  ];
  const budget = {
    ...(options.trials === undefined ? {} : { trials: numeric(options.trials) }),
    ...(options.time === undefined ? {} : { time: options.time }),
    ...(options.compute === undefined ? {} : { compute: options.compute }),
    ...(options.maxCost === undefined ? {} : { cost: numeric(options.maxCost) }),
    ...(options.finishRunning === true ? { running: 'finish' } : {}),
  };
  const cost = {
    ...(options.costPerHour === undefined ? {} : { perHour: numeric(options.costPerHour) }),
    ...(options.costMetric === undefined ? {} : { metric: options.costMetric }),
    ...(options.currency === undefined ? {} : { currency: options.currency }),
  };
  const stop = {
    ...(options.patience === undefined ? {} : { noImprovement: numeric(options.patience) }),
    ...(options.gainPerHour === undefined ? {} : { whenGainPerHourBelow: numeric(options.gainPerHour) }),
  };
  const text = (key: string, value: string | undefined): Overrides =>
    value === undefined ? {} : { [key]: treeOf(value) };
  const number = (key: string, value: string | undefined): Overrides =>
    value === undefined ? {} : { [key]: treeOf(numeric(value)) };
  return {
    ...text('name', options.name),
    ...text('sampler', options.sampler),
    ...text('pruner', options.pruner),
    ...(options.lowCost === undefined ? {} : { low_cost: valuesFlag('--low-cost', options.lowCost) }),
    ...(options.transfer === undefined ? {} : { transfer: treeOf([...options.transfer]) }),
    ...number('seed', options.seed),
    ...number('concurrency', options.concurrency),
    ...(options.confirm === undefined ? {} : { confirm: confirmFlag(options.confirm) }),
    ...(Object.keys(budget).length === 0 ? {} : { budget: treeOf(budget) }),
    ...(Object.keys(cost).length === 0 ? {} : { cost: treeOf(cost) }),
    ...(Object.keys(stop).length === 0 ? {} : { stop: treeOf(stop) }),
    ...(objectives.length === 0 ? {} : { objectives: { kind: 'map', entries: objectives, line: 0 } satisfies Tree }),
  };
}

/** `3`, or `3x5`: the best three, five times each. */
function confirmFlag(text: string): Tree {
  const [, top, repeats] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  return treeOf(top === undefined ? numeric(text) : { top: Number(top), repeats: Number(repeats) });
}

/** A number as typed; what is none stays text, for the error to show. */
function numeric(text: string): number | string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** @throws `config-invalid` for lengths without a preview, which would be of no use */
export function refuseLengths({ trialSeconds, stepSeconds }: RunFlags): void {
  const flag = trialSeconds !== undefined ? '--trial-seconds' : stepSeconds !== undefined ? '--step-seconds' : null;
  if (flag !== null)
    throw new VernierError('config-invalid', `${flag} says how long trials are in a preview.`, {
      hint: `Add --preview, or leave ${flag} out.`,
    });
}

/**
 * A search without end must be meant: where nothing limits it, a person is asked.
 *
 * @throws `config-invalid` for a limit that could never be reached, and where nobody can be asked
 */
export async function budgetOf(job: Job, options: RunFlags): Promise<Budget> {
  const { trials, seconds, computeSeconds, maxCost, noImprovement, whenGainPerHourBelow } = job.budget;
  const objectives = Object.keys(job.objectives).length;
  if (whenGainPerHourBelow !== null && objectives > 1)
    throw new VernierError(
      'config-invalid',
      `The search is to end when an hour gains less than ${whenGainPerHourBelow}, but what an hour gains is not foreseen for ${objectives} objectives; expected a single one.`,
      {
        hint: `Leave ${options.gainPerHour === undefined ? 'stop: { whenGainPerHourBelow }' : '--gain-per-hour'} out, and limit the search otherwise: --trials 100, --time 1h or --patience 30.`,
      },
    );
  const limits = [trials, seconds, computeSeconds, maxCost, noImprovement, whenGainPerHourBelow, job.target];
  const isLimited = limits.some((one) => one !== null);
  if (isLimited || job.sampler?.name === 'grid' || job.sampler?.traits.judges) return job.budget; // a population ends by itself
  if (job.space !== null && Number.isFinite(spaceSize(job.space)) && job.duplicates !== 'allow') return job.budget;
  if (process.stdin.isTTY !== true || options.json === true)
    throw new VernierError('config-invalid', 'Nothing says when the search is over.', {
      hint: `Add ${/\.[cm]?[jt]s$/.test(job.source) ? 'trials: 100' : 'budget: { trials: 100 }'} to the file, or --trials 100 or --time 1h to the command.`,
    });
  const answer = await ask('How many trials, or how long (100, 30m, 2h)? ');
  if (/^[1-9][0-9]*$/.test(answer)) return { ...job.budget, trials: Number(answer) };
  const length = secondsOf(answer);
  if (length !== null && length > 0) return { ...job.budget, seconds: length };
  throw new VernierError('config-invalid', `"${answer}" is neither a number of trials nor a length of time.`, {
    hint: 'Answer for example 100, or 30m.',
  });
}

const MOST_WARNINGS = 8;

/** Warnings on standard error, each with its line; readings of numbers together. */
export function warn(source: string, warnings: readonly Warning[]): void {
  const readings = warnings.filter(({ message }) => message.includes(' is read as '));
  const others = warnings.filter((warning) => !readings.includes(warning));
  const at = (line: number): string => (line > 0 ? `${source}:${line}` : source);
  const [first] = readings;
  const further = [...new Set(readings.map(({ line }) => line))].filter((line) => line !== first?.line);
  const all = first === undefined || readings.length <= 2;
  const more = further.length === 0 ? 'and so on in that line' : `and so on, also in ${lines(further)}`;
  const shown = all ? [...others, ...readings] : [...others, { ...first, message: `${first.message} (${more})` }];
  for (const { line, message } of shown.slice(0, MOST_WARNINGS))
    process.stderr.write(`${safe(at(line))}: note: ${safe(message)}\n`);
}

const lines = (numbers: readonly number[]): string =>
  `${numbers.length === 1 ? 'line' : 'lines'} ${numbers.join(', ')}`;
