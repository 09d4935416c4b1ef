import { readFileSync } from 'node:fs';
import { VernierError } from '../../errors.ts';
import type { Outcome, Score, Task } from '../../execution/executor.ts';
import type { Json } from '../../history/record.ts';
import { finalFault } from '../../study/telling/score-fault.ts';
import { limitError } from './limits.ts';
import type { ProgramEnd, ProgramPlan } from './program.ts';
import { numberOf, parseLoose, quoted } from './report-line.ts';
import type { TrialTalk } from './trial-talk.ts';

/** What is known of a program that has ended. */
export interface Evidence {
  readonly task: Task;
  readonly plan: Pick<ProgramPlan, 'argv' | 'timeLimitMs' | 'memoryLimit'>;
  readonly end: ProgramEnd;
  readonly talk: Pick<TrialTalk, 'final' | 'last' | 'ended' | 'fault'>;
  /** Path and text of the result file; null = not written. */
  readonly result: { readonly path: string; readonly text: string } | null;
}

/** How a trial ended, by what its program did and said. What the final line tells stays with one that failed. */
export function programOutcome(evidence: Evidence): Outcome {
  const outcome = ended(evidence);
  const { final } = evidence.talk;
  return outcome.state === 'failed' && final !== null ? { ...outcome, score: final } : outcome;
}

function ended(evidence: Evidence): Outcome {
  const { end, talk } = evidence;
  if (end.startError !== null) return failed(notStarted(evidence.plan.argv, end.startError));
  // Who was told to end and brought a result in time has done what it was started for.
  const isDone = end.stopped === 'aborted' && end.code === 0 && (talk.final !== null || evidence.result !== null);
  const isEnded = (end.stopped === 'aborted' && !isDone) || end.stopped === 'killed';
  // A report in the grace time may bring a verdict: who is to pause or to stop ends by that, whatever its program ended by.
  if (isEnded && talk.ended !== null) return { state: 'pruned' };
  if (isEnded) return failed(new VernierError('worker-lost', 'The program was ended because the study was stopped.'));
  if (talk.fault !== null) return failed(talk.fault);
  if (end.stopped === 'time' || end.stopped === 'memory') return failed(limitError(end.stopped, evidence.plan));
  if (talk.ended !== null && (end.code !== 0 || talk.final === null)) return { state: 'pruned' };
  if (end.code !== 0) return failed(badExit(end));
  return scored(evidence);
}

/** The score of a program that ended well: its final line and result file together, or else its last reports. */
function scored(evidence: Evidence): Outcome {
  const { task, talk, result } = evidence;
  const file = result === null ? null : resultScore(result.path, result.text);
  if (file instanceof VernierError) return failed(file);
  // Who went on from the last step had nothing left to report: what was reported before counts.
  const score = together(file, talk.final) ?? { ...task.reported, ...talk.last };
  const fault = finalFault(task.objectives, score);
  return fault === null ? { state: 'complete', score } : failed(noScore(evidence, `gave ${fault}`, score));
}

/** Names of the line win over those of the file. */
function together(file: Score | null, line: Readonly<Record<string, number>> | null): Score | null {
  if (file === null || line === null) return line ?? file;
  return typeof file === 'object' && !Array.isArray(file) ? { ...(file as Record<string, number>), ...line } : line;
}

/** The score in a result file: a number, a list, or an object whose values are numbers. */
function resultScore(path: string, text: string): Score | VernierError {
  const unfit = (why: string): VernierError =>
    new VernierError('objective-failed', `The result file ${path} holds ${quoted(text)}, ${why}.`, {
      hint: 'Write JSON: a number, or an object of numbers such as {"loss": 0.41}.',
    });
  if (text.trim() === '') return unfit('which is nothing');
  let value: Json;
  try {
    value = parseLoose(text);
  } catch {
    return unfit('which is not JSON');
  }
  const single = numberOf(value);
  if (single !== null) return single;
  if (typeof value !== 'object') return unfit('which is no number');
  const wrong = Object.entries(value!).find(([, item]) => numberOf(item) === null);
  if (wrong !== undefined) return unfit(`where "${wrong[0]}" is ${JSON.stringify(wrong[1])}; expected a number`);
  const numbers = Object.entries(value!).map(([name, item]) => [name, numberOf(item)!] as const);
  return Array.isArray(value) ? numbers.map(([, number]) => number) : Object.fromEntries(numbers);
}

function noScore({ task, plan, end, talk }: Evidence, fault: string, score: Score): VernierError {
  const example = task.objectives.map(({ name }) => `${JSON.stringify(name)}: 0.41`).join(', ');
  const nothing = typeof score === 'object' && Object.keys(score).length === 0;
  const said = nothing
    ? saidInstead(end.outputTail)
    : `; its ${talk.final === null ? 'last report' : 'result'} was ${quoted(scoreText(score))}`;
  return new VernierError('objective-failed', `The program ended normally but ${fault}${said}.`, {
    hint: nothing
      ? `${wandbHint(plan.argv, end)}Print a line such as: vernier {${example}}`
      : `Print every objective by its name: vernier {${example}}`,
  });
}

/** What it printed instead, where that helps. */
function saidInstead(tail: string): string {
  const last = tail.split('\n').at(-1)!;
  return last === '' ? '; it printed nothing' : `; the last line that it printed is ${quoted(last)}`;
}

function scoreText(score: Score): string {
  return JSON.stringify(score, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

/** A script written for W&B sweeps reports with wandb.log, which goes elsewhere. */
function wandbHint(argv: readonly string[], end: ProgramEnd): string {
  const seen = /\bwandb\b/.test(end.outputTail + end.errorTail) || argv.some((word) => callsWandb(word));
  return seen ? 'wandb.log() tells W&B, not Vernier: beside it, print the number. ' : '';
}

function callsWandb(word: string): boolean {
  if (!word.endsWith('.py')) return false;
  try {
    return /\bwandb\s*\.\s*log\b|\bimport wandb\b/.test(readFileSync(word, 'utf8').slice(0, 1 << 20));
  } catch {
    return false;
  }
}

function badExit(end: ProgramEnd): VernierError {
  const how = end.signal === null ? `with exit code ${end.code}` : `by the signal ${end.signal}`;
  const tail = end.errorTail || end.outputTail;
  return new VernierError(
    'objective-failed',
    `The program ended ${how}${tail === '' ? ' and said nothing' : `:\n${tail}`}`,
    {
      details: { exitCode: end.code, signal: end.signal },
      ...(end.signal === 'SIGKILL'
        ? { hint: 'Where the system ran out of memory it ends programs so; see its log.' }
        : {}),
    },
  );
}

function notStarted(argv: readonly string[], error: NodeJS.ErrnoException): VernierError {
  const program = argv[0]!;
  const reasons: Readonly<Record<string, readonly [string, string]>> = {
    ENOENT: [
      'was not found',
      'Check the name, the working folder, and PATH; a script needs the interpreter named in its first line.',
    ],
    EACCES: ['is not executable', `Run chmod +x ${program}, or name its interpreter in the command.`],
    ENOEXEC: [
      'is not a program',
      'Give a script a first line such as #!/bin/sh, or name its interpreter in the command.',
    ],
    E2BIG: [
      'has arguments too long for the system',
      'Pass the parameters by file: use ${args_json_file} or VERNIER_PARAMS_FILE.',
    ],
  };
  const [what, hint] = reasons[error.code ?? ''] ?? [`could not be started (${error.message})`, 'Check the command.'];
  return new VernierError('objective-failed', `The program ${program} ${what}.`, {
    hint,
    details: { code: error.code ?? null },
  });
}

function failed(error: VernierError): Outcome {
  return { state: 'failed', error };
}
