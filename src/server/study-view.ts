import type { z } from 'zod';
import { isFeasible } from '../history/best.ts';
import { winnerRow } from '../history/confirmation.ts';
import type { Json } from '../history/record.ts';
import { type HistoryView, STATES } from '../history/view.ts';
import type { StudyRecord } from '../storage/storage.ts';
import { heldBy } from '../study/hold.ts';
import { SETUP, SPACE } from '../study/setup.ts';
import { distributionToWire, toWireNumber } from '../wire/change-json.ts';
import type { study, studyDetail, studySummary } from '../wire/messages.ts';
import type { FollowedStudy } from './followed-study.ts';
import { publicId } from './studies.ts';

/** A study's counts on the wire. */
export type Summary = z.infer<typeof studySummary>;

/** What the list says of a study. */
export function studyItem(record: StudyRecord, summary: Summary | null): z.infer<typeof study> {
  return {
    id: publicId(record),
    name: record.name,
    objectives: [...record.objectives],
    attributes: record.userAttributes,
    paused: heldBy(record),
    summary,
  };
}

/** What a study says of itself. */
export function studyPage({ record, history, cursor }: FollowedStudy, summary: Summary): z.infer<typeof studyDetail> {
  return {
    ...studyItem(record, summary),
    summary,
    parameters: [...history.columns.values()].map(({ name, distribution }) => ({
      name,
      distribution: distributionToWire(distribution),
    })),
    metrics: [...history.metricNames],
    setup: (record.systemAttributes[SETUP] ?? null) as Json,
    space: (record.systemAttributes[SPACE] ?? null) as Json,
    cursor,
  };
}

/** Counts the trials of a study. Cost O(size). @param at when, milliseconds since 1970 UTC */
export function summaryOf(history: HistoryView, at: number): Summary {
  const counts = new Int32Array(STATES.length);
  for (let row = 0; row < history.size; row++) counts[history.states[row]!]!++;
  const states = Object.fromEntries(STATES.map((state, code) => [state, counts[code]!]));
  delete states['removed'];
  return {
    trials: history.size - counts[STATES.indexOf('removed')]!,
    states: states as Summary['states'],
    best: history.objectives.length === 1 ? bestOf(history) : null,
    at,
  };
}

function bestOf(history: HistoryView): Summary['best'] {
  const row = winnerRow(history);
  if (row === null || !isFeasible(history, row)) return null;
  const sign = history.objectives[0]!.direction === 'maximize' ? -1 : 1;
  return { number: row, value: toWireNumber(sign * history.losses[row]! + 0) };
}
