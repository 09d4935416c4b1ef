import type { Objective } from '../../history/record.ts';
import { drawCurve } from './braille.ts';
import type { Style } from '../style.ts';
import { count, duration, fit, pad, proseLines, safe, short, valueText, width } from '../text.ts';

/** Everything that the live view shows, as data. */
export interface View {
  readonly study: string;
  readonly objectives: readonly Objective[];
  readonly sampler: string;
  /** How many trials the study may have; null = no limit. */
  readonly trials: number | null;
  /** Seconds that this run may take; null = no limit. */
  readonly seconds: number | null;
  /** Seconds that this run has taken. */
  readonly elapsed: number;
  /** What is spent and left of computation, money and patience, in words. */
  readonly spent: readonly string[];
  /** What is to be said of the pruner beside its name: which one `auto` chose, and why; null = nothing (yet). */
  readonly pruner: string | null;
  /** What some more trials are expected to gain, in words; null = not known (yet). */
  readonly outlook: string | null;
  /** Seconds left, as far as can be told. */
  readonly left: number | null;
  readonly counts: Readonly<Record<'complete' | 'pruned' | 'failed' | 'running' | 'waiting' | 'paused', number>>;
  /** The best trial; with several objectives the best of each. */
  readonly best: readonly BestTrial[];
  /** Which trial looks best while none is complete, in words; null = there is one, or nothing can be said. */
  readonly promise: string | null;
  /** Value of the settings in use before; null = not known (yet), or several objectives. */
  readonly reference: number | null;
  /** Trials of the Pareto front; null with one objective. */
  readonly front: number | null;
  /** Best value so far, by finished trial. */
  readonly curve: readonly number[];
  readonly running: readonly RunningView[];
  /** Why the newest running trial was chosen; null where its sampler does not say. */
  readonly why: { readonly number: number; readonly text: string } | null;
  /** The latest ones, newest first. */
  readonly failures: readonly { readonly number: number; readonly reason: string }[];
  /** What a person should know beside it (another process runs the study too); null = nothing. */
  readonly notice: string | null;
  /** What went wrong without harm to the search, oldest first. */
  readonly warnings: readonly string[];
  /** What the search is doing, in words. */
  readonly doing: string;
}

/** A best trial: its value of one objective, and its parameters. */
export interface BestTrial {
  readonly number: number;
  readonly objective: string;
  readonly value: number;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A trial that runs. */
export interface RunningView {
  readonly number: number;
  readonly seconds: number;
  /** What it last reported; null = nothing yet. */
  readonly step: number | null;
  readonly report: Readonly<Record<string, number>>;
}

const CURVE_ROWS = 4;
const MOST_RUNNING = 6;
const MOST_FAILURES = 3;
const MOST_FOOT = 3;
/** Columns below which no name is told from another. */
const LEAST_NAME = 8;

/**
 * The live view as lines, none wider than `columns`, at most `rows` of them.
 * What matters least goes first where there is little room: failures, then what the pruner is, then the curve, then all but one running trial.
 * What the search is doing is said in full, over several lines, where a line is too narrow for it.
 */
export function viewLines(view: View, columns: number, rows: number, style: Style): readonly string[] {
  const head = [
    headLine(view, columns, style),
    progressLine(view, columns, style),
    ...(view.spent.length === 0 ? [] : [fit(view.spent.join(' · '), columns)]),
    ...(view.outlook === null ? [] : [fit(style.dim(view.outlook), columns)]),
    ...(view.notice === null ? [] : [fit(style.dim(safe(view.notice)), columns)]),
    ...warningLines(view, columns, style),
  ];
  const footRows = Math.max(1, Math.min(MOST_FOOT, Math.floor(rows / 4)));
  const foot = proseLines(safe(view.doing), columns, footRows).map(style.dim);
  let room = rows - head.length - foot.length;
  const take = (lines: readonly string[]): readonly string[] => {
    if (lines.length === 0 || lines.length > room) return [];
    room -= lines.length;
    return lines;
  };
  const best = take(spaced(bestLines(view, columns, style)));
  const running = take(spaced(runningLines(view, columns, Math.max(1, Math.min(MOST_RUNNING, room - 3)), style)));
  const curve = take(spaced(curveLines(view, columns, style)));
  const pruner = take(view.pruner === null ? [] : proseLines(`The pruner ${view.pruner}.`, columns, 2).map(style.dim));
  const failures = take(spaced(failureLines(view, columns, Math.min(MOST_FAILURES, room - 2), style)));
  const gap = room > 0 ? [''] : [];
  return [...head, ...pruner, ...best, ...curve, ...running, ...failures, ...gap, ...foot];
}

/** The newest warning; the end of the run tells them all. */
function warningLines({ warnings }: View, columns: number, style: Style): readonly string[] {
  const last = warnings.at(-1);
  if (last === undefined) return [];
  const others = warnings.length > 1 ? ` (and ${warnings.length - 1} more)` : '';
  return [fit(style.bad(`Warning${others}: ${safe(last)}`), columns)];
}

const spaced = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines]);

/** The study, what it looks for, how, and the time; the time outlasts all but the study's name. */
function headLine(view: View, columns: number, style: Style): string {
  const study = safe(view.study);
  const goals = view.objectives.map(({ name, direction }) => `${direction} ${safe(name)}`).join(', ');
  const right = timeText(view);
  const room = columns - width(right) - 2;
  const further = [`· ${goals} · ${safe(view.sampler)}`, `· ${goals}`, ''];
  const rest = further.find((words) => width(study) + 1 + width(words) <= room) ?? null;
  if (rest === null && room < LEAST_NAME) return fit(`${style.bold(study)} ${style.dim(further[0]!)}`, columns);
  const left = rest === null ? fit(style.bold(study), room) : `${style.bold(study)} ${style.dim(rest)}`;
  return left + ' '.repeat(columns - width(left) - width(right)) + right;
}

function timeText({ elapsed, left }: View): string {
  return left === null ? duration(elapsed) : `${duration(elapsed)}, about ${duration(left)} left`;
}

function progressLine(view: View, columns: number, style: Style): string {
  const { counts, trials } = view;
  const ended = counts.complete + counts.pruned + counts.failed;
  const words = [
    trials === null ? count(ended, 'trial') : `${ended} of ${count(trials, 'trial')}`,
    ...(counts.pruned > 0 ? [`${counts.pruned} pruned`] : []),
    ...(counts.failed > 0 ? [style.bad(`${counts.failed} failed`)] : []),
    ...(counts.paused > 0 ? [`${counts.paused} paused`] : []),
    ...(counts.waiting > 0 ? [`${counts.waiting} waiting`] : []),
  ].join(' · ');
  const share = trials === null ? (view.seconds === null ? null : view.elapsed / view.seconds) : ended / trials;
  const bar = Math.min(40, columns - width(words) - 2);
  if (share === null || bar < 8) return fit(words, columns);
  const full = Math.round(Math.min(1, share) * bar);
  return `${style.accent('█'.repeat(full))}${style.dim('░'.repeat(bar - full))}  ${words}`;
}

function bestLines(view: View, columns: number, style: Style): readonly string[] {
  if (view.best.length === 0) return view.promise === null ? [] : proseLines(view.promise, columns, 2);
  const [only] = view.best;
  if (view.front === null) {
    const title = `${style.bold('Best')}  ${safe(only!.objective)} ${style.good(short(only!.value))}  ${style.dim(`trial ${only!.number}${referenceWords(view, only!.value)}`)}`;
    return [fit(title, columns), ...wrapped(pairs(only!.params, style), columns, 6).slice(0, 3)];
  }
  return [
    fit(`${style.bold('Front')}  ${count(view.front, 'trial')} that no other one beats`, columns),
    ...view.best.map(({ objective, value, number }) =>
      fit(`      best ${safe(objective)} ${style.good(short(value))}  ${style.dim(`trial ${number}`)}`, columns),
    ),
  ];
}

function referenceWords({ reference }: View, best: number): string {
  if (reference === null) return '';
  const gained = gainWords(best, reference);
  return `   default ${short(reference)}${gained === '' ? '' : `, ${gained}`}`;
}

/** How much smaller or larger a value is than another one: `35 % smaller`; empty where a share makes no sense. */
export function gainWords(value: number, than: number): string {
  if (!Number.isFinite(than) || than === 0 || value === than || Math.sign(value) !== Math.sign(than)) return '';
  const share = (100 * Math.abs(value - than)) / Math.abs(than);
  const isSmaller = Math.abs(value) < Math.abs(than);
  const rounded = Number(share.toPrecision(2));
  // Only 0 is 100 % smaller than something.
  const shown = isSmaller && rounded >= 100 && value !== 0 ? Math.min(99.9, Number(share.toPrecision(3))) : rounded;
  const [less, more] = value < 0 ? ['closer to 0', 'farther from 0'] : ['smaller', 'larger'];
  return `${shown} % ${isSmaller ? less : more}`;
}

/** `name value`, one after the other. */
function pairs(params: Readonly<Record<string, unknown>>, style: Style): readonly string[] {
  return Object.entries(params).map(([name, value]) => `${style.dim(safe(name))} ${fit(valueText(value), 40)}`);
}

/** Words in lines of at most `columns`, indented. */
export function wrapped(words: readonly string[], columns: number, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && width(line) + 3 + width(word) > columns - indent) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line}   ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines.map((text) => fit(' '.repeat(indent) + text, columns));
}

function curveLines(view: View, columns: number, style: Style): readonly string[] {
  if (view.curve.length < 3) return [];
  const labels = 10;
  const drawing = drawCurve(view.curve, Math.min(60, columns - labels - 1), CURVE_ROWS);
  if (drawing === null || drawing.top === drawing.bottom) return [];
  const labelOf = [
    short(drawing.top),
    drawing.log ? '(log)' : '',
    view.front === null ? '' : fit(safe(view.objectives[0]!.name), labels - 1),
    short(drawing.bottom),
  ];
  return drawing.rows.map((row, i) => {
    const label = `${' '.repeat(Math.max(0, labels - 1 - width(labelOf[i]!)))}${labelOf[i]} `;
    return fit(`${style.dim(label)}${style.accent(row)}`, columns);
  });
}

function runningLines(view: View, columns: number, most: number, style: Style): readonly string[] {
  if (view.running.length === 0) return [];
  const shown = view.running.slice(0, most).map(({ number, seconds, step, report }) => {
    const said =
      step === null
        ? style.dim('nothing reported yet')
        : `step ${step}  ${Object.entries(report)
            .map(([name, value]) => `${safe(name)} ${short(value)}`)
            .join('  ')}`;
    return fit(`      ${pad(`#${number}`, 6)} ${pad(duration(seconds), 8)} ${said}`, columns);
  });
  const more = view.running.length - shown.length;
  return [style.bold('Running'), ...shown, ...(more > 0 ? [style.dim(`      and ${more} more`)] : [])];
}

function failureLines(view: View, columns: number, most: number, style: Style): readonly string[] {
  if (view.failures.length === 0 || most < 1) return [];
  return [
    style.bold('Failed'),
    ...view.failures
      .slice(0, most)
      .map(({ number, reason }) => fit(`      ${pad(`#${number}`, 6)} ${style.bad(safe(reason))}`, columns)),
  ];
}
