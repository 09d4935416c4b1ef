import { isFinished, type TrialRecord } from '../history/record.ts';
import type { StoppedBy, Study, Summary } from '../study/study.ts';
import type { Style } from './style.ts';
import { count, duration, pad, safe, short, valueText } from './text.ts';
import { wrapped } from './view.ts';
import { failureReason } from './watch.ts';

/** What the end of a run tells beside the study. */
export interface Ending {
  readonly summary: Summary;
  readonly seconds: number;
  /** The command that goes on. */
  readonly again: string;
  readonly columns: number;
}

const BECAUSE: Readonly<Record<StoppedBy, string>> = {
  trials: 'All trials are done',
  seconds: 'The time is used up',
  target: 'The target is reached',
  signal: 'Stopped',
  exhausted: 'Every setting of the space has been tried',
  failures: 'Stopped: every trial so far has failed',
};

/** The end of a run, as lines: why it ended, the winner against the default and the first trial, how to go on. */
export function endingLines(study: Study, ending: Ending, style: Style): readonly string[] {
  const { summary, seconds } = ending;
  const ended = study.history.size - study.history.open.length;
  const run = summary.complete + summary.pruned + summary.failed;
  const failed = summary.failed > 0 ? `, ${summary.failed} of them failed` : '';
  return [
    `${style.bold(BECAUSE[summary.stoppedBy])}: ${count(run, 'trial')} in ${duration(seconds)}${failed}${run < ended ? `; ${ended} in the study` : ''}.`,
    ...(summary.stoppedBy === 'failures' ? failureLines(study, style) : winnerLines(study, ending.columns, style)),
    '',
    `${style.dim(goOn(summary.stoppedBy))} ${ending.again}`,
  ];
}

function goOn(stoppedBy: StoppedBy): string {
  if (stoppedBy === 'failures') return 'Once it is mended:';
  return stoppedBy === 'trials' || stoppedBy === 'exhausted' || stoppedBy === 'target' ? 'To see more:' : 'To go on:';
}

function winnerLines(study: Study, columns: number, style: Style): readonly string[] {
  if (study.objectives.length > 1) return frontLines(study, columns, style);
  const { best } = study;
  const [objective] = study.objectives;
  if (best === null) return ['', 'No trial has given a value within the constraints yet.'];
  const rival = (trial: TrialRecord | null, name: string): readonly string[] => {
    if (trial === null || trial.number === best.number) return [];
    return [
      `  ${pad(name, 18)} ${pad(trial.values === null ? trial.state : short(trial.values[0]!), 10)} ${style.dim(`trial ${trial.number}`)}${gain(best, trial)}`,
    ];
  };
  const start = defaultTrial(study);
  return [
    '',
    `  ${pad(style.bold(`Best ${safe(objective!.name)}`), 18)} ${pad(style.good(short(best.values![0]!)), 10)} ${style.dim(`trial ${best.number}${best === start ? ', the default' : ''}`)}`,
    ...rival(start, 'the default'),
    ...(start?.number === 0 ? [] : rival(firstTrial(study), 'the first trial')),
    '',
    ...wrapped(
      Object.entries(study.paramsOf(best)).map(([name, value]) => `${style.dim(safe(name))} ${valueText(value)}`),
      columns,
      2,
    ),
  ];
}

/** How much smaller or larger the best value is, where a share makes sense. */
function gain(best: TrialRecord, other: TrialRecord): string {
  const [a, b] = [best.values![0]!, other.values?.[0] ?? Number.NaN];
  if (!Number.isFinite(b) || b === 0 || a === b || Math.sign(a) !== Math.sign(b)) return '';
  const share = Math.abs(a - b) / Math.abs(b);
  return `  the best is ${Number((100 * share).toPrecision(2))} % ${Math.abs(a) < Math.abs(b) ? 'smaller' : 'larger'}`;
}

/** The trial of the present settings (`start`), where it has ended. */
export function defaultTrial(study: Study): TrialRecord | null {
  const { history } = study;
  for (let row = 0; row < history.size; row++)
    if (history.attribute(row, 'system', 'vernier:start') === true && isFinished(history.state(row)))
      return history.record(row);
  return null;
}

/** The first trial that has ended with a value. */
function firstTrial(study: Study): TrialRecord | null {
  const { history } = study;
  for (let row = 0; row < history.size; row++) if (history.state(row) === 'complete') return history.record(row);
  return null;
}

function frontLines(study: Study, columns: number, style: Style): readonly string[] {
  const front = study.paretoFront;
  if (front.length === 0) return ['', 'No trial has given values within the constraints yet.'];
  const shown = front.slice(0, 10);
  return [
    '',
    `  ${style.bold('Front')}: ${count(front.length, 'trial')} that no other one beats`,
    ...shown.flatMap((trial) => [
      `  ${pad(`#${trial.number}`, 6)} ${study.objectives.map(({ name }, i) => `${safe(name)} ${style.good(short(trial.values![i]!))}`).join('   ')}`,
      ...wrapped(
        Object.entries(study.paramsOf(trial)).map(([name, value]) => `${style.dim(safe(name))} ${valueText(value)}`),
        columns,
        9,
      ),
    ]),
    ...(front.length > shown.length ? [`  and ${front.length - shown.length} more`] : []),
  ];
}

/** What to look at where every trial has failed: the reasons, each once. */
function failureLines(study: Study, style: Style): readonly string[] {
  const { history } = study;
  const reasons = new Map<string, number>();
  let hint: string | null = null;
  for (let row = 0; row < history.size; row++) {
    if (history.state(row) !== 'failed') continue;
    const reason = failureReason(history, row);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    hint = (history.attribute(row, 'system', 'vernier:error') as { readonly hint?: string } | undefined)?.hint ?? hint;
  }
  return [
    '',
    ...[...reasons]
      .slice(0, 5)
      .map(([reason, times]) => `  ${style.bad(safe(reason))}${times > 1 ? style.dim(` (${times} times)`) : ''}`),
    ...(hint === null ? [] : ['', `  ${safe(hint)}`]),
  ];
}
