import { index, type Random } from '../../math/random.ts';

/** The two numbers of differential evolution: how far a difference is followed, and how many parameters change. */
export interface Gains {
  /** F in (0, 1]. */
  readonly factor: number;
  /** CR in [0, 1]. */
  readonly crossover: number;
}

/** Rounds of successes that are remembered. */
export const MEMORY = 6;

const MIDDLE: Gains = { factor: 0.5, crossover: 0.5 };

/** What the successes of a round say: the Lehmer mean of F, which leans to the large ones, and the mean of CR. */
export function lesson(successes: readonly Gains[]): Gains {
  let sum = 0;
  let squares = 0;
  let crossover = 0;
  for (const own of successes) {
    sum += own.factor;
    squares += own.factor * own.factor;
    crossover += own.crossover;
  }
  return { factor: squares / sum, crossover: crossover / successes.length };
}

/**
 * New gains around what one of the last rounds taught.
 *
 * Source: Tanabe and Fukunaga 2013, "Success-history based parameter adaptation for differential evolution" (SHADE); all successes weigh the
 * same, so that only the order of losses counts.
 *
 * @param lessons of the latest rounds with a success, at most `MEMORY`; missing ones count as ½
 */
export function drawGains(lessons: readonly Gains[], stream: Random): Gains {
  const around = lessons[index(stream, MEMORY)] ?? MIDDLE;
  let factor = 0;
  for (let i = 0; i < 100 && factor <= 0; i++)
    factor = Math.min(1, around.factor + 0.1 * Math.tan(Math.PI * (stream.uniform() - 0.5)));
  const crossover = Math.min(1, Math.max(0, around.crossover + 0.1 * stream.normal()));
  return { factor: rounded(factor > 0 ? factor : 0.5), crossover: rounded(crossover) };
}

/** Three digits are enough, and short to write down. */
const rounded = (x: number): number => Math.max(0.001, Math.round(x * 1000) / 1000);
