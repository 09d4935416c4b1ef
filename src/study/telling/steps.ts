import { isOfMachine, PAUSED } from '../../history/applied.ts';
import { lastReported } from '../../history/reported-cost.ts';
import { ANEW, RESUME, RESUMED, type Resumption } from '../../history/lineage.ts';
import { CHECKPOINT, WARNING } from '../../history/attribute-names.ts';
import type { Task } from '../../execution/executor.ts';
import type { Json, TrialRecord } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { stepWords } from '../../pruners/words.ts';
import type { Session } from '../session.ts';

// What the steps of reports tell of a trial's course. Loaded apart: most trials start from nothing, and their steps rise.

/** Steps that did not rise: `OddSteps`. */
export const STEPS = 'vernier:steps';

/** How often a run reported a step that did not rise, and the last time that it did. */
export interface OddSteps {
  /** Steps that had been reported: of the objective the first value of a step stands, of a metric the last. */
  readonly repeated: number;
  /** Steps below the one before that were new: they are kept, in their place. */
  readonly backwards: number;
  readonly last: { readonly step: number; readonly after: number; readonly values: readonly Json[] };
}

/** A report that tells of its trial's course. */
interface TellingReport {
  readonly values: readonly number[];
  readonly step: number;
  /** The step reported before it; null = it is the first of its run. */
  readonly before: number | null;
  /** The checkpoint that the run was given; null = none. */
  readonly resume: Task['resume'];
  /** What was wrong with that; null = nothing. */
  readonly why: string | null;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

type Attribute = readonly [key: string, value: Json];

/** What a report tells of its trial's course, as system attributes: how a run goes on, that a step did not rise, or lies beyond the end. */
export function courseOf(
  session: Pick<Session, 'history' | 'problem'>,
  row: number,
  report: TellingReport,
): readonly Attribute[] {
  const { history, problem } = session;
  const { before, step, resume } = report;
  const max = problem.fidelity?.max ?? step;
  const goesOn = before === null && (resume !== null || history.attribute(row, 'system', PAUSED) !== undefined);
  return [
    ...(goesOn ? [firstStep(history, row, report)] : []),
    ...(before !== null && step <= before ? oddStep(history, row, { ...report, before }) : []),
    ...(step > max && (before ?? 0) <= max ? [stepBeyond(session, row, step)] : []),
  ];
}

/** What the first report shows of a run that goes on from a checkpoint, or that is run again without one. */
function firstStep(history: HistoryView, row: number, { resume, step: first, at, why }: TellingReport): Attribute {
  const said = (key: string): Json | undefined => history.attribute(row, 'system', key);
  const earlier = (said(RESUMED) ?? []) as readonly Json[];
  // The time only grows: the latest of them is the one that it goes on from.
  const seconds = [PAUSED, RESUME, CHECKPOINT].map(
    (key) => (said(key) as { readonly seconds?: number } | null | undefined)?.seconds ?? 0,
  );
  const before = saidBefore(history, row);
  const anew = resume === null ? null : (why ?? (first > resume.step ? null : unmoved(resume, first)));
  const entry: Json = {
    step: resume?.step ?? before.step,
    checkpoint: resume?.checkpoint ?? null,
    at,
    seconds: Math.max(...seconds),
    first,
    ...(anew === null ? {} : { anew }),
    ...(resume !== null && anew === null && first > before.step ? {} : { before }),
  };
  return [RESUMED, [...earlier, entry]];
}

/** The last step that a trial has reported, and the last number of each name. */
function saidBefore(history: HistoryView, row: number): NonNullable<Resumption['before']> {
  const names = [...history.objectives.map(({ name }) => name), ...history.metricNames].filter(
    (name) => !isOfMachine(name),
  );
  const values = names.flatMap((name): [string, number][] => {
    const value = lastReported(history, row, name);
    return value === undefined || !Number.isFinite(value) ? [] : [[name, value]];
  });
  const steps = names.map((name) => history.metric(row, name)?.steps.at(-1) ?? 0);
  return {
    step: Math.max(history.reports(row).steps.at(-1) ?? 0, ...steps),
    values: Object.fromEntries(values),
  };
}

/** Told once of a study. */
const BACKWARDS =
  'The steps of a trial went backwards: its reports are kept, and judged, in the order of their steps. Does its program count anew, or do two report as one trial?';

/** That a step did not rise: one attribute counts such steps, and of the first that went backwards the study is warned. */
function oddStep(
  history: HistoryView,
  row: number,
  { values, step, before: after }: TellingReport & { readonly before: number },
): readonly Attribute[] {
  const isKnown = history.reports(row).steps.includes(step);
  const known = history.attribute(row, 'system', STEPS) as Partial<OddSteps> | undefined;
  const { repeated = 0, backwards = 0 } = known ?? {};
  const odd = {
    repeated: repeated + (isKnown ? 1 : 0),
    backwards: backwards + (isKnown ? 0 : 1),
    last: { step, after, values: values.map((value) => (Number.isFinite(value) ? value : String(value))) },
  };
  return [[STEPS, odd], ...(isKnown || backwards > 0 ? [] : [warningAfter(history, row, BACKWARDS)])];
}

/** Warns of a trial's first step beyond the end of a whole run: its steps may be of another unit than the fidelity's. */
function stepBeyond({ history, problem }: Pick<Session, 'history' | 'problem'>, row: number, step: number): Attribute {
  const words = `Trial ${row} reported ${stepWords(problem, step)}, though a whole run goes to ${problem.fidelity!.max} (fidelity): from there on it is not judged. Let it report steps of that unit, or start a new study whose fidelity goes as far.`;
  return warningAfter(history, row, words);
}

/** A warning after those that a trial has, as a system attribute. */
export function warningAfter(history: HistoryView, row: number, words: string): Attribute {
  const before = history.attribute(row, 'system', WARNING);
  return [WARNING, before === undefined ? words : `${String(before)} ${words}`];
}

/** What is to be told of a trial's steps, a sentence each. */
export function stepWarnings({ systemAttributes }: Pick<TrialRecord, 'systemAttributes'>): readonly string[] {
  const resumed = (systemAttributes[RESUMED] ?? []) as unknown as readonly Resumption[];
  const anew = systemAttributes[ANEW] as string | undefined;
  const odd = systemAttributes[STEPS] as unknown as OddSteps | undefined;
  const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
  return [
    ...new Set([...resumed.map((one) => one.anew), anew].filter((why) => why !== undefined)),
    ...(odd === undefined || odd.repeated === 0
      ? []
      : [
          `It reported a step again (${times(odd.repeated)}, last step ${odd.last.step} after step ${odd.last.after}): of the objective the first value of a step stands, of a metric the last.`,
        ]),
    ...(odd === undefined || odd.backwards === 0
      ? []
      : [
          `Its steps went backwards (${times(odd.backwards)}, last from ${odd.last.after} to ${odd.last.step}): reports are kept in the order of their steps.`,
        ]),
  ];
}

function unmoved({ step, checkpoint }: NonNullable<Task['resume']>, first: number): string {
  return `It was given the checkpoint ${checkpoint} of step ${step}, and its first report was of step ${first}: it did not go on from there.`;
}
