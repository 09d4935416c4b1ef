import { exp, log } from '../../math/elementary.ts';

/** How many shapes a curve may have: four power laws, the logarithm and two exponentials. */
export const SHAPES = 7;

const POWERS = [0.25, 0.5, 1, 2];

/** Time constants of the exponentials, as shares of the whole run. */
const DECAYS = [0.1, 0.3];

/**
 * Writes how much of what is lost between time 1 and the last time is still to come at time t, by each shape: 1 at time 1, 0 at
 * the last, negative beyond. Shape k of a falling curve is y(t) = final + drop · share_k(t).
 *
 * @param t at least 1; the first step of a run is at time 1
 * @param last above 1
 */
export function shares(out: Float64Array, t: number, last: number): void {
  const [now, end] = [log(t), log(last)];
  for (let k = 0; k < 4; k++) out[k] = between(exp(-POWERS[k]! * now), exp(-POWERS[k]! * end), 1);
  out[4] = 1 - now / end;
  for (let k = 0; k < 2; k++) {
    const tau = DECAYS[k]! * last;
    out[5 + k] = between(exp((1 - t) / tau), exp((1 - last) / tau), 1);
  }
}

/** The place of a number between one that counts as 0 and one that counts as 1. */
const between = (number: number, zero: number, one: number): number => (number - zero) / (one - zero);
