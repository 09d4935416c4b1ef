import type { Clock } from '../study.ts';
import type { Supply } from './limit.ts';
import { lengthWords } from './words.ts';

/**
 * The time of this run, by a clock that never goes back: setting the date changes nothing. Where that clock stands still
 * while the machine sleeps (on Linux it does), sleep is not counted.
 */
export function wallTime(clock: Pick<Clock, 'elapsed'>, seconds: number): Supply {
  const began = clock.elapsed();
  return {
    reason: 'seconds',
    most: seconds,
    spent: () => (clock.elapsed() - began) / 1000,
    perSecond: () => 1,
    words: `The run's limit of ${lengthWords(seconds)}`,
  };
}
