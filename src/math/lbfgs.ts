/** How far `minimise` may go. */
export interface MinimiseOptions {
  /** Most evaluations of the function, at least 1 (the start). */
  readonly evaluations: number;
  /** An iteration that lowers the value by less than this times max(1, |value|) is the last; 1e-9 if not given. */
  readonly tolerance?: number;
  /** Remembered steps; 10 if not given. */
  readonly memory?: number;
}

/** What `minimise` found. */
export interface Minimum {
  /** The best point seen, within the bounds. */
  readonly x: Float64Array;
  /** Its value; Infinity if no value was finite. */
  readonly value: number;
  readonly evaluations: number;
}

/**
 * A local minimum within bounds, by limited-memory BFGS.
 *
 * Coordinates that sit on a bound and are pushed against it are held; the others take a quasi-Newton step that is projected onto
 * the bounds and shortened until the value falls enough (Armijo). Non-finite values count as Infinity. No randomness, no clock.
 * Source: Nocedal 1980; Bertsekas 1982, "Projected Newton methods".
 *
 * @param value writes the gradient at x and returns the value; must not keep or change x
 */
export function minimise(
  value: (x: Float64Array, gradient: Float64Array) => number,
  start: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  options: MinimiseOptions,
): Minimum {
  const { evaluations: most, tolerance = 1e-9, memory = 10 } = options;
  const n = start.length;
  let x = projected(start, lower, upper);
  let gradient = new Float64Array(n);
  let evaluations = 0;
  const evaluate = (at: Float64Array, into: Float64Array): number => {
    evaluations++;
    const result = value(at, into);
    return Number.isFinite(result) && into.every(Number.isFinite) ? result : Number.POSITIVE_INFINITY;
  };
  let best = evaluate(x, gradient);
  if (best === Number.POSITIVE_INFINITY) return { x, value: best, evaluations };

  const steps: Step[] = [];
  const free = new Uint8Array(n);
  const direction = new Float64Array(n);
  let trial = new Float64Array(n);
  let trialGradient = new Float64Array(n);
  while (evaluations < most) {
    const steepest = markFree(free, x, gradient, lower, upper);
    if (steepest === 0) break;
    if (!quasiNewton(direction, gradient, free, steps)) steps.length = 0;
    // Without a curvature known, the first try moves no coordinate by more than 1.
    let length = steps.length > 0 ? 1 : Math.min(1, 1 / steepest);
    let found = Number.POSITIVE_INFINITY;
    let accepted = false;
    while (evaluations < most) {
      let slope = 0;
      let moved = false;
      for (let i = 0; i < n; i++) {
        trial[i] = clamped(x[i]! + length * direction[i]!, lower[i]!, upper[i]!);
        slope += gradient[i]! * (trial[i]! - x[i]!);
        if (trial[i] !== x[i]) moved = true;
      }
      if (!moved) break;
      found = evaluate(trial, trialGradient);
      accepted = found <= best + SUFFICIENT * Math.min(slope, 0);
      if (accepted) break;
      length *= shorter(best, slope, found);
    }
    if (!accepted) {
      if (steps.length === 0) break;
      steps.length = 0; // the remembered curvature misleads: once more along the gradient
      continue;
    }
    remember(steps, memory, x, trial, gradient, trialGradient);
    const gained = best - found;
    best = found;
    [x, trial] = [trial, x];
    [gradient, trialGradient] = [trialGradient, gradient];
    if (gained <= tolerance * Math.max(1, Math.abs(best))) break;
  }
  return { x, value: best, evaluations };
}

/** Armijo's constant. */
const SUFFICIENT = 1e-4;

interface Step {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
}

function clamped(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}

function projected(x: Float64Array, lower: Float64Array, upper: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (value, i) => clamped(value, lower[i]!, upper[i]!));
}

/** Marks what may move; returns the largest slope among that. */
function markFree(
  free: Uint8Array,
  x: Float64Array,
  gradient: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): number {
  let steepest = 0;
  for (let i = 0; i < x.length; i++) {
    const g = gradient[i]!;
    free[i] = (g > 0 ? x[i]! > lower[i]! : x[i]! < upper[i]!) ? 1 : 0;
    if (free[i] === 1) steepest = Math.max(steepest, Math.abs(g));
  }
  return steepest;
}

/** The two-loop recursion on the free coordinates. False, with the plain descent, where no step helps. */
function quasiNewton(
  direction: Float64Array,
  gradient: Float64Array,
  free: Uint8Array,
  steps: readonly Step[],
): boolean {
  const n = direction.length;
  for (let i = 0; i < n; i++) direction[i] = free[i] === 1 ? -gradient[i]! : 0;
  const weights: number[] = [];
  let scale = 0;
  for (let s = steps.length - 1; s >= 0; s--) {
    const { moved, turned } = steps[s]!;
    const curvature = dotFree(moved, turned, free);
    weights[s] = 0;
    if (!(curvature > 0)) continue;
    weights[s] = dotFree(moved, direction, free) / curvature;
    if (scale === 0) scale = curvature / dotFree(turned, turned, free);
    for (let i = 0; i < n; i++) if (free[i] === 1) direction[i]! -= weights[s]! * turned[i]!;
  }
  if (scale === 0) return false;
  for (let i = 0; i < n; i++) direction[i]! *= scale;
  for (let s = 0; s < steps.length; s++) {
    const { moved, turned } = steps[s]!;
    const curvature = dotFree(moved, turned, free);
    if (!(curvature > 0)) continue;
    const correction = weights[s]! - dotFree(turned, direction, free) / curvature;
    for (let i = 0; i < n; i++) if (free[i] === 1) direction[i]! += correction * moved[i]!;
  }
  if (dotFree(direction, gradient, free) < 0) return true;
  for (let i = 0; i < n; i++) direction[i] = free[i] === 1 ? -gradient[i]! : 0;
  return false;
}

function dotFree(a: Float64Array, b: Float64Array, free: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (free[i] === 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Keeps the step if the function curves upwards along it. */
function remember(
  steps: Step[],
  memory: number,
  x: Float64Array,
  next: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
): void {
  const moved = next.map((value, i) => value - x[i]!);
  const turned = nextGradient.map((value, i) => value - gradient[i]!);
  let curvature = 0;
  let size = 0;
  for (let i = 0; i < moved.length; i++) {
    curvature += moved[i]! * turned[i]!;
    size += turned[i]! * turned[i]!;
  }
  if (!(curvature > 1e-10 * size)) return;
  steps.push({ moved, turned });
  if (steps.length > memory) steps.shift();
}

/** By how much to shorten: the minimum of the parabola through what is known, between a tenth and a half. */
function shorter(value: number, slope: number, found: number): number {
  if (found === Number.POSITIVE_INFINITY) return 0.1;
  const vertex = -slope / (2 * (found - value - slope));
  return vertex >= 0.1 ? Math.min(vertex, 0.5) : 0.1;
}
