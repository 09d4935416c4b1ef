import type { HistoryView } from '../../history/view.ts';
import { OUTCOME_CODE } from '../charts/outcome.ts';
import { dominates } from '../../math/pareto.ts';

/** Where a result stands among all of its study. */
export type Standing =
  /** One objective: its place, from 1; equal results share the first of their places. */
  | { readonly kind: 'place'; readonly place: number; readonly of: number; readonly ties: number }
  /** Several: how many results are better in one objective and worse in none; 0 = it is on the front. */
  | { readonly kind: 'front'; readonly dominatedBy: number; readonly of: number }
  | { readonly kind: 'none'; readonly reason: string };

/** The standing of a trial among the feasible complete ones, the latest included. Cost O(trials). */
export function standingOf(history: HistoryView, row: number, outcomes: Uint8Array): Standing {
  const { losses, objectives } = history;
  const k = objectives.length;
  if (outcomes[row] !== OUTCOME_CODE.feasible) return { kind: 'none', reason: REASONS[outcomes[row]!] ?? UNFINISHED };
  let [of, better, ties] = [0, 0, 0];
  for (let other = 0; other < history.size; other++) {
    if (outcomes[other] !== OUTCOME_CODE.feasible || Number.isNaN(losses[other * k]!)) continue;
    of++;
    if (k > 1) better += dominates(losses, other * k, row * k, k) ? 1 : 0;
    else if (losses[other]! < losses[row]!) better++;
    else if (losses[other] === losses[row] && other !== row) ties++;
  }
  return k > 1 ? { kind: 'front', dominatedBy: better, of } : { kind: 'place', place: better + 1, of, ties };
}

const UNFINISHED = 'It has not ended.';
const REASONS: Readonly<Record<number, string>> = {
  [OUTCOME_CODE.infeasible]: 'It breaks a constraint.',
  [OUTCOME_CODE.confirming]: 'It ran another trial again, and is no result of its own.',
  [OUTCOME_CODE.pruned]: 'It was pruned: it has no final result.',
  [OUTCOME_CODE.failed]: 'It failed.',
  [OUTCOME_CODE.repeated]: 'It was lost; another trial stands for it.',
  [OUTCOME_CODE.removed]: 'It was removed.',
};
