import type { HistoryView } from '../../history/view.ts';
import type { Recommendation } from '../recommendation.ts';
import { valueText } from './words.ts';

/**
 * What is to be said of a recommended trial that is not complete: "Trial 31, paused at epoch 27, is expected to end better, at about
 * 0.031."; null where there is none, or it is the best complete one.
 *
 * @param step what a step is called
 */
export function promiseWords(history: HistoryView, found: Recommendation | null, step: string): string | null {
  if (found === null || found.step === null) return null;
  const { trial, value, over } = found;
  const state = history.state(trial);
  const where = `Trial ${trial}, ${state === 'pruned' ? 'ended' : state} at ${step} ${found.step},`;
  const end = value === null ? '' : ` at about ${valueText(Number(value.toPrecision(3)))}`;
  if (over !== null) return `${where} is expected to end better${end === '' ? '' : `,${end}`}.`;
  return `${where} looks best so far${end === '' ? '' : ` and is expected to end${end}`}.`;
}
