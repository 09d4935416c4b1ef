import { setMaxListeners } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { VernierError } from '../../errors.ts';
import { graceOf, type Outcome, type Task, type TaskPort } from '../../execution/executor.ts';
import type { ParamValue } from '../../space/shape.ts';
import { argumentsOf, checkCommand, commandFor, type ProgramParams } from './arguments.ts';
import { threadedWherePays } from '../threaded/threaded.ts';
import { attendedBoth, machineWatch } from '../machine.ts';
import { CheckpointPort } from '../checkpoints/port.ts';
import { type CheckpointOptions, keepCheckpoints } from '../checkpoints/checkpoints.ts';
import type { EndableExecutor } from './endable-executor.ts';
import { requireGroups } from './group.ts';
import { ledger } from './ledger.ts';
import { checkPatterns, type MetricPatterns } from './metric-pattern.ts';
import { openLog } from './log-file.ts';
import { type ProgramPlan, type RunningProgram, startProgram } from './program.ts';
import { programOutcome } from './program-outcome.ts';
import { isOverLimit } from './limits.ts';
import { isWorthRetrying } from './retrying.ts';
import { bytesOf, hostResources, Lending, type LentSlot, sharedOut, type Slot } from './slots.ts';
import {
  checkpointPath,
  contentsOf,
  type TrialFolder,
  TRIALS,
  trialEnvironment,
  trialFolder,
  written,
  writtenSince,
} from './trial-folder.ts';

/** What to run: words, or a program by its file name and (as in a W&B sweep file) the command that it is put into. */
export type CommandWords = readonly string[] | { readonly program: string; readonly command?: readonly string[] };

/** Options of `command`. */
export interface CommandOptions {
  /** Working folder; default: that of this process. */
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Patterns over the output, by the name of the number that the first group catches: `{ loss: 'val_loss=([-0-9.e+]+)' }`. */
  readonly metrics?: MetricPatterns;
  /** Milliseconds that a pattern may spend on one line. Default 5,000. */
  readonly patternLimitMs?: number;
  /**
   * A JSON file that the program writes by itself, beside VERNIER_RESULT_FILE. `${trial}` in it is the trial's number;
   * without that, one trial runs at a time.
   */
  readonly resultFile?: string;
  /** Milliseconds between SIGTERM and SIGKILL. Default 10,000. */
  readonly graceMs?: number;
  readonly timeLimitMs?: number;
  /** Of the whole process group: bytes, or with a unit such as `8GB`. */
  readonly memoryLimit?: number | string;
  /** So many further attempts where the program fails; they go on from the last checkpoint that it named. Default 0. */
  readonly retries?: number;
  /** What is kept of checkpoints, and how much disk they may take. */
  readonly checkpoints?: CheckpointOptions;
  /** Record what trials use of the machine, as metrics `system/cpu` …; Linux alone. Default true. */
  readonly machine?: boolean;
  /** Where the files of the trials go, a folder each; default `.vernier/trials` in the working folder. */
  readonly folder?: string;
  /** Bytes of a trial's log. Default 64 MiB. */
  readonly logLimit?: number;
  /** Shares of this host, one for each trial at a time. */
  readonly slots?: readonly Slot[];
  /** Trials at a time where there are no slots; default: as many as asked for. */
  readonly capacity?: number;
  /** Parameters as the program knows them, where they differ from those of the search space. */
  readonly programParams?: (params: Readonly<Record<string, ParamValue>>) => ProgramParams;
}

/**
 * An executor that runs a program in any language, once for each trial, without a shell.
 *
 * The program gets its parameters by arguments (`${args}` and the other macros of W&B), environment or file, and
 * answers by lines such as `vernier {"step": 3, "loss": 0.41}`: see docs/reference/trial-protocol.md.
 *
 * @throws `config-invalid` for a command, a pattern, a size or slots that cannot be; on Windows always
 *
 * @example
 * await study.optimize(command(['python', 'train.py', '${args}'], { slots: [{ count: 2, cpus: 1 }] }), { trials: 50 });
 */
export function command(what: CommandWords, options: CommandOptions = {}): EndableExecutor {
  requireGroups('command()');
  const setting = settingOf(what, options);
  const slots = options.slots === undefined ? null : sharedOut(options.slots, hostResources());
  const lending = slots === null ? null : new Lending(slots);
  const running = new Set<RunningProgram>();
  const busy = new Set<Promise<Outcome>>();
  const machine = machineWatch(options.machine);
  /** Set once nothing more is to run. */
  let ending: 'stop' | 'kill' | null = null;

  async function run(task: Task, port: TaskPort, signal: AbortSignal): Promise<Outcome> {
    const slot = (await lending?.take()) ?? null;
    try {
      const kept = new CheckpointPort(port, setting.folder, task);
      let resume = kept.usable(task.resume);
      let { reported } = task;
      let anew = task.resume === null;
      for (let retries = options.retries ?? 0; ; retries--) {
        if (signal.aborted || ending !== null)
          return { state: 'failed', error: new VernierError('worker-lost', 'The study was stopped.') };
        if (resume === null && !anew) discard(checkpointPath(setting.folder, task));
        const now: Task = { ...task, resume, ...(reported === undefined || resume === null ? {} : { reported }) };
        const program = await startTrial(setting, now, anew, kept, slot, signal);
        anew = false;
        running.add(program.running);
        if (ending !== null) end(program.running);
        const { group } = program.running;
        const unwatch = group === null ? null : machine.watch(task, group, slot?.gpus ?? null);
        const outcome = await program.outcome.finally(() => {
          running.delete(program.running);
          unwatch?.();
        });
        if (retries <= 0 || !isWorthRetrying(outcome, signal)) return outcome;
        reported = { ...reported, ...program.running.talk.last };
        resume = kept.again(resume, !isOverLimit(outcome));
      }
    } finally {
      if (slot !== null) lending!.give(slot);
    }
  }

  function end(program: RunningProgram): void {
    if (ending === 'kill') program.kill();
    else program.stop('aborted');
  }

  return {
    capacity: isShared(options.resultFile) ? 1 : (slots?.length ?? options.capacity ?? Number.POSITIVE_INFINITY),
    graceMs: setting.plan.graceMs,
    identity: `command: ${setting.words.map((word) => (word === '${program}' ? setting.program : word)).join(' ')}`,
    run(task, port, signal) {
      const work = run(task, port, signal);
      busy.add(work);
      return work.finally(() => busy.delete(work));
    },
    attend: (study) => attendedBoth(machine, study, keepCheckpoints(study, setting.folder, options.checkpoints)),
    hosted: threadedWherePays,
    kill() {
      ending = 'kill';
      running.forEach(end);
    },
    async close() {
      ending ??= 'stop';
      running.forEach(end);
      await Promise.allSettled(busy);
    },
  };
}

/** A command's options with all defaults filled in. */
interface Setting extends Pick<CommandOptions, 'resultFile' | 'env' | 'programParams'> {
  readonly words: readonly string[];
  readonly program: string | null;
  readonly folder: string;
  readonly logLimit: number;
  readonly plan: Omit<ProgramPlan, 'argv' | 'env' | 'log'>;
}

function settingOf(what: CommandWords, options: CommandOptions): Setting {
  const program = 'program' in what ? what.program : null;
  const words = 'program' in what ? (what.command ?? commandFor(what.program)) : what;
  checkCommand(words, program);
  checkPatterns(options.metrics ?? {});
  const cwd = resolve(options.cwd ?? '.');
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new VernierError('config-invalid', `The working folder ${cwd} does not exist.`, { hint: 'Correct "cwd".' });
  return {
    ...options,
    words,
    program: program === null || words.includes('${interpreter}') ? program : asPath(program),
    folder: resolve(cwd, options.folder ?? TRIALS),
    logLimit: options.logLimit ?? 64 * 2 ** 20,
    plan: {
      cwd,
      patterns: options.metrics ?? null,
      patternLimitMs: options.patternLimitMs ?? 5_000,
      graceMs: options.graceMs ?? 10_000,
      timeLimitMs: options.timeLimitMs ?? null,
      memoryLimit: options.memoryLimit === undefined ? null : bytesOf(options.memoryLimit),
    },
  };
}

/** A file beside us is meant, not one on PATH. */
function asPath(program: string): string {
  return program.includes('/') ? program : `./${program}`;
}

async function startTrial(
  setting: Setting,
  task: Task,
  anew: boolean,
  port: CheckpointPort,
  slot: LentSlot | null,
  signal: AbortSignal,
) {
  const groups = await ledger();
  const params = (setting.programParams?.(task.params) ?? task.params) as ProgramParams;
  const folder = written(task, () => trialFolder(setting.folder, task, params, anew));
  const before = port.isUnnamed(task.resume) ? contentsOf(folder.checkpoint) : '';
  // Python would keep what it prints to a pipe until the end, and no report could be ruled on.
  const environment = {
    PYTHONUNBUFFERED: '1',
    ...process.env,
    ...setting.env,
    ...trialEnvironment(task, params, folder, slot, groups.mark),
  };
  const log = openLog(folder.log, setting.logLimit);
  const plan: ProgramPlan = {
    ...setting.plan,
    memoryLimit: setting.plan.memoryLimit ?? slot?.memory ?? null,
    argv: argumentsOf(setting.words, { program: setting.program, params, paramsFile: folder.params, environment }),
    env: environment,
    log,
  };
  const startedAt = Date.now();
  const running = startProgram(plan, groups, port);
  setMaxListeners(0, signal); // all trials listen to it, however many run: that is no leak to warn of
  const abort = (): void => running.stop('aborted', 0, graceOf(signal, Number.POSITIVE_INFINITY));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const outcome = running.ended.then((end) => {
    signal.removeEventListener('abort', abort);
    log.close();
    const { talk } = running;
    // Who was paused and left something there can go on from it, named or not.
    if (talk.ended === 'pause' && port.isUnnamed(task.resume) && !['', before].includes(contentsOf(folder.checkpoint)))
      port.setCheckpoint(folder.checkpoint);
    return programOutcome({ task, plan, end, talk, result: resultOf(setting, task, folder, startedAt) });
  });
  return { running, outcome };
}

/** What cannot be used must not be found there either. */
function discard(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A result file that every trial writes under the same name. */
function isShared(resultFile: string | undefined): boolean {
  return resultFile !== undefined && !resultFile.includes('${trial}');
}

/** The file named by the option counts where it was written by this run; ours was removed before it. */
function resultOf(setting: Setting, task: Task, folder: TrialFolder, startedAt: number) {
  const named =
    setting.resultFile === undefined
      ? null
      : resolve(setting.plan.cwd, setting.resultFile.replaceAll('${trial}', String(task.number)));
  for (const [path, since] of [
    [named, startedAt],
    [folder.result, 0],
  ] as const) {
    const text = path === null ? null : writtenSince(path, since);
    if (text !== null) return { path: path!, text };
  }
  return null;
}
