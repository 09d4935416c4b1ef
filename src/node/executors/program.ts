import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { VernierError } from '../../errors.ts';
import type { TaskPort } from '../../execution/executor.ts';
import { endGroup, endProcesses, signalGroup } from './group.ts';
import { type Ledger, MARK } from './ledger.ts';
import { type Limits, watchLimits } from './limits.ts';
import { type Caught, type MetricPatterns, PatternSearch } from './metric-pattern.ts';
import type { Log } from './log-file.ts';
import { lineCutter, lineFinder, outputTail } from './output.ts';
import { isMarked, type ListedProcess, processesWith } from './process-table.ts';
import { caughtMessage, parseMessage } from './report-line.ts';
import { BACKLOG, type Reply, TrialTalk } from './trial-talk.ts';

/** One program to run once. */
export interface ProgramPlan extends Limits {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly patterns: MetricPatterns | null;
  readonly patternLimitMs: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** Why a program was told to end. */
export type StopReason = 'verdict' | 'fault' | 'aborted' | 'time' | 'memory' | 'killed';

/** How a program ended. */
export interface ProgramEnd {
  /** Set where it could not be started at all. */
  readonly startError: NodeJS.ErrnoException | null;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** null = it ended by itself. */
  readonly stopped: StopReason | null;
  /** The last it said on standard error, and on standard output; plain text. */
  readonly errorTail: string;
  readonly outputTail: string;
}

/** A program that runs. */
export interface RunningProgram {
  readonly talk: TrialTalk;
  /** Its process group; null = it could not be started. */
  readonly group: number | null;
  /**
   * SIGTERM to its process group, after `politeMs` in which it may end by itself; SIGKILL after the grace time, and in any
   * case after `withinMs`. Nothing where it has ended by itself before.
   */
  stop(reason: StopReason, politeMs?: number, withinMs?: number): void;
  /** SIGKILL to its process group, now. */
  kill(): void;
  /** Resolves when nothing of its group runs and all that it said is dealt with. */
  readonly ended: Promise<ProgramEnd>;
}

/**
 * Starts a program in a process group of its own, with standard input closed, and passes on what it says.
 *
 * When its first process is gone, what is left of the group is ended.
 */
export function startProgram(plan: ProgramPlan, ledger: Ledger, port: TaskPort): RunningProgram {
  let stopped: StopReason | null = null;
  let polite: NodeJS.Timeout | undefined;
  const child = spawnGroup(plan);
  const group = child instanceof Error ? null : (child.pid ?? null);
  let signalled = false;
  const signalOnce = (): void => {
    if (group !== null && !signalled) void endGroup(group, plan.graceMs);
    signalled = true;
  };
  let endBy = Number.POSITIVE_INFINITY;
  let force: NodeJS.Timeout | undefined;
  const kill = (): void => {
    if (group !== null) signalGroup(group, 'SIGKILL');
  };
  const tell = (reason: StopReason, politeMs: number, withinMs: number): void => {
    if (hasEnded(child)) return;
    stopped ??= reason;
    if (withinMs < Number.POSITIVE_INFINITY) {
      endBy = performance.now() + withinMs;
      clearTimeout(force);
      force = setTimeout(kill, withinMs);
    }
    clearTimeout(polite);
    if (politeMs > 0) polite = setTimeout(signalOnce, politeMs);
    else signalOnce();
  };
  const stop: RunningProgram['stop'] = (reason, politeMs = 0, withinMs = Number.POSITIVE_INFINITY) => {
    // After a time in which this process was held its timers come before the exit that it has still to hear of.
    setImmediate(tell, reason, politeMs, withinMs);
  };
  const talk = new TrialTalk(port, {
    // Who asked for the verdict may save its state and end by itself; SIGTERM comes for who does not.
    onEnd: (told) => stop('verdict', told ? plan.graceMs : 0),
    onFault: () => stop('fault'),
  });
  return {
    talk,
    group,
    stop,
    kill() {
      stopped ??= 'killed';
      kill();
    },
    ended: child instanceof Error || group === null ? neverStarted(child) : ran(child, group),
  };

  async function ran(started: ChildProcess, id: number): Promise<ProgramEnd> {
    ledger.started(id);
    const heard = listen(started, plan, talk);
    const unwatch = watchLimits(id, plan, stop);
    const end = { startError: null, ...(await endOf(started)), stopped };
    unwatch();
    clearTimeout(polite);
    // Children left in the background end now, and let go of the pipes.
    await endGroup(id, plan.graceMs);
    // Who left the group (a launcher's workers in sessions of their own) must not outlive a trial that was told to end.
    if (stopped !== null) {
      const withinMs = Math.max(0, Math.min(2_000, endBy - performance.now()));
      await endProcesses(() => startedFor(plan.env), withinMs);
    }
    clearTimeout(force);
    ledger.ended(id);
    await heard.finish();
    return { ...end, errorTail: heard.errorTail(), outputTail: heard.outputTail() };
  }
}

/** What runs with the environment of this trial. Only Linux can tell. */
function startedFor(env: ProgramPlan['env']): readonly ListedProcess[] {
  const [owner, trial] = [env[MARK], env['VERNIER_PARAMS_FILE']];
  if (owner === undefined || trial === undefined) return [];
  return processesWith(MARK, owner).filter(({ pid }) => isMarked(pid, 'VERNIER_PARAMS_FILE', trial) === true);
}

/** Some errors are thrown, others told by an event: both are the child's fate here. */
function spawnGroup(plan: ProgramPlan): ChildProcess | Error {
  const [program, ...args] = plan.argv;
  try {
    return spawn(program!, args, {
      cwd: plan.cwd,
      env: { ...plan.env, VERNIER_PIPE: '3' },
      detached: true,
      // 3 is a socket that both sides read and write: the conversation of those who want answers.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    return error as Error;
  }
}

function hasEnded(child: ChildProcess | Error): boolean {
  return !(child instanceof Error) && (child.exitCode !== null || child.signalCode !== null);
}

async function neverStarted(child: ChildProcess | Error): Promise<ProgramEnd> {
  const startError =
    child instanceof Error ? child : await new Promise<Error>((resolve) => child.once('error', resolve));
  return { startError, code: null, signal: null, stopped: null, errorTail: '', outputTail: '' };
}

function endOf(child: ChildProcess): Promise<Pick<ProgramEnd, 'code' | 'signal'>> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}

/** Reads all that the program says: messages to the talk, everything to the log. */
function listen(child: ChildProcess, plan: ProgramPlan, talk: TrialTalk) {
  const [, stdout, stderr, pipe] = child.stdio as unknown as [null, Readable, Readable, Duplex];
  pipe.on('error', () => {});
  const errors = outputTail();
  const output = outputTail();
  const lines = lineFinder();
  const search = plan.patterns === null ? null : new PatternSearch(plan.patterns, plan.patternLimitMs, counting(talk));
  const outputRead = readAll(stdout, talk, async (piece) => {
    if (piece !== null) {
      plan.log.write(piece);
      output.push(piece);
    }
    hear(piece === null ? lines.end() : lines.push(piece), talk, replyOn(pipe, talk));
    if (search !== null) await search.search(piece);
  });
  const errorsRead = readAll(stderr, talk, async (piece) => {
    if (piece === null) return;
    plan.log.write(piece);
    errors.push(piece);
  });
  const piped = lineCutter();
  const pipeRead = readAll(pipe, talk, async (piece) => {
    const said = piece === null ? piped.end() : piped.push(piece);
    hear(
      said.map((line) => line.replace(/^vernier /, '')).filter((line) => line.trim() !== ''),
      talk,
      replyOn(pipe, talk),
    );
  });
  return {
    errorTail: errors.text,
    outputTail: output.text,
    async finish(): Promise<void> {
      // A process that left its group may hold the pipes open for ever; what was written by now is read within a second.
      const late = setTimeout(() => [stdout, stderr, pipe].forEach((stream) => stream.destroy()), 1_000);
      await Promise.all([outputRead, errorsRead, pipeRead]);
      clearTimeout(late);
      search?.close();
      pipe.destroy();
      await talk.settled();
    },
  };
}

/** Hands over a stream piece by piece, then null. The program has to wait while too much waits for the study. */
async function readAll(
  stream: Readable,
  talk: TrialTalk,
  take: (piece: Buffer | null) => Promise<void>,
): Promise<void> {
  try {
    for await (const piece of stream) {
      await take(piece as Buffer);
      if (talk.waiting >= BACKLOG) await talk.settled();
    }
  } catch (error) {
    if (!isStreamError(error)) talk.fail(error);
  }
  await take(null).catch((error: unknown) => talk.fail(error));
}

/** The pipe breaks when a program dies in the middle of it; its exit tells more. */
function isStreamError(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
}

function hear(lines: readonly string[], talk: TrialTalk, reply: Reply): void {
  for (const line of lines) attempt(talk, () => talk.take(parseMessage(line), reply));
}

/** So many bytes of answers may lie unread. */
const LONGEST_UNREAD = 1 << 20;

function replyOn(pipe: Duplex, talk: TrialTalk): Reply {
  return (answer) => {
    if (pipe.writableLength > LONGEST_UNREAD) return talk.fail(unread());
    if (pipe.writable) pipe.write(`${JSON.stringify(answer)}\n`, () => {});
  };
}

/**
 * Makes reports of what patterns caught. The pattern named `step` says the step of what follows; without one, every
 * number counts its own catches: 1, 2, 3 …
 */
function counting(talk: TrialTalk): (caught: readonly Caught[]) => void {
  const counts = new Map<string, number>();
  let step: number | null = null;
  return (caught) => {
    for (const { name, text } of caught) {
      if (name === 'step') {
        step = Number(text);
        continue;
      }
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      attempt(talk, () => talk.take(caughtMessage(name, text, step ?? count)));
    }
  };
}

function unread(): VernierError {
  return new VernierError(
    'objective-failed',
    'The program sends messages with an "id" and does not read the answers.',
    {
      hint: 'Read one line from the pipe for each, or leave the id out.',
    },
  );
}

/** What cannot be read fails the trial, once what was said before is dealt with. */
function attempt(talk: TrialTalk, take: () => void): void {
  try {
    take();
  } catch (error) {
    void talk.settled().then(() => talk.fail(error));
  }
}
