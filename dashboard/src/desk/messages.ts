// What a page and its desk say to each other: plain data, so that the desk may stand in a worker, or in the page itself.
import type { Explanation, Health, Importance, ImportanceMethod } from 'vernier/analysis';
import type { FeedStatus, StudyDetail } from 'vernier/client';
import type { Json, Objective, TrialState } from 'vernier';
import type { Outlook } from 'vernier/analysis';
import type { Spread } from './spread.ts';

/** The charts of one study. */
export const CHART_NAMES = [
  'history',
  'importance',
  'slice',
  'parallel',
  'intermediate',
  'contour',
  'rank',
  'edf',
  'timeline',
  'pareto',
  'hypervolume',
  'lineage',
  'cost',
  'resources',
] as const;

/** One of `CHART_NAMES`. */
export type ChartName = (typeof CHART_NAMES)[number];

/** What a chart is asked to show; each takes what it knows. */
export interface ChartOptions {
  /** Name of an objective. Default: the first. */
  readonly objective?: string;
  /** Stored names of parameters; `contour` needs two, and takes the two most important ones else. */
  readonly params?: readonly string[];
  /** `intermediate`: an extra metric instead of the objective. */
  readonly metric?: string;
  /** Trials that are shown: `resources` needs one. */
  readonly trials?: readonly number[];
  /** `importance`: by which method. */
  readonly method?: ImportanceMethod;
  /** `cost`: what an hour of a running trial costs. */
  readonly perHour?: number;
}

/** A chart as a page shows it. */
export interface ChartView {
  readonly name: ChartName;
  readonly options: ChartOptions;
  /** CSS pixels. */
  readonly width: number;
  /** CSS pixels; null = what suits the chart. It is made higher where its panels need it: `painted` says what it took. */
  readonly height: number | null;
  /** Device pixels to a CSS pixel. */
  readonly ratio: number;
  readonly theme: 'light' | 'dark';
}

/** A canvas, of the page or off the screen. */
export interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d', options?: { readonly willReadFrequently?: boolean }): unknown;
}

/** The two canvases of a chart: what it shows, and above it what is highlighted. */
export interface Canvases {
  readonly base: Canvas;
  readonly overlay: Canvas;
}

/** A rectangle in a chart, CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What becomes of the selection: only the new ones, those too, or not those any more. */
export type SelectMode = 'replace' | 'add' | 'remove';

/** How somebody goes through the trials of a chart by keyboard. */
export type Step = 'next' | 'previous' | 'first' | 'last' | 'next-page' | 'previous-page';

/** Which trials, in which order. */
export interface Query {
  /** An expression, see `filter/parse.ts`; empty = all trials. */
  readonly filter: string;
  /** Key of a column, with `-` before it for the largest first; empty = by number. */
  readonly sort: string;
}

/** Some rows of the table. */
export interface RowsQuery extends Query {
  /** Places in the table, the first included, the last not. */
  readonly from: number;
  readonly to: number;
  /** Keys of columns. */
  readonly columns: readonly string[];
}

/** One row of the table. */
export interface Row {
  readonly trial: number;
  readonly state: TrialState;
  readonly isSelected: boolean;
  /** Is it the best one, or on the Pareto front? */
  readonly isBest: boolean;
  /** One text a column that was asked for; empty = there is none. */
  readonly cells: readonly string[];
}

/** What the table shows. */
export interface Rows {
  /** Trials that meet the filter, and all. */
  readonly matched: number;
  readonly total: number;
  readonly from: number;
  readonly rows: readonly Row[];
}

/** A column that trials have. */
export interface ColumnInfo {
  /** By which it is asked for, sorted and filtered. */
  readonly key: string;
  readonly label: string;
  readonly group: 'trial' | 'objective' | 'param' | 'metric' | 'attribute' | 'time';
  readonly isNumeric: boolean;
}

/** A value of a trial by name, as text too. */
export interface NamedValue {
  readonly name: string;
  readonly value: Json;
  readonly text: string;
}

/** Numbers by step. */
export interface StepSeries {
  readonly name: string;
  readonly steps: Int32Array;
  /** As the user means them; NaN = none. */
  readonly values: Float64Array;
}

/** All that there is to know of one trial. */
export interface TrialDetailView {
  readonly number: number;
  readonly id: number;
  readonly state: TrialState;
  readonly isSelected: boolean;
  readonly isBest: boolean;
  readonly values: readonly NamedValue[];
  /** As the user means them; `text` may be beside the best trial's in `best`, null = it has not this parameter. */
  readonly params: readonly (NamedValue & { readonly best: string | null })[];
  readonly constraints: readonly NamedValue[];
  readonly userAttributes: readonly NamedValue[];
  readonly systemAttributes: readonly NamedValue[];
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Seconds that it ran. */
  readonly seconds: number | null;
  /** One an objective, as reported while it ran. */
  readonly reports: readonly StepSeries[];
  readonly metrics: readonly StepSeries[];
  /** The trial that `explanation` sets it beside; null = there is none. */
  readonly best: number | null;
  /** Numbers of the trials before and after it; null = there is none. */
  readonly previous: number | null;
  readonly next: number | null;
}

/** Questions that a page may ask, and what is answered. */
export interface Questions {
  readonly rows: { readonly asks: RowsQuery; readonly answer: Rows };
  /** null = there is no such trial. */
  readonly trial: { readonly asks: { readonly trial: number }; readonly answer: TrialDetailView | null };
  readonly explanation: { readonly asks: { readonly trial: number }; readonly answer: Explanation };
  readonly health: { readonly asks: {}; readonly answer: Health };
  readonly importance: {
    readonly asks: { readonly method?: ImportanceMethod; readonly objective?: string };
    readonly answer: Importance;
  };
  /** Where the trials of each parameter of a declared space lie. */
  readonly spread: { readonly asks: {}; readonly answer: readonly Spread[] };
  /** CSV of the trials that are selected, or meet a filter, in the table's order. */
  readonly csv: {
    readonly asks: Query & { readonly which: 'selected' | 'filtered'; readonly columns: readonly string[] };
    readonly answer: string;
  };
  /** A chart as SVG, in its own size; for a chart that is not shown. */
  readonly svg: { readonly asks: ChartView; readonly answer: string };
}

/** The name of a question. */
export type Question = keyof Questions;

/** What a page tells its desk. */
export type Order =
  | { readonly type: 'show'; readonly chart: number; readonly view: ChartView; readonly canvases?: Canvases }
  | { readonly type: 'see'; readonly chart: number; readonly isVisible: boolean }
  | { readonly type: 'drop'; readonly chart: number }
  /** The page is hidden (nothing is drawn), or seen again. */
  | { readonly type: 'rest'; readonly isResting: boolean }
  | { readonly type: 'hover'; readonly chart: number; readonly x: number; readonly y: number }
  | { readonly type: 'leave'; readonly chart: number }
  | { readonly type: 'step'; readonly chart: number; readonly step: Step; readonly mode: SelectMode | null }
  /** A rectangle is drawn; `isNew` = it is the first of a drag, so `add` adds to what is selected now. */
  | {
      readonly type: 'brush';
      readonly chart: number;
      readonly box: Box;
      readonly mode: SelectMode;
      readonly isNew: boolean;
    }
  | { readonly type: 'select'; readonly trials: Selected; readonly mode: SelectMode }
  /** Selects what meets a filter. */
  | { readonly type: 'select-filtered'; readonly filter: string; readonly mode: SelectMode }
  | { readonly type: 'ask'; readonly ask: number; readonly question: Question; readonly asks: unknown }
  | { readonly type: 'retry' }
  | { readonly type: 'close' };

/** Trials to select: their numbers, or ranges as `3,10-20`. */
export type Selected = readonly number[] | string;

/** A trial under the pointer, in words. */
export interface Tip {
  readonly trial: number;
  /** Where it lies in the chart, CSS pixels. */
  readonly x: number;
  readonly y: number;
  readonly state: TrialState;
  readonly isSelected: boolean;
  /** Names and texts: values by objective, then the parameters that tell it from the best trial. */
  readonly lines: readonly (readonly [name: string, text: string])[];
}

/** What is selected. */
export interface SelectionInfo {
  readonly count: number;
  /** As ranges, `3,10-20`; null = too many to be written so. */
  readonly ranges: string | null;
}

/** What a study shows of itself at a glance. */
export interface StudySummary {
  /** Counts up with each change of what trials there are and what they are. */
  readonly version: number;
  readonly objectives: readonly Objective[];
  /** Trials, without removed ones. */
  readonly trials: number;
  readonly states: Readonly<Record<Exclude<TrialState, 'removed'>, number>>;
  /** One objective: the best feasible trial. null = none yet, or several objectives. */
  readonly best: { readonly trial: number; readonly text: string; readonly params: readonly NamedValue[] } | null;
  /** Several objectives: trials on the Pareto front. */
  readonly front: number | null;
  /** Can be said what more trials would bring? It is worked out later. */
  readonly isForeseen: boolean;
  /** What of running the best trials again is still to be done, in words; null = nothing. */
  readonly missing: string | null;
  /** Trials that are planned; null = not known. */
  readonly budget: number | null;
  /** When the first trial started and the last one ended, milliseconds since 1970 UTC; null = none did. */
  readonly startedAt: number | null;
  readonly lastAt: number | null;
  readonly columns: readonly ColumnInfo[];
  /** Names of extra metrics that curves can be drawn of. */
  readonly metrics: readonly string[];
  /** Charts that have something to show, in the order in which they are worth a look. */
  readonly charts: readonly ChartName[];
}

/** What is expected of some more trials. */
export interface Prospect {
  readonly outlook: Outlook | null;
  /** Why there is no forecast; null = there is one. */
  readonly reason: string | null;
}

/** The trial to take as things stand, which is not complete, in a sentence. */
export interface Favourite {
  readonly trial: number;
  readonly text: string;
}

/** What a desk tells its page. */
export type News =
  | { readonly type: 'status'; readonly status: FeedStatus }
  /** What the server says of the study. */
  | { readonly type: 'study'; readonly study: StudyDetail }
  | { readonly type: 'summary'; readonly summary: StudySummary }
  | { readonly type: 'prospect'; readonly prospect: Prospect }
  /** null = the best complete trial is to be taken, or there is none at all. */
  | { readonly type: 'favourite'; readonly favourite: Favourite | null }
  | { readonly type: 'selection'; readonly selection: SelectionInfo }
  | { readonly type: 'painted'; readonly chart: number; readonly painted: Painted }
  | { readonly type: 'tip'; readonly chart: number; readonly tip: Tip | null }
  | { readonly type: 'answer'; readonly ask: number; readonly answer: unknown }
  | { readonly type: 'refusal'; readonly ask: number; readonly refusal: DeskRefusal };

/** What a chart shows now. */
export interface Painted {
  readonly title: string;
  /** What is seen, in sentences. */
  readonly description: string;
  /** CSS pixels that it took. */
  readonly height: number;
  /** How many of the selected trials are highlighted; null = nothing is selected, or there are no trials in it. */
  readonly highlighted: { readonly drawn: number; readonly of: number } | null;
  /** Why there is nothing; null = there is. */
  readonly error: string | null;
}

/** Why a question was not answered. */
export interface DeskRefusal {
  readonly message: string;
  readonly hint: string | null;
  /** Where in a filter's text, counted from 0; null = it is no filter that is wrong. */
  readonly at: number | null;
}
