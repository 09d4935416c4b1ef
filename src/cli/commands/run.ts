import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import { type Budget, limitsOf } from '../../config/budget.ts';
import { TRIALS, trialPath } from '../../node/executors/trial-folder.ts';
import { openStorage } from '../../node/open-storage.ts';
import type { Storage } from '../../storage/storage.ts';
import { limitsOn, NO_LIMITS } from '../../study/shared/set-limits.ts';
import type { Study, Summary } from '../../study/study.ts';
import type { Setup } from '../../study/opening/setup.ts';
import { storedSetup } from '../../study/opening/stored.ts';
import { again } from '../again.ts';
import { type PrunerFound, prunerOf } from '../pruner-words.ts';
import { checkpointWords } from '../checkpoint-lines.ts';
import { endingLines } from '../ending.ts';
import { EXIT } from '../failure.ts';
import type { Job } from '../job.ts';
import { openNotices } from '../notices.ts';
import { openLadder } from '../live/ladder.ts';
import { inItsCurrency, takeBackLimits } from '../own-limits.ts';
import { isOwnOf, joinLine, openOrCreate, refuseSecond } from '../open.ts';
import { DEFAULT_STORAGE, findStudy, print, printJson } from '../place.ts';
import { forecastOptions, LiveOutlook, type Searcher, searcherOf } from '../live/outlook.ts';
import { liveProgress, plainProgress } from '../live/progress.ts';
import { watchSteering } from '../live/steered.ts';
import { budgetOf, jobOfCommandLine, refuseLengths, type RunFlags, warn } from '../run-options.ts';
import type { Spending } from '../live/spending.ts';
import { PLAIN, styleFor } from '../style.ts';
import { proseLines } from '../text.ts';
import { trialJson } from '../trial-json.ts';
import { Watch } from '../live/watch.ts';

/** `vernier run`. */
export function define(program: Command, words: readonly string[] | null): void {
  const list = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  program
    .command('run')
    .description('run a config file (.yaml, .json), a script (.ts, .js), or the command that stands behind --')
    .usage('[options] FILE | [options] -- COMMAND...')
    .argument('[file]', 'a config file, or a script that exports { space, objective }')
    .option('-n, --trials <count>', 'how many trials the study may have in all')
    .option('-t, --time <length>', 'how long this run may take: 90s, 10m, 2h')
    .option('--compute <length>', 'how long the trials may run in all, over every run: 10h')
    .option('--max-cost <amount>', 'what the study may cost in all')
    .option('--cost-per-hour <amount>', 'what an hour of a running trial costs')
    .option('--cost-metric <name>', 'instead: the number that trials report of their cost')
    .option('--currency <word>', 'the currency of the cost, such as EUR')
    .option('--patience <count>', 'stop after so many trials in a row that are no better')
    .option('--gain-per-hour <amount>', 'stop when an hour of computing is expected to gain less than this')
    .option('--finish-running', 'wait for the trials that run when time, computation or money is used up')
    .option('--confirm <count>', 'at the end, run so many of the best trials again, three times each; 3x5: five times')
    .option('-c, --concurrency <count>', 'trials at the same time')
    .option('--name <name>', 'name of the study')
    .option('-s, --storage <address>', `where the study is kept (default: the file's, or ${DEFAULT_STORAGE})`)
    .option('--seed <number>', 'fixes all randomness')
    .option(
      '--sampler <name>',
      'auto, gp, tpe, smac, cmaEs, nsga2, nsga3, differentialEvolution, random, quasiRandom, grid, pbt or pb2',
    )
    .option('--pruner <name>', 'auto, median, asha, another one by its name, or none')
    .option('--low-cost <values>', 'values that make trials cheap, where a new study begins: trees=10,depth=1')
    .option('--transfer <name>', 'an earlier study of the same storage to learn from; may be repeated', list)
    .option('--minimize <name>', 'a number to be made small; may be repeated', list)
    .option('--maximize <name>', 'a number to be made large; may be repeated', list)
    .option('-p, --param <form>', 'a parameter: lr=0.0001..0.1,log · depth=1..8 · opt=adam,sgd; may be repeated', list)
    .option('--accept-changes', 'go on with a study whose space, sampler or program has changed')
    .option('--no-join', 'refuse to run where another process runs the same study')
    .option('--failures <count>', 'stop when the first so many trials all fail', '5')
    .option('--preview', 'simulate the search and say what it would take; nothing is run')
    .option('--trial-seconds <length>', 'with --preview: how long a whole trial takes')
    .option('--step-seconds <length>', 'with --preview: how long one of its steps takes')
    .option('--ui', 'serve the study on this machine while it runs, and print the link')
    .option('--plain', 'lines instead of the live view')
    .option('--json', 'print the result as JSON, and nothing else')
    .addHelpText('after', HELP)
    .action((file: string | undefined, options: RunFlags) => run(file, words, options));
}

const HELP = `
Examples:
  vernier run tune.yaml
  vernier run tune.yaml --trials 200 --concurrency 4
  vernier run tune.ts --trials 100
  vernier run tune.yaml --preview --step-seconds 2
  vernier run --minimize loss -p lr=0.0001..0.1,log -p opt=adam,sgd -n 50 -- python train.py '\${args}'

Run again, it goes on from where it was; run twice at the same time, both share one budget.
Ctrl-C once: finish what runs. Twice: stop it (it goes back to the queue). Three times: kill it.`;

async function run(file: string | undefined, words: readonly string[] | null, options: RunFlags): Promise<void> {
  if (options.preview !== true) refuseLengths(options);
  const job = await jobOfCommandLine(file, words, options);
  if (job === null) return; // a script that used the library by itself
  warn(job.source, job.warnings);
  const budget = await budgetOf(job, options);
  const failures = failuresOf(options);
  const address = options.storage ?? job.storage ?? process.env['VERNIER_STORAGE'] ?? DEFAULT_STORAGE;
  if (options.preview === true)
    return (await import('../preview/preview.ts')).showPreview(job, budget, options, address);
  const storage = openStorage(address, job.durability === null ? {} : { durability: job.durability });
  try {
    const study = await openOrCreate(storage, job, budget.trials, options.acceptChanges === true);
    if (!options.join) refuseSecond(storage, study);
    await takeBackLimits(storage, study.name, options);
    const join = joinLine(storage, study);
    const record = await findStudy(storage, study.name);
    const setup = storedSetup(record);
    const ui = options.ui === true ? await (await import('../served.ts')).serveRun(address, sayLink) : null;
    try {
      await search(
        study,
        job,
        { budget: inItsCurrency(record, budget), failures, address, setup, storage },
        options,
        join,
      );
    } finally {
      await ui?.close();
    }
  } finally {
    await storage.close();
  }
}

/** To standard error: what a run prints may be JSON. */
const sayLink = (link: string): void => void process.stderr.write(`Serving the study while it runs: ${link}\n`);

function failuresOf(options: RunFlags): number {
  const failures = Number(options.failures);
  if (Number.isInteger(failures) && failures >= 1) return failures;
  throw new VernierError(
    'config-invalid',
    `--failures is "${options.failures}"; expected a whole number of at least 1.`,
    { hint: 'Write --failures 5 for example.' },
  );
}

/** What a run may take, and where its study is kept. */
interface Bounds {
  readonly budget: Budget;
  readonly failures: number;
  readonly address: string;
  readonly setup: Setup | null;
  readonly storage: Storage;
}

async function search(
  study: Study,
  job: Job,
  { failures, address, budget, setup, storage }: Bounds,
  options: RunFlags,
  notice: string | null,
): Promise<void> {
  const executor = await job.executor(job.concurrency);
  const isLive =
    process.stdout.isTTY === true && options.json !== true && options.plain !== true && process.env['TERM'] !== 'dumb';
  const style = options.json === true ? PLAIN : await styleFor(process.stdout.isTTY === true);
  if (notice !== null && !isLive && options.json !== true) process.stderr.write(`${notice}\n`);
  const searcher = searcherOf(setup);
  const steered = watchSteering(storage, study.name);
  const watch = new Watch(study, {
    steered: () => steered.now,
    sampler: searcher.sampler,
    setup,
    budget,
    notice,
    outlook:
      isLive && study.objectives.length === 1
        ? new LiveOutlook(study, searcher, budget.cost, () => process.stdout.columns ?? 80)
        : null,
    now: Date.now,
  });
  const write = (line: string): void => void (options.json === true ? null : process.stdout.write(`${line}\n`));
  const progress = isLive ? liveProgress(watch, style) : plainProgress(study, watch, write);
  const ladder = openLadder(
    () => kill(executor),
    (step) => progress.step(step),
  );
  const notices = await openNotices(job.notify, study, storage, watch);
  try {
    const started = performance.now();
    const startedAt = Date.now();
    let summary: Summary;
    try {
      summary = await study.optimize(executor, {
        ...limitsOf(budget),
        ...(budget.whenGainPerHourBelow === null ? {} : { gainPerHour: await gainPerHourOf(study, searcher) }),
        ...(job.target === null ? {} : { target: job.target }),
        concurrency: job.concurrency,
        firstFailures: failures,
        finish: ladder.finish,
        signal: ladder.stop,
      });
      notices.ended(summary);
    } catch (error) {
      notices.broke(error);
      throw error;
    } finally {
      progress.close();
      watch.close();
      steered.close();
      ladder.close();
      await executor.close();
    }
    const seconds = (performance.now() - started) / 1000;
    process.exitCode = exitCode(study, summary);
    const { counts, spent } = watch.view();
    const used = { budget, spending: watch.spending };
    const ended = counts.complete + counts.pruned + counts.failed;
    const pruner = prunerOf(study, setup);
    const columns = process.stdout.columns ?? 100;
    if (options.json === true) return printJson(resultJson(study, summary, { seconds, ended, pruner }, watch.spending));
    print(
      endingLines(
        study,
        {
          summary,
          seconds,
          startedAt,
          isOwn: isOwnOf(study),
          isPopulation: job.sampler?.traits.judges === true,
          told: setup,
          target: job.target,
          spent,
          ended,
          running: counts.running,
          paused: counts.paused,
          used,
          isOverdue: await isOverdue(storage, study.name, job.graceSeconds),
          again: again(summary.stoppedBy, {
            name: study.name,
            used,
            trials: ended + counts.running + counts.waiting + counts.paused,
            storage: address === DEFAULT_STORAGE || address === process.env['VERNIER_STORAGE'] ? null : address,
          }),
          logOf: (trial) => logOf(study, trial),
          columns,
        },
        style,
      ),
    );
    const checkpoints = await checkpointWords(study);
    const notes = [
      ...(pruner === null || pruner.words === null ? [] : [`The pruner ${pruner.words}.`]),
      ...(checkpoints === null ? [] : [`Checkpoints: ${checkpoints}.`]),
    ];
    print(notes.flatMap((note) => proseLines(note, columns, MOST_NOTE)).map(style.dim));
  } finally {
    await notices.close();
  }
}

/** Has an end passed that was set for a study, or would one come before a trial could? */
async function isOverdue(storage: Storage, name: string, graceSeconds: number): Promise<boolean> {
  const record = await storage.findStudy(name);
  const { deadline } = (record && limitsOn(record)) ?? NO_LIMITS;
  return deadline !== null && deadline <= Date.now() + 1000 * graceSeconds;
}

/** Lines that a note at the end of a run may take. */
const MOST_NOTE = 5;

/** What `whenGainPerHourBelow` asks; loaded where it is asked. */
async function gainPerHourOf(study: Study, searcher: Searcher) {
  const { gainPerHour } = await import('../../analysis/gain-per-hour.ts');
  return gainPerHour(forecastOptions(study, searcher));
}

function logOf({ name, id }: Study, number: number): string | null {
  const path = join(trialPath(TRIALS, { study: name, studyId: id, number }), 'output.log');
  return existsSync(path) ? relative('.', path) : null;
}

/** After the third Ctrl-C nothing is waited for longer than two seconds. */
function kill(executor: { kill(): void }): void {
  executor.kill();
  setTimeout(() => process.exit(EXIT.interrupted), 2000).unref();
}

function exitCode(study: Study, { stoppedBy, confirmation }: Summary): number {
  if (stoppedBy === 'signal' || confirmation?.stoppedBy === 'signal') return EXIT.interrupted;
  const found = study.objectives.length === 1 ? study.best !== null : study.paretoFront.length > 0;
  return found && stoppedBy !== 'failures' ? EXIT.done : EXIT.nothingFound;
}

function resultJson(
  study: Study,
  summary: Summary,
  { seconds, ended, pruner }: { readonly seconds: number; readonly ended: number; readonly pruner: PrunerFound | null },
  { computeSeconds, cost }: Spending,
): unknown {
  return {
    study: study.name,
    ...summary,
    seconds,
    spent: { computeSeconds, cost },
    pruner,
    trials: ended,
    best: study.best === null ? null : trialJson(study, study.best),
    warnings: study.warnings,
    ...(study.objectives.length > 1 ? { front: study.paretoFront.map((trial) => trialJson(study, trial)) } : {}),
  };
}
