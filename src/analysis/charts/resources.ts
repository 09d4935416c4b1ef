import { VernierError } from '../../errors.ts';
import type { HistoryView } from '../../history/view.ts';
import { thinned } from './thinning.ts';

/** What the metrics of a machine begin with. */
export const SYSTEM = 'system/';

/** Seconds since the trial began, at the step of the other numbers: what these are drawn over. */
export const SYSTEM_SECONDS = 'system/seconds';

/** What a number of the machine is measured in. */
export type ResourceUnit = 'percent' | 'bytes' | 'watts' | null;

/** One number of the machine over the time of a trial. */
export interface ResourceCurve {
  /** Name of the metric, such as `system/gpu0/memory`. */
  readonly name: string;
  /** What it belongs to: `cpu`, `memory`, `gpu0` …, or the word behind the prefix. */
  readonly part: string;
  readonly unit: ResourceUnit;
  readonly steps: Int32Array;
  /** Seconds since the trial began; null where it did not log `system/seconds`. NaN = not at this step. */
  readonly seconds: Float64Array | null;
  readonly values: Float64Array;
  /** Of all values logged, before any were thinned; NaN left out. null = none. */
  readonly mean: number | null;
  readonly peak: number | null;
}

/** What a trial used of its machine. */
export interface ResourcesChart {
  readonly trial: number;
  /** Empty where nothing was logged under `system/`. */
  readonly curves: readonly ResourceCurve[];
}

/** Points of a curve, unless something else is said. */
const MOST = 2000;

/**
 * CPU, memory and GPUs of a trial over time, from extra metrics under agreed names: `system/cpu` (percent; 100 = one core),
 * `system/memory` (bytes), `system/gpu0` (percent), `system/gpu0/memory` (bytes), `system/gpu0/power` (watts), and `system/seconds`,
 * the time of each step. Whatever else begins with `system/` is shown without a unit.
 *
 * @param most points a curve, at least 4: ends, lowest and highest stay
 * @throws `trial-missing` for a number that is no trial
 */
export function resourcesChart(history: HistoryView, trial: number, most = MOST): ResourcesChart {
  if (!Number.isInteger(trial) || trial < 0 || trial >= history.size || history.state(trial) === 'removed')
    throw new VernierError('trial-missing', `There is no trial ${trial}.`, { details: { number: trial } });
  const clock = history.metric(trial, SYSTEM_SECONDS);
  const secondsAt = clock === null ? null : new Map(Array.from(clock.steps, (step, i) => [step, clock.values[i]!]));
  const names = history.metricNames.filter((name) => name.startsWith(SYSTEM) && name !== SYSTEM_SECONDS);
  return {
    trial,
    curves: names.flatMap((name): ResourceCurve[] => {
      const series = history.metric(trial, name);
      if (series === null) return [];
      const { steps, values } = thinned(series.steps, series.values, most);
      const seconds = secondsAt && Float64Array.from(steps, (step) => secondsAt.get(step) ?? Number.NaN);
      const [, part = ''] = name.split('/');
      return [
        {
          name,
          part,
          unit: unitOf(name),
          steps: steps.slice(),
          seconds,
          values: values.slice(),
          ...summary(series.values),
        },
      ];
    }),
  };
}

function unitOf(name: string): ResourceUnit {
  if (/^system\/(cpu|gpu\d+)$/.test(name)) return 'percent';
  if (/^system\/(memory|gpu\d+\/memory)$/.test(name)) return 'bytes';
  return /^system\/gpu\d+\/power$/.test(name) ? 'watts' : null;
}

function summary(values: Float64Array): Pick<ResourceCurve, 'mean' | 'peak'> {
  const given = values.filter((value) => Number.isFinite(value));
  if (given.length === 0) return { mean: null, peak: null };
  return {
    mean: given.reduce((mean, value) => mean + value / given.length, 0),
    peak: given.reduce((peak, value) => Math.max(peak, value)),
  };
}
