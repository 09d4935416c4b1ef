import type { Json } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import { logExpectedImprovement, logNormalCdf } from '../../math/special.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { meant } from '../../space/sticks.ts';
import { type Evidence, STANDING } from '../evidence.ts';
import { branchText } from '../branch-text.ts';
import { isNew } from '../is-new.ts';
import type { Untried } from '../untried.ts';
import type { Choice } from '../transfer/winners.ts';
import type { Features } from '../../space/features.ts';
import { costWords } from './cost-words.ts';
import { type Thrift, thrifty } from './costs.ts';
import { expectedAt, type Modelled } from './outputs.ts';
import { reasonOf } from './reason.ts';
import type { FitNote } from './regression.ts';
import { deservesRetry } from './retry.ts';
import { Scorer } from './scorer.ts';
import { type Effort, search } from './search.ts';
import { effortAt, type Settings } from './settings.ts';
import type { Fitted } from './surrogates.ts';
import { type Target, targetOf } from './target.ts';

/** Expected gains below this share of the spread of results are not worth a word. */
const LEAST_GAIN = 1e-12;

/** Standard deviations above the best mean up to which a proposal is one of what is known: a chance of a quarter to be below it. */
const EXPECTED = 0.69;

/** One trial's turn in an ask. */
export interface Turn {
  readonly trial: number;
  /** Configurations proposed together with it: those of the trials before it in the ask. */
  readonly mine: readonly Float64Array[];
  /** Configurations whose results are awaited: those of open trials that the models know nothing of yet, then `mine`. */
  readonly awaited: readonly Float64Array[];
  /** Fits made in this ask, by name: its trials rest on the same results. */
  readonly fits: Map<string, FitNote>;
  /** How hard to look. */
  readonly effort: Effort;
  readonly stream: Random;
}

/** What a model-based look for one trial's configuration rests on. */
export interface Look extends Fitted {
  readonly turn: Turn;
  readonly features: Features;
  readonly evidence: Evidence;
  readonly history: HistoryView;
  readonly settings: Settings;
  /** What is left of a small space; null where the space is not. */
  readonly untried: Untried | null;
  /** The user's belief: a log density of configurations; null = none. */
  readonly belief: ((values: Float64Array) => number) | null;
  /** The share of chances told that were kept, over that expected. */
  readonly kept: number;
}

/** What a look is after. @param fixed the case of a branch to look into, by node, NaN = free; null = anywhere */
export function aim({ turn, features, evidence, models }: Look, fixed: Float64Array | null): Target {
  const { trial, awaited, stream } = turn;
  return targetOf(models, evidence.objectives, evidence, features, stream, { trial, open: awaited, fixed });
}

/** The best configuration that may be tried, and why; null where none was found: what is fixed is forbidden, or used up. */
export function find(look: Look, target: Target, fixed: Float64Array | null): Choice | null {
  const { turn, features, evidence, history, settings, models, fresh } = look;
  const { space } = features;
  const effort = effortAt(turn.effort, models[0]!.output.results);
  const best = search(
    {
      space,
      scorer: scorerOf(look, target),
      centres: target.centres.slice(0, settings.centres).map((row) => evidence.at(row)),
      fixed,
      among: choices(look, effort.candidates),
      isNew: (values) => mayBeTried(look, values),
    },
    effort,
    turn.stream,
  );
  if (best === null) return null;
  const { values } = best;
  const again = !isNew(space, values, history);
  const { why, chance } = grounds(look, target, fixed, values, again);
  const fits = Object.keys(fresh).length > 0 ? { fits: fresh as unknown as Json } : {};
  const notes = { why, ...(chance === null ? {} : { chance }), ...fits };
  return { values, notes, again };
}

/** All that may be tried, where what is left of the space is no more than would be drawn; what failed may be tried again. */
function choices({ untried, history, evidence }: Look, most: number): readonly Float64Array[] | null {
  const left = untried?.atMost(history, most) ?? null;
  return left === null ? null : [...left, ...evidence.rows(STANDING.failed).map((row) => evidence.at(row))];
}

/** Does a configuration mean something else than each of others? */
export function differs(space: SearchSpace, values: Float64Array, others: readonly Float64Array[]): boolean {
  const key = meant(space, values).join();
  return others.every((other) => meant(space, other).join() !== key);
}

/** A configuration is proposed once in an ask, and tried once in a study, or again where it failed by accident. */
function mayBeTried({ turn, features, evidence, history, models }: Look, values: Float64Array): boolean {
  const { space } = features;
  if (!differs(space, values, turn.mine)) return false;
  if (isNew(space, values, history)) return true;
  const crash = models.find(({ output }) => output.key === 'crash');
  return deservesRetry(meant(space, values), crash, evidence, history, features);
}

/** Judges by the target, and by the cost; the user's belief counts less the more is known. */
function scorerOf({ features, models, thrift, belief }: Look, { criterion }: Target): Scorer {
  const weight = Math.exp(-models[0]!.output.results / (2 * Math.max(1, features.layout.groups)));
  return new Scorer(
    features,
    [...models, ...(thrift === null ? [] : [thrift])].map(({ process }) => process),
    thrift === null ? criterion : thrifty(criterion, models.length, thrift.output),
    belief === null ? null : (values) => weight * belief(values),
  );
}

/**
 * Why a configuration was chosen, in a sentence, and the model's chance that its result, noise included, is better than the best one
 * seen, if it crashes not and meets the constraints; null where that is not what was sought. The search itself aims at what the model makes of the best, which under noise is less
 * lucky.
 */
function grounds(
  { features, evidence, models, thrift, kept }: Look,
  { centres, incumbent, seeks, volume }: Target,
  fixed: Float64Array | null,
  values: Float64Array,
  isAgain: boolean,
) {
  const first = models[0]!;
  const objectives = models.slice(0, evidence.objectives);
  const expected = models.map((model) => expectedAt(model, features, values));
  const { mean, sd } = expected[0]!;
  const { best, logSlope } = bestSeen(first, centres);
  const spread = Math.sqrt(sd * sd + first.process.noise);
  const chance = Math.exp(logNormalCdf((best - mean) / spread));
  /** That it meets its limits: of constraints, or not to crash. */
  const within = (isMeant: (key: string) => boolean): number =>
    models.reduce((product, { output, process }, i) => {
      if (i < objectives.length || !isMeant(output.key)) return product;
      const { mean: at, sd: doubt } = expected[i]!;
      return product * Math.exp(logNormalCdf((output.limit - at) / Math.sqrt(doubt * doubt + process.noise)));
    }, 1);
  const feasible = within((key) => key !== 'crash');
  const success = feasible * within((key) => key === 'crash');
  const isGain = seeks === 'gain' && objectives.length === 1;
  let logGain = Number.NaN;
  if (isGain) logGain = Math.log(spread) + logExpectedImprovement((best - mean) / spread);
  else if (volume !== null)
    logGain = volume.value(
      Float64Array.from(expected, (each) => each.mean),
      Float64Array.from(expected, (each) => each.sd),
    );
  const logUnit = isGain ? logSlope : objectives.reduce((sum, { form }) => sum + form.logSlopes[0]!, 0);
  const areEqual = objectives.every(({ form }) => form.targets.every((target) => target === form.targets[0]));
  const why = reasonOf({
    results: first.output.results,
    areEqual,
    best: centres[0]!,
    isExpected: mean - incumbent <= EXPECTED * sd,
    chance: isGain ? kept * success * chance : Number.NaN,
    seeks,
    gain: logGain > Math.log(LEAST_GAIN) ? (isGain ? kept : 1) * success * Math.exp(logGain - logUnit) : Number.NaN,
    feasible: models.some(({ output }) => output.key.startsWith('constraint:')) ? feasible : Number.NaN,
    branch: fixed === null ? null : branchText(features.space, fixed),
    isAgain,
    cost: thrift === null ? null : costOf(thrift, features, values),
  });
  return { why, chance: isGain && fixed === null && !areEqual ? Math.round(1e3 * chance) / 1e3 : null };
}

/** What a configuration is expected to cost, in words. */
function costOf(thrift: Thrift, features: Features, values: Float64Array): string {
  const { mean, sd, usual, metric } = thrift.output;
  return costWords(Math.exp(mean + sd * expectedAt(thrift, features, values).mean), usual, metric);
}

/** The best result of some trials on the model's scale, and the slope of that scale there. */
function bestSeen({ output, form }: Modelled, rows: readonly number[]) {
  const wanted = new Set(rows);
  let at = output.rows.indexOf(rows[0]!);
  output.rows.forEach((row, i) => {
    if (wanted.has(row) && form.targets[i]! < form.targets[at]!) at = i;
  });
  return { best: form.targets[at]!, logSlope: form.logSlopes[at]! };
}
