import { VernierError } from '../../errors.ts';
import type { Objective } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { hypervolume } from '../../math/hypervolume.ts';
import { order } from './front.ts';
import { PARETO_KINDS, paretoChart, type ParetoChart } from './pareto.ts';
import { Present } from './present.ts';

/** How the volume that the trials dominate has grown. One entry a complete trial, trials ascending. */
export interface HypervolumeChart {
  readonly objectives: readonly Objective[];
  /** The point up to which volume counts, as the user means it; null where none was given and no trial tells. */
  readonly reference: readonly number[] | null;
  /** Was the reference chosen here? */
  readonly isChosen: boolean;
  readonly trials: Int32Array;
  /** The volume after each trial: never falls. */
  readonly volumes: Float64Array;
  /** Trials by which it grew. */
  readonly records: Int32Array;
}

/**
 * History of the dominated hypervolume, trial by trial. Feasible complete trials count; a value at or beyond the reference adds nothing.
 *
 * Without a reference one is chosen from all trials so far: in each objective a tenth of the front's range beyond the worst of the
 * front (where the front has no range: of the feasible trials). So it moves as the front does; to compare studies, or the same study
 * on other days, give one.
 *
 * Two objectives cost O(n log n); more, a hypervolume of the front for each trial that gets on it.
 *
 * @param reference one number an objective, as the user means them
 * @throws `values-invalid` where the reference has another number of values, or one that is not finite
 */
export function hypervolumeChart(history: HistoryView, reference?: readonly number[]): HypervolumeChart {
  const { objectives } = history;
  const k = objectives.length;
  if (reference !== undefined && (reference.length !== k || !reference.every(Number.isFinite)))
    throw new VernierError(
      'values-invalid',
      `The reference is [${reference.join(', ')}]; expected ${k} finite numbers.`,
      {
        hint: `Give one for each objective: ${objectives.map(({ name }) => name).join(', ')}.`,
      },
    );
  const pareto = paretoChart(history);
  const signs = objectives.map(({ direction }) => (direction === 'maximize' ? -1 : 1));
  const signed = (numbers: readonly number[]): readonly number[] => numbers.map((x, o) => signs[o]! * x + 0);
  const limit = reference === undefined ? chosenReference(pareto, signs) : signed(reference);
  const { trials, values, kinds } = pareto;
  const points = values.map((value, i) => signs[i % k]! * value + 0);
  const volumes = limit === null ? new Float64Array(trials.length) : growth(points, kinds, Float64Array.from(limit));
  return {
    objectives,
    reference: limit === null ? null : signed(limit),
    isChosen: reference === undefined,
    trials,
    volumes,
    records: trials.filter((_, i) => volumes[i]! > (i === 0 ? 0 : volumes[i - 1]!)),
  };
}

/** The volume after each point. @param kinds codes: infeasible ones do not count */
function growth(points: Float64Array, kinds: Uint8Array, limit: Float64Array): Float64Array {
  const k = limit.length;
  const counts = (i: number): boolean => {
    for (let o = 0; o < k; o++)
      if (!(points[i * k + o]! < limit[o]! && Number.isFinite(points[i * k + o]!))) return false;
    return PARETO_KINDS[kinds[i]!] !== 'infeasible';
  };
  const steps = k === 2 ? areas(points, counts, limit) : solids(points, counts, limit);
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/**
 * What each point adds to an area: points are known beforehand, so the staircase is a set of places along the first objective, and a
 * point looks at its neighbours alone.
 */
function areas(points: Float64Array, counts: (i: number) => boolean, limit: Float64Array): Float64Array {
  const n = points.length / 2;
  const byX = Uint32Array.from(new Uint32Array(n).keys()).sort(
    (a, b) => order(points[2 * a]!, points[2 * b]!) || order(points[2 * a + 1]!, points[2 * b + 1]!) || a - b,
  );
  const place = new Uint32Array(n);
  for (let at = 0; at < n; at++) place[byX[at]!] = at;
  const x = (at: number): number => points[2 * byX[at]!]!;
  const y = (at: number): number => points[2 * byX[at]! + 1]!;
  const stairs = new Present(n);
  const gains = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (!counts(i)) continue;
    const at = place[i]!;
    const left = stairs.before(at);
    let top = left < 0 ? limit[1]! : y(left);
    if (top <= y(at)) continue;
    let from = x(at);
    // Over every stair that the point sinks to or below, the area between them.
    for (let next = stairs.after(at); ; next = stairs.after(next)) {
      const to = next < 0 ? limit[0]! : x(next);
      if (top > y(at)) gains[i]! += (to - from) * (top - y(at));
      if (next < 0 || y(next) < y(at)) break;
      from = to;
      top = y(next);
      stairs.remove(next);
    }
    stairs.add(at);
  }
  return gains;
}

/** What each point adds to a volume: its box, less what it has in common with the front so far. */
function solids(points: Float64Array, counts: (i: number) => boolean, limit: Float64Array): Float64Array {
  const k = limit.length;
  const n = points.length / k;
  const gains = new Float64Array(n);
  let front: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const point = points.subarray(i * k, (i + 1) * k);
    if (!counts(i) || front.some((other) => covers(other, point))) continue;
    const common = new Float64Array(front.length * k);
    front.forEach((other, j) =>
      common.set(
        other.map((value, o) => Math.max(value, point[o]!)),
        j * k,
      ),
    );
    const box = point.reduce((product, value, o) => product * (limit[o]! - value), 1);
    const gain = box - hypervolume(common, limit);
    gains[i] = gain > 0 ? gain : 0; // nor where both are too large for a number
    front = front.filter((other) => !covers(point, other));
    front.push(point);
  }
  return gains;
}

/** Is a nowhere worse than b? */
function covers(a: Float64Array, b: Float64Array): boolean {
  for (let o = 0; o < a.length; o++) if (a[o]! > b[o]!) return false;
  return true;
}

/** A tenth of the front's range beyond its worst; losses. null where no feasible trial has finite values. */
function chosenReference({ values, kinds }: ParetoChart, signs: readonly number[]): readonly number[] | null {
  const k = signs.length;
  const found = signs.map((sign, o) => {
    const front = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
    let worst = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < kinds.length; i++) {
      const loss = sign * values[i * k + o]!;
      const kind = PARETO_KINDS[kinds[i]!];
      if (kind === 'infeasible' || !Number.isFinite(loss)) continue;
      worst = Math.max(worst, loss);
      if (kind !== 'front') continue;
      front.low = Math.min(front.low, loss);
      front.high = Math.max(front.high, loss);
    }
    const end = front.high > front.low ? front.high : worst;
    const range = end - front.low;
    const beyond = end + 0.1 * (range > 0 ? range : Math.abs(end) || 1);
    return beyond;
  });
  return found.every(Number.isFinite) ? found : null;
}
