import { PASSED } from './lineage.ts';
import { bare, type Change, type Json, type TrialRecord } from './record.ts';
import type { HistoryView } from './view.ts';

type Draft = { -readonly [K in keyof TrialRecord]: TrialRecord[K] };

/**
 * Where a paused trial's state is kept among its system attributes: { step, checkpoint, seconds, since }: `seconds` are those of all
 * its runs, the last of which started at `since`.
 */
export const PAUSED = 'vernier:paused';

/** Is a metric one of the machine (`system/cpu` …)? Its steps count samples, and are none of the trial's. */
export const isOfMachine = (name: string): boolean => name.startsWith('system/');

/** The step at which a trial was last paused, by itself or as the lost one that it repeats; −1 = it never was. */
export function pausedStep(history: Pick<HistoryView, 'attribute'>, row: number): number {
  const paused = history.attribute(row, 'system', PAUSED) as { readonly step?: number } | undefined;
  return paused?.step ?? (history.attribute(row, 'system', PASSED) as number | undefined) ?? -1;
}

/** The record after a change: the only place that says what a change means for a record. Applied twice, it gives the same as once. */
export function applied(trial: TrialRecord, change: Change): TrialRecord {
  return appliedAll(trial, [change]);
}

/** The record after several changes to this trial, in order. Cost O(record + changes): maps are copied once, not per change. */
export function appliedAll(trial: TrialRecord, changes: readonly Change[]): TrialRecord {
  const draft: Draft = { ...trial };
  const fresh = new Set<keyof TrialRecord>(); // maps that are already our own copies
  const own = <T>(
    key: 'params' | 'metrics' | 'constraints' | 'userAttributes' | 'systemAttributes',
  ): Record<string, T> => {
    if (!fresh.has(key)) {
      (draft as Record<string, unknown>)[key] = bare(draft[key] as Readonly<Record<string, unknown>>);
      fresh.add(key);
    }
    return draft[key] as unknown as Record<string, T>;
  };
  for (const change of changes) {
    switch (change.type) {
      case 'trial':
        Object.assign(draft, change.trial);
        fresh.clear();
        break;
      case 'started':
        draft.state = 'running';
        draft.startedAt = change.at;
        break;
      case 'suggested':
        own('params')[change.name] = { distribution: change.distribution, internal: change.internal };
        break;
      case 'reported':
        draft.reports = withReport(draft.reports, change.step, change.values);
        break;
      case 'logged':
        for (const name of Object.keys(change.metrics)) {
          const metrics = own<TrialRecord['metrics'][string]>('metrics');
          metrics[name] = withPoint(metrics[name] ?? [], change.step, change.metrics[name]!);
        }
        break;
      case 'constrained':
        // Optuna's rule: the first value of a constraint stands.
        if (!Object.hasOwn(draft.constraints, change.key)) own<number>('constraints')[change.key] = change.value;
        break;
      case 'attributed':
        own<Json>(change.owner === 'user' ? 'userAttributes' : 'systemAttributes')[change.key] = change.value;
        break;
      case 'paused':
        // A second application finds the trial paused already, and must not count its time twice.
        if (draft.state !== 'paused')
          own<Json>('systemAttributes')[PAUSED] = {
            step: lastStep(draft),
            checkpoint: change.checkpoint,
            seconds: secondsRun(draft.systemAttributes, draft.startedAt, change.at),
            since: draft.startedAt,
          };
        draft.state = 'paused';
        break;
      case 'finished':
        draft.state = change.state;
        draft.values = change.values;
        draft.finishedAt = change.at;
        break;
      case 'removed':
        draft.state = 'removed';
        break;
    }
  }
  return draft;
}

/** Seconds a trial has run until `at`: earlier runs (kept when it was paused) and the one since; time that it stands paused is none. */
export function secondsRun(
  systemAttributes: Readonly<Record<string, Json>>,
  startedAt: number | null,
  at: number | null,
): number {
  if (startedAt === null || at === null) return Number.NaN;
  const paused = systemAttributes[PAUSED] as PausedTime | undefined;
  return secondsSince(paused, startedAt, at);
}

/** What a pause keeps of time. */
export interface PausedTime {
  readonly seconds?: number;
  readonly since?: number | null;
}

/** As `secondsRun`, of what the last pause has kept. */
export function secondsSince(paused: PausedTime | null | undefined, startedAt: number, at: number): number {
  const before = paused?.seconds ?? 0;
  return paused?.since === startedAt ? before : before + Math.max(0, at - startedAt) / 1000;
}

/** The last step reported, of objectives or of metrics alone; 0 = none was. */
function lastStep({ reports, metrics }: TrialRecord): number {
  return Object.keys(metrics).reduce(
    (last, name) => (isOfMachine(name) ? last : Math.max(last, metrics[name]!.at(-1)?.[0] ?? 0)),
    reports.at(-1)?.[0] ?? 0,
  );
}

/** The first report of a step stands (Optuna's rule); steps stay ascending. */
function withReport(reports: TrialRecord['reports'], step: number, values: readonly number[]): TrialRecord['reports'] {
  const at = reports.findIndex(([other]) => other >= step);
  if (at < 0) return [...reports, [step, values]];
  return reports[at]![0] === step ? reports : [...reports.slice(0, at), [step, values], ...reports.slice(at)];
}

/** The last value of a step stands. */
function withPoint(
  series: readonly (readonly [number, number])[],
  step: number,
  value: number,
): readonly (readonly [number, number])[] {
  const at = series.findIndex(([other]) => other >= step);
  if (at < 0) return [...series, [step, value]];
  const rest = series[at]![0] === step ? series.slice(at + 1) : series.slice(at);
  return [...series.slice(0, at), [step, value], ...rest];
}
