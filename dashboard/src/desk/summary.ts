import { measuresOf } from '../../../src/analysis/explain/distance.ts';
import { isForeseen } from '../../../src/analysis/forecast.ts';
import { missingWords } from '../../../src/analysis/summary/missing.ts';
import { scoreText } from '../../../src/analysis/summary/words.ts';
import { winnerOf } from '../../../src/history/confirmation.ts';
import type { History } from '../../../src/history/history.ts';
import { membersOf } from '../../../src/history/population.ts';
import type { Json } from '../../../src/history/record.ts';
import { STATE_CODE, STATES } from '../../../src/history/view.ts';
import { numberText } from '../../../src/scene/number-text.ts';
import type { About } from './about.ts';
import { type Best } from './best.ts';
import { suitable } from './charts.ts';
import type { TrialColumn } from './columns.ts';
import type { NamedValue, StudySummary } from './messages.ts';

/** The study at a glance. Cost O(size). */
export function summaryOf(
  history: History,
  about: About,
  best: Best,
  columns: readonly TrialColumn[],
  version: number,
): StudySummary {
  const counts = new Int32Array(STATES.length);
  let startedAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < history.size; row++) {
    counts[history.states[row]!]!++;
    if (history.startedAt[row]! < startedAt) startedAt = history.startedAt[row]!;
    if (history.finishedAt[row]! > lastAt) lastAt = history.finishedAt[row]!;
  }
  const { removed: _, ...states } = Object.fromEntries(STATES.map((state, code) => [state, counts[code]!])) as Record<
    (typeof STATES)[number],
    number
  >;
  return {
    version,
    objectives: history.objectives,
    trials: history.size - counts[STATE_CODE.removed]!,
    states,
    best: best.front === null ? bestInWords(history, about) : null,
    front: best.front?.size ?? null,
    isForeseen: isForeseen(history, membersOf(about.setup?.sampler)),
    missing: missingWords(history),
    budget: about.setup?.budget ?? null,
    startedAt: Number.isFinite(startedAt) ? startedAt : null,
    lastAt: Number.isFinite(lastAt) ? lastAt : null,
    columns: columns.map(({ key, label, group, isNumeric }) => ({ key, label, group, isNumeric })),
    metrics: history.metricNames,
    charts: suitable(history),
  };
}

function bestInWords(history: History, about: About): StudySummary['best'] {
  const winner = winnerOf(history);
  if (winner === null) return null;
  const { trial, score, confirmed } = winner;
  return {
    trial,
    text: confirmed === null ? numberText(score) : scoreText(confirmed),
    params: paramValues(history, about, trial),
  };
}

/** The parameters of a trial as the user means them; those that it has not are left out. */
export function paramValues(history: History, { space }: About, row: number): readonly NamedValue[] {
  return measuresOf(history, space).flatMap(({ name, value }) => {
    const own = value(row);
    return own === undefined ? [] : [named(name, own as Json)];
  });
}

/** A value with its text. */
export const named = (name: string, value: Json): NamedValue => ({ name, value, text: valueText(value) });

/** A value as people read it. */
export function valueText(value: Json): string {
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
