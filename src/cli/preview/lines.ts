import type { Budget } from '../../config/budget.ts';
import type { Band, Preview } from '../../study/preview/preview.ts';
import { moneyWords } from '../../study/limits/words.ts';
import type { StoppedBy } from '../../study/study.ts';
import type { Job } from '../job.ts';
import type { RunPlan } from './plan.ts';
import type { Style } from '../style.ts';
import { count, duration, plural, proseLines, safe, short, table } from '../text.ts';

/** What the lines are made of. */
export interface Previewed {
  readonly job: Job;
  readonly budget: Budget;
  readonly run: RunPlan;
  readonly found: Preview;
}

/** A preview as lines: what is expected, what ends it, and on what this rests. */
export function previewLines(previewed: Previewed, columns: number, style: Style): readonly string[] {
  const { job, found, run } = previewed;
  const searches = found.simulations === 1 ? 'one simulated search' : `${found.simulations} simulated searches`;
  const head = `${style.bold('Preview')} of ${safe(job.name)}: ${searches}; nothing was run.`;
  const added =
    run.before === 0 ? [] : [`The study has ${count(run.before, 'trial')}: this is what the run would add.`];
  return [
    head,
    ...added,
    '',
    ...rows(previewed).map((line, i) => `  ${i === 0 ? style.dim(line) : line}`),
    '',
    ...proseLines(endWords(previewed), columns, 3),
    '',
    ...assumptions(previewed)
      .flatMap((line) => proseLines(line, columns, 5))
      .map((line) => style.dim(line)),
  ];
}

function rows({ job, found, run }: Previewed): readonly string[] {
  const { length, limits } = run.plan;
  const name = safe(job.fidelity?.name ?? 'step');
  const isPruned = run.isPruned && length.steps !== null;
  const isTimed = run.lengthBy !== 'unknown';
  const band = (label: string, { median, low, high }: Band, words: (value: number) => string, more = ''): string[] => {
    const [middle, least, most] = [median, low, high].map(words) as [string, string, string];
    const between = least === most ? '' : `${least} to ${most}`;
    return [label, middle, [between, more].filter((part) => part !== '').join(', ')];
  };
  const time = (value: number): string => (isTimed ? duration(value) : short(Number(value.toPrecision(3))));
  const inTrials = isTimed ? '' : ', in trials';
  const most = length.steps ?? 0;
  const currency = safe(job.budget.cost?.currency ?? '');
  const isSaving = isPruned && found.saved !== null && found.saved.median > 0;
  return table(
    [
      ['', 'expected', '80 % of searches'],
      band('trials', found.trials, whole),
      ...(found.resumed.high > 0 ? [band('paused ones that go on', found.resumed, whole)] : []),
      ...(isPruned || found.cut.high > 0
        ? [band(length.steps === null ? '  run to the end' : `  all ${count(most, name)}`, found.full, whole)]
        : []),
      ...found.stopped.map(({ from, to, trials }) =>
        band(from === to ? `  stopped at ${name} ${from}` : `  stopped at ${name} ${from} to ${to}`, trials, whole),
      ),
      ...(found.cut.high > 0 ? [band('  ended by the limit', found.cut, whole)] : []),
      ...(found.confirming.high > 0 ? [band('confirming trials', found.confirming, whole)] : []),
      ...(found.steps === null ? [] : [band(plural(name), found.steps, whole)]),
      ...(isSaving
        ? [['  without pruning', whole(found.wholeSteps!.median), `${Math.round(100 * found.saved!.median)} % saved`]]
        : []),
      band(`computing${inTrials}`, found.computeSeconds, time),
      band(`wall time${inTrials}, ${limits.concurrency ?? 1} at once`, found.wallSeconds, time),
      ...(found.cost === null ? [] : [band(currency === '' ? 'cost' : `cost (${currency})`, found.cost, money)]),
    ],
    [1],
  );
}

const whole = (value: number): string => String(Math.round(value));
const money = (value: number): string => (value >= 1 ? value.toFixed(2) : short(Number(value.toPrecision(2))));

function endWords(previewed: Previewed): string {
  const { budget, found, run, job } = previewed;
  if (found.isBrokenOff)
    return 'The search is longer than what could be simulated: it was broken off here, and would go on.';
  const reason = (by: StoppedBy): string => {
    const words: Partial<Record<StoppedBy, string>> = {
      trials: `the study has its ${count(budget.trials ?? 0, 'trial')}`,
      seconds:
        budget.seconds === 0
          ? 'the deadline that was set for the study has passed'
          : `the time of the run, ${duration(budget.seconds ?? 0)}, is used up`,
      computeSeconds: `the time of computation, ${duration(budget.computeSeconds ?? 0)}, is used up`,
      cost: `the money, ${safe(moneyWords(budget.maxCost ?? 0, budget.cost?.currency))}, is used up`,
      target: `the target, ${short(job.target ?? 0)}, is reached`,
      noImprovement: `no trial has been better for ${budget.noImprovement} in a row`,
      exhausted: job.sampler?.traits.judges
        ? 'all members of the population have come to their end'
        : 'every setting of the space has been tried',
    };
    return words[by] ?? by;
  };
  const { stoppedBy, simulations } = found;
  const [first, ...others] = stoppedBy;
  const ends = `It ends when ${reason(first!.reason)}.`;
  const isNothing = found.trials.high === 0 && found.resumed.high === 0;
  if (run.isConfirming || (isNothing && found.confirming.high > 0 && others.length === 0)) {
    const over = run.over ?? first!.reason;
    return `${sentence(reason(over))}: only the best trials are run again.${first!.reason === over ? '' : ` ${ends}`}`;
  }
  if (isNothing && found.confirming.high === 0 && run.before > 0)
    return `Nothing would be run: ${reason(first!.reason)}.${isTrained(previewed) ? ' Further trials come of a new study.' : ''}`;
  if (others.length === 0) return ends;
  const parts = others.map((one) => `in ${one.simulations} when ${reason(one.reason)}`);
  return `In ${first!.simulations} of ${simulations} searches it ends when ${reason(first!.reason)}, ${parts.join(', ')}.`;
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Has a population come to its end? */
const isTrained = ({ run, job }: Previewed): boolean => run.over === 'exhausted' && job.sampler?.traits.judges === true;

/** On what the numbers rest, one thing a line. */
export function assumptions({ job, budget, run }: Previewed): readonly string[] {
  const { length, limits } = run.plan;
  const isPruned = run.isPruned && length.steps !== null;
  return [
    ...lengthWords(job, run),
    ...(run.isPruned && length.steps === null
      ? [
          'Trials may be stopped early, but nothing says how many steps they have: all are taken to run to their end. A fidelity says it: fidelity: { name: epoch, max: 50 }.',
        ]
      : []),
    ...(isPruned
      ? [
          `The ${job.sampler?.traits.judges ? 'population' : 'pruner'} is the real one; learning curves are made up (power laws with noise) and parameters drawn at random: a search that learns has better trials, but hardly more or longer ones. Trials that are paused go on from checkpoints.`,
        ]
      : []),
    ...(limits.noImprovement === undefined
      ? []
      : [
          'Patience is counted as if the search drew at random: one that learns is better more often, and lasts longer.',
        ]),
    ...run.ignored.map((limit) => ignoredWords(limit, budget)),
  ];
}

function lengthWords(job: Job, { plan, lengthBy, recorded }: RunPlan): readonly string[] {
  const { steps, seconds, spread, start = 0 } = plan.length;
  const name = safe(job.fidelity?.name ?? 'step');
  const each = steps === null ? '' : `, ${count(steps, name)} of ${briefly((seconds - start) / steps)}`;
  const before = steps === null || start === 0 ? '' : ` after a start of ${briefly(start)}`;
  if (lengthBy === 'given') return [`A whole trial takes ${briefly(seconds)}${each}, as said; all take the same.`];
  if (lengthBy === 'unknown')
    return [
      `How long a trial takes is not known: times are counted in whole trials. Say it with --trial-seconds 90${steps === null ? '' : ` or --step-seconds 2`}, or let a few trials run first.`,
    ];
  const [low, high] = [-1.2816, 1.2816].map((deviation) => briefly(seconds * Math.exp(deviation * spread)));
  const band = low === high ? '' : ` (80 %: ${low} to ${high})`;
  return [`A whole trial takes ${briefly(seconds)}${band}${each}${before}, by ${count(recorded, 'recorded trial')}.`];
}

/** A length of time to two digits where it is a small one: a step may last milliseconds. */
const briefly = (seconds: number): string =>
  seconds > 0 && seconds < 0.1 ? `${Number((1000 * seconds).toPrecision(2))} ms` : duration(seconds);

function ignoredWords(limit: RunPlan['ignored'][number], budget: Budget): string {
  switch (limit) {
    case 'target':
      return 'When the target is reached cannot be foreseen: the run may end earlier.';
    case 'whenGainPerHourBelow':
      return `When an hour gains less than ${short(budget.whenGainPerHourBelow!)} cannot be foreseen: the run may end earlier.`;
    case 'maxCost':
      return `The limit of ${safe(moneyWords(budget.maxCost!, budget.cost?.currency))} on the cost is left out: nothing says ${budget.cost?.perHour === undefined ? 'yet what a trial costs' : 'how long a trial takes'}.`;
    default:
      return `The limit of ${duration(budget[limit as 'seconds' | 'computeSeconds']!)} ${limit === 'seconds' ? 'on the time' : 'of computation'} is left out: nothing says how long a trial takes.`;
  }
}
