import { PAUSED, type PausedTime, secondsRun } from '../../history/applied.ts';
import { isFinished, type TrialDraft, type TrialRecord } from '../../history/record.ts';
import type { Random } from '../../math/random.ts';
import { type MadeCurve, madeCurve } from './made-curve.ts';
import type { Plan } from './plan.ts';

/** The trials of a study as they stand in a simulated one. */
export interface Standing {
  readonly drafts: readonly TrialDraft[];
  /** The curve of one of them, by its row and a name; undefined = it reports nothing yet. */
  curveOf(row: number, name: string): MadeCurve | undefined;
}

/**
 * A study's own trials for a simulation to go on from: paused ones at their steps, members of a population at theirs. What they have
 * reported is made up, so that it compares with what is made up for those to come, but ranks at each step as it really does.
 *
 * @param scale seconds of the search's own time in one of the study
 */
export function asTheyStand(
  trials: readonly TrialRecord[],
  { study, length }: Pick<Plan, 'study' | 'length'>,
  root: Random,
  scale: number,
): Standing {
  const named = namesOf(study);
  const most = length.steps ?? 1;
  const ranked = new Map(
    named.map(([name, sign], at) => {
      const isObjective = at < Object.keys(study.objectives).length;
      const courses = trials.map((trial) => (isObjective ? courseOf(trial, at, most) : (trial.metrics[name] ?? [])));
      return [name, rankedAlike(courses, sign, most, (row) => madeCurve(root.fork(row).fork(name)))] as const;
    }),
  );
  const valueAt = (row: number, name: string, step: number, value: number): number =>
    ranked.get(name)!.valueAt(row, step) ?? value;
  const objectives = Object.keys(study.objectives);
  const drafts = trials.map((trial, row): TrialDraft => {
    const made = (values: readonly number[], step: number): readonly number[] =>
      values.map((value, at) => valueAt(row, objectives[at]!, step, value));
    const judged = named.slice(objectives.length).filter(([name]) => trial.metrics[name] !== undefined);
    return {
      ...timed(trial, scale),
      params: trial.params,
      constraints: trial.constraints,
      values: trial.values === null ? null : made(trial.values, endOf(trial, most)),
      reports: trial.reports.map(([step, values]) => [step, made(values, step)] as const),
      metrics: Object.fromEntries(
        judged.map(([name]) => [
          name,
          trial.metrics[name]!.map(([s, value]) => [s, valueAt(row, name, s, value)] as const),
        ]),
      ),
    };
  });
  return { drafts, curveOf: (row, name) => ranked.get(name)?.curves.get(row) };
}

/** Names that trials report, the objectives first, and the sign that makes a loss of them. */
export function namesOf({ objectives, judgeBy }: Plan['study']): readonly (readonly [name: string, sign: 1 | -1])[] {
  const named = Object.entries(objectives).map(([name, to]) => [name, to === 'maximize' ? -1 : 1] as const);
  if (judgeBy?.kind !== 'metric') return named;
  return [...named, [judgeBy.name, judgeBy.direction === 'maximize' ? -1 : 1]];
}

type Course = readonly (readonly [step: number, value: number])[];

/** A complete trial has its value at the end, whatever it reported last. */
const endOf = ({ state, reports }: TrialRecord, most: number): number =>
  state === 'complete' ? most : (reports.at(-1)?.[0] ?? most);

/** What a trial has said of one objective, by step; its final value goes before what it reported at that step. */
function courseOf(trial: TrialRecord, at: number, most: number): Course {
  const points = new Map(trial.reports.map(([step, values]) => [step, values[at]!]));
  if (trial.values !== null) points.set(endOf(trial, most), trial.values[at]!);
  return [...points];
}

/** Made-up curves for courses, the better ones for those that came further or are better: these were let go on. */
function rankedAlike(
  courses: readonly Course[],
  sign: 1 | -1,
  most: number,
  made: (row: number) => MadeCurve,
): { readonly curves: ReadonlyMap<number, MadeCurve>; valueAt(row: number, step: number): number | undefined } {
  const finite = courses.map((course) => course.filter(([, value]) => Number.isFinite(value)));
  const rows = [...finite.keys()].filter((row) => finite[row]!.length > 0);
  const lastOf = (row: number): Course[number] => finite[row]!.at(-1)!;
  const byRank = rows.toSorted((a, b) => lastOf(b)[0] - lastOf(a)[0] || sign * (lastOf(a)[1] - lastOf(b)[1]) || a - b);
  const best = rows.map(made).sort((a, b) => a.at(most) - b.at(most));
  const curves = new Map(byRank.map((row, rank) => [row, best[rank]!]));
  const atStep = new Map<number, [row: number, loss: number][]>();
  for (const row of rows)
    for (const [step, value] of finite[row]!) {
      const here = atStep.get(step) ?? [];
      here.push([row, sign * value]);
      atStep.set(step, here);
    }
  const values = new Map<number, ReadonlyMap<number, number>>();
  for (const [step, here] of atStep) {
    const losses = here.map(([row]) => curves.get(row)!.at(step)).sort((a, b) => a - b);
    here.sort((a, b) => a[1] - b[1]);
    let first = 0; // equal ones stay equal
    const own = here.map(([row, loss], i) => {
      if (loss !== here[first]![1]) first = i;
      return [row, sign * losses[first]!] as const;
    });
    values.set(step, new Map(own));
  }
  return { curves, valueAt: (row, step) => values.get(step)?.get(row) };
}

/** State and times in the simulated study, which begins at 0. */
function timed(
  { state, startedAt, finishedAt, systemAttributes }: TrialRecord,
  scale: number,
): Pick<TrialDraft, 'state' | 'startedAt' | 'finishedAt' | 'systemAttributes'> {
  const paused = systemAttributes[PAUSED] as unknown as PausedTime | undefined;
  const isOver = isFinished(state);
  const seconds = isOver ? secondsRun(systemAttributes, startedAt, finishedAt) : (paused?.seconds ?? 0);
  const began = startedAt === null || Number.isNaN(seconds) ? null : -1000 * scale * seconds;
  const time = isOver ? { seconds: 0, since: null } : { seconds: scale * seconds, since: began };
  return {
    state,
    startedAt: began,
    finishedAt: isOver ? 0 : null,
    systemAttributes:
      paused === undefined ? systemAttributes : { ...systemAttributes, [PAUSED]: { ...paused, ...time } },
  };
}
