import type { TimedHistory } from '../../history/view.ts';
import type { Forecast } from '../forecast.ts';
import type { Health } from '../health/health.ts';
import { counted } from '../health/words.ts';
import type { Importance } from '../importance/answer.ts';
import { aheadWords } from './ahead.ts';
import { effortWords } from './effort.ts';
import { influenceWords } from './influence.ts';
import { nextWords } from './next.ts';
import { regionWords } from './regions.ts';
import { savingsWords } from './savings.ts';
import { searchedWords } from './searched.ts';
import { look, type Seen, type SummaryOptions } from './seen.ts';
import { winnerWords } from './winner.ts';

/** What the parts of a summary are about, in the order in which they are told. */
export const SUMMARY_PARTS = [
  'best',
  'next',
  'searched',
  'effort',
  'influence',
  'regions',
  'savings',
  'health',
  'ahead',
] as const;

/** One of `SUMMARY_PARTS`. */
export type SummaryAbout = (typeof SUMMARY_PARTS)[number];

/** One part of a summary. */
export interface SummaryPart {
  readonly about: SummaryAbout;
  /** A heading of a few words. */
  readonly title: string;
  /** Plain sentences. */
  readonly sentences: readonly string[];
  /** Sentences that follow them as a list. */
  readonly items: readonly string[];
}

/** What a study has found, in words, and the answers that the words were made from. */
export interface StudySummary {
  readonly parts: readonly SummaryPart[];
  readonly importance: Importance;
  readonly health: Health;
  readonly forecast: Forecast;
}

const TITLES: Readonly<Record<SummaryAbout, string>> = {
  best: 'The best',
  next: 'What to try next',
  searched: 'What was searched',
  effort: 'How long it took',
  influence: 'What mattered',
  regions: 'Where good results lie',
  savings: 'What ending trials early saved',
  health: 'What holds the search back',
  ahead: 'Is going on worth it?',
};

/** What a part says: sentences, or sentences with a list. */
type Said = readonly string[] | Pick<SummaryPart, 'sentences' | 'items'>;

const PARTS: Readonly<Record<SummaryAbout, (seen: Seen) => Said>> = {
  best: winnerWords,
  next: (seen) => ({ sentences: [], items: nextWords(seen) }),
  searched: searchedWords,
  effort: effortWords,
  influence: influenceWords,
  regions: regionWords,
  savings: savingsWords,
  health: healthWords,
  ahead: aheadWords,
};

/**
 * Says in plain sentences what a study has found: the winner and how sure it is, what mattered, where good results lie, what was spent
 * and saved, what holds the search back, whether going on is worth it, what to try next.
 *
 * Thin evidence is said to be thin. The same history gives the same words. Cost: that of `importance`, `health` and `forecast` together.
 */
export function summary(history: TimedHistory, options: SummaryOptions): StudySummary {
  const seen = look(history, options);
  return {
    parts: SUMMARY_PARTS.map((about) => ({ about, title: TITLES[about], ...parted(PARTS[about](seen)) })),
    importance: seen.importance,
    health: seen.health,
    forecast: seen.forecast,
  };
}

const parted = (said: Said): Pick<SummaryPart, 'sentences' | 'items'> =>
  'items' in said ? said : { sentences: said, items: [] };

function healthWords({ health: { findings, checks, trials } }: Seen): Said {
  if (trials === 0) return ['Nothing can be told before a trial has ended.'];
  if (findings.length > 0) return { sentences: [], items: findings.map(({ words }) => words) };
  const untold = checks.filter(({ state }) => state === 'unknown').length;
  const fine = `Nothing was found: ${counted(checks.length - untold, 'look')} of ${checks.length} found all well`;
  return [untold === 0 ? `${fine}.` : `${fine}, ${untold} could not tell.`];
}
