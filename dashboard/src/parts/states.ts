import { DARK, LIGHT, numberText } from 'vernier/scene';
import type { TrialItem } from 'vernier/client';
import { partWords as words } from '../words/parts.ts';

/** Where a trial stands. */
export type StateName = TrialItem['state'];

/** How many trials stand where. */
export type StateCounts = Readonly<Record<Exclude<StateName, 'removed'>, number>>;

/** States in the order in which bars and sentences name them. */
export const STATE_ORDER = ['complete', 'running', 'waiting', 'paused', 'pruned', 'failed'] as const;

/** The colour of a state, in either scheme: that of the charts. */
export function stateColor(state: StateName): string {
  const outcome = state === 'complete' ? 'feasible' : state;
  return `light-dark(${LIGHT.outcomes[outcome]}, ${DARK.outcomes[outcome]})`;
}

/** Counts in words: `80 complete, 12 pruned`. */
export function countsText(counts: StateCounts): string {
  const said = STATE_ORDER.filter((state) => counts[state] > 0).map(
    (state) => `${numberText(counts[state])} ${words.states[state]}`,
  );
  return said.join(', ') || words.noTrials;
}
