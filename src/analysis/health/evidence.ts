import { CONFIRMS, REUSED } from '../../history/attribute-names.ts';
import { FROM, isRepeated, RETRY_OF } from '../../history/lineage.ts';
import type { JudgeBy } from '../../history/problem.ts';
import { type HistoryView, STATE_CODE, type TimedHistory } from '../../history/view.ts';
import { normalQuantile } from '../../math/special.ts';
import { quantile, ranks, variance } from '../../math/statistics.ts';
import { cardinality, type Distribution } from '../../space/distribution.ts';
import { toUnit } from '../../space/encode.ts';
import { isComposite, type SearchSpace } from '../../space/nodes.ts';

/** What a look at a study's health needs beside its history. */
export interface HealthOptions {
  /** The declared space; null = there is none. */
  readonly space: SearchSpace | null;
  /** The study's. */
  readonly seed: number;
  /** Does the sampler learn from results? Default true. */
  readonly isGuided?: boolean;
  /** How many members the study's population has; null or left out = it is none. */
  readonly population?: number | null;
  /** Trials planned; null or left out = not known. */
  readonly budget?: number | null;
  /** What pruners judge by. Default: the only objective. */
  readonly judgeBy?: JudgeBy;
  /** The pruner's name and options; null or left out = none, or not known. */
  readonly pruner?: { readonly name: string; readonly options: Readonly<Record<string, unknown>> | null } | null;
  /** What trials that ran on have shown of `curve`, from its `errorRate`; null or left out = nothing. */
  readonly stopping?: {
    readonly runOn: number;
    readonly wrong: number;
    readonly rate: { readonly low: number };
  } | null;
}

/** One stored number that can be judged by itself. */
export interface Knob {
  readonly name: string;
  readonly distribution: Distribution;
  /** May it be named in a finding? Parts of orderings, subsets and shares may not. */
  readonly isNamed: boolean;
  /** Shape (≥ size); internal values, NaN = inactive. */
  readonly values: Float64Array;
}

/** Trials that a costly look takes at most; of more, evenly spread ones. */
const MOST = 1500;

/**
 * A study's history as its health is judged: repeats that confirm, lost trials whose repeat counts, and removed ones are left out.
 */
export class Evidence {
  readonly history: TimedHistory;
  readonly options: HealthOptions;
  readonly knobs: readonly Knob[];
  /** Rows of the search that have ended, ascending. */
  readonly ended: Int32Array;
  /** Those of them that are complete, within their constraints, with finite losses. */
  readonly results: Int32Array;

  constructor(history: TimedHistory, options: HealthOptions) {
    this.history = history;
    this.options = options;
    this.knobs = knobsOf(history, options.space);
    const ended: number[] = [];
    const results: number[] = [];
    const k = history.objectives.length;
    const { states, losses, violations } = history;
    for (let row = 0; row < history.size; row++) {
      const state = states[row]!;
      if (state < STATE_CODE.complete || state > STATE_CODE.failed || isNoSearch(history, row)) continue;
      ended.push(row);
      if (state !== STATE_CODE.complete || violations[row]! > 0) continue;
      let isFinite = true;
      for (let i = 0; i < k; i++) isFinite &&= Number.isFinite(losses[row * k + i]!);
      if (isFinite) results.push(row);
    }
    this.ended = Int32Array.from(ended);
    this.results = Int32Array.from(results);
  }

  /** At most 1,500 of the results, evenly spread. */
  get sample(): Int32Array {
    return spread(this.results, MOST);
  }

  /** Losses of some rows in one objective. */
  lossesOf(rows: Int32Array, objective: number): Float64Array {
    const { losses, objectives } = this.history;
    return Float64Array.from(rows, (row) => losses[row * objectives.length + objective]!);
  }

  /** One number for each row, lower is better: the sum of the objectives in units of their spread, where a few disasters count no more than other bad results. */
  valuesOf(rows: Int32Array): Float64Array {
    const sum = new Float64Array(rows.length);
    this.history.objectives.forEach((_, objective) => {
      const losses = this.lossesOf(rows, objective);
      const most = quantile(losses, 0.95);
      const clipped = losses.map((loss) => Math.min(loss, most));
      const spread = Math.sqrt(variance(clipped));
      if (spread > 0 && Number.isFinite(spread)) for (let r = 0; r < sum.length; r++) sum[r]! += clipped[r]! / spread;
    });
    return sum;
  }

  /** One number for each row, lower is better: the normal scores of its ranks, their mean over the objectives. */
  scoresOf(rows: Int32Array): Float64Array {
    const all = this.history.objectives.map((_, i) => normalScores(this.lossesOf(rows, i)));
    return all[0]!.map((_, r) => all.reduce((sum, scores) => sum + scores[r]!, 0) / all.length);
  }
}

/** Ranks as quantiles of the normal distribution; equal numbers share theirs. Source: Blom 1958. */
export function normalScores(sample: Float64Array): Float64Array {
  return ranks(sample).map((rank) => normalQuantile((rank - 0.375) / (sample.length + 0.25)));
}

/** At most `most` of the rows, evenly spread, the last one among them. */
export function spread(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  return Int32Array.from({ length: most }, (_, i) => rows[Math.floor(((i + 1) * rows.length) / most) - 1]!);
}

/** Unit values of some rows; NaN = inactive. */
export function unitsOf({ distribution, values }: Knob, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) =>
    Number.isNaN(values[row]!) ? Number.NaN : toUnit(distribution, values[row]!),
  );
}

function isNoSearch(history: HistoryView, row: number): boolean {
  return (
    history.attribute(row, 'system', CONFIRMS) !== undefined ||
    (history.states[row] === STATE_CODE.failed && isRepeated(history, row))
  );
}

/** Was a trial meant to have the parameters that it has, by a person or as a copy? */
export function isMeant(history: HistoryView, row: number): boolean {
  return ['fixed_params', FROM, REUSED, RETRY_OF].some((key) => history.attribute(row, 'system', key) !== undefined);
}

function knobsOf(history: HistoryView, space: SearchSpace | null): Knob[] {
  const knobs: Knob[] = [];
  for (const { name, distribution, values } of history.columns.values()) {
    const nodes = space?.nodes.filter((node) => node.name === name) ?? [];
    const own = nodes.length === 1 && nodes[0]!.distribution.kind === distribution.kind ? nodes[0]!.distribution : null;
    const isWhole =
      space === null ||
      space.groups.some(
        (group) => group.name === name && !isComposite(group.parameter) && space.nodes[group.nodes[0]!]!.name === name,
      );
    const searched = own ?? distribution;
    if (cardinality(searched) > 1)
      knobs.push({ name, distribution: searched, isNamed: isWhole && nodes.length < 2, values });
  }
  return knobs;
}
