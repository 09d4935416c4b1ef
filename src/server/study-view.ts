import type { z } from 'zod';
import { incumbentCurve } from '../history/best.ts';
import { winnerOf } from '../history/confirmation.ts';
import type { Json } from '../history/record.ts';
import { type HistoryView, STATES, type TimedHistory } from '../history/view.ts';
import type { StudyRecord } from '../storage/storage.ts';
import { heldBy } from '../study/shared/hold.ts';
import { limitsOn } from '../study/shared/set-limits.ts';
import { SETUP, SPACE } from '../study/opening/setup.ts';
import { distributionToWire, toWireNumber } from '../wire/change-json.ts';
import type { study, studyDetail, studySummary } from '../wire/messages.ts';
import type { FollowedStudy } from './followed-study.ts';
import { noteOf } from './notes.ts';
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
    tags: tagsOf(record),
    planned: plannedOf(record),
    paused: heldBy(record),
    limits: limitsOn(record),
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
    note: noteOf(record.systemAttributes, null),
    setup: (record.systemAttributes[SETUP] ?? null) as Json,
    space: (record.systemAttributes[SPACE] ?? null) as Json,
    cursor,
  };
}

/** Study user attribute: words to find it by, an array of texts. */
export const TAGS = 'vernier:tags';

/** A study's tags; whatever else stands in their place is none. */
function tagsOf({ userAttributes }: StudyRecord): string[] {
  const tags = userAttributes[TAGS];
  return Array.isArray(tags) ? [...new Set(tags.filter((tag) => typeof tag === 'string' && tag !== ''))] : [];
}

/** How many trials a study is to have: as was set while it ran, else as it was begun with. */
function plannedOf(record: StudyRecord): number | null {
  const { budget } = (record.systemAttributes[SETUP] ?? {}) as Readonly<Record<string, unknown>>;
  return limitsOn(record)?.trials ?? (typeof budget === 'number' ? budget : null);
}

/** Counts the trials of a study. Cost O(size). @param at when, milliseconds since 1970 UTC */
export function summaryOf(history: TimedHistory, at: number): Summary {
  const counts = new Int32Array(STATES.length);
  for (let row = 0; row < history.size; row++) counts[history.states[row]!]!++;
  const states = Object.fromEntries(STATES.map((state, code) => [state, counts[code]!]));
  delete states['removed'];
  return {
    trials: history.size - counts[STATES.indexOf('removed')]!,
    states: states as Summary['states'],
    best: history.objectives.length === 1 ? bestOf(history) : null,
    spark: history.objectives.length === 1 ? sparkOf(history) : [],
    lastChange: lastChange(history),
    at,
  };
}

/** Numbers of a line that is no wider than a word. */
const SPARK = 60;

/** The best value in the course of a study, at places evenly spread over its trials; it begins with the first one. */
function sparkOf(history: HistoryView): Summary['spark'] {
  const losses = incumbentCurve(history);
  const first = losses.findIndex((loss) => !Number.isNaN(loss));
  if (first < 0) return [];
  const sign = signOf(history);
  const count = Math.min(SPARK, losses.length - first);
  const row = (i: number): number =>
    count === 1 ? first : first + Math.round((i * (losses.length - 1 - first)) / (count - 1));
  return Array.from({ length: count }, (_, i) => toWireNumber(sign * losses[row(i)]! + 0));
}

function lastChange({ startedAt, finishedAt, size }: TimedHistory): number | null {
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < size; row++) {
    if (startedAt[row]! > last) last = startedAt[row]!;
    if (finishedAt[row]! > last) last = finishedAt[row]!;
  }
  return last === Number.NEGATIVE_INFINITY ? null : last;
}

const signOf = (history: HistoryView): number => (history.objectives[0]!.direction === 'maximize' ? -1 : 1);

function bestOf(history: HistoryView): Summary['best'] {
  const winner = winnerOf(history);
  return winner === null ? null : { number: winner.trial, value: toWireNumber(winner.score) };
}
