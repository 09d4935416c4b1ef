import { VernierError } from '../../errors.ts';
import type { HistoryView } from '../../history/view.ts';
import { random } from '../../math/random.ts';
import { nearest } from '../../space/names.ts';
import { nodeValues, type SearchSpace } from '../../space/nodes.ts';
import { basicBand, middleBand, resampledBand, type Share, widened } from './band.ts';
import {
  type Importance,
  IMPORTANCE_METHODS,
  type ImportanceMethod,
  type PairImportance,
  type ParamImportance,
} from './answer.ts';
import { activeShare, type Evidence, evidenceOf, thinned } from './evidence.ts';
import { fanova } from './fanova.ts';
import { pedAnova } from './ped-anova.ts';
import { plainConfiguration, plainSpace, sobolIndices } from './sobol-indices.ts';
import { spreadOf } from './spread.ts';
import { targetsOf } from './targets.ts';
import { warningOf } from './warning.ts';

/** Which importance is asked for. */
export interface ImportanceOptions {
  /** Default `ped-anova`. */
  readonly method?: ImportanceMethod;
  /**
   * Name of an objective. Default: the only one; of several, all together with `ped-anova` (what it takes to reach the Pareto
   * front), the first with the others.
   */
  readonly objective?: string;
  /** Told the share that is done, in (0, 1], now and then by what takes long (`sobol`). */
  readonly heard?: (share: number) => void;
}

/** Trials that a forest is grown on at most. */
const MOST_GROWN = 2000;

/** Trials below which nothing is said. */
const LEAST = 4;

/**
 * How much each parameter matters, with intervals meant to hold the truth in at least 80 of 100 studies.
 *
 * `ped-anova`: what tells the best tenth of the trials from all; shares of one. `fanova`: shares of the objective's variance over the
 * space, of parameters and pairs, by curves and a random forest. `sobol`: the same by a Gaussian process, alone and in total.
 * Complete trials count, repeats do not; infeasible ones are never among the best, and values all the same. The same history
 * gives the same answer. Cost: O(trials · params · 100) for `ped-anova`; the others look at some thousand, or hundred, trials at most.
 *
 * @param space null = none was declared: parameters are those that the trials have
 * @throws `config-invalid` for an objective or a method that does not exist
 */
export function importance(
  history: HistoryView,
  space: SearchSpace | null,
  options: ImportanceOptions = {},
): Importance {
  const { method = 'ped-anova' } = options;
  if (!IMPORTANCE_METHODS.includes(method))
    throw new VernierError('config-invalid', `There is no importance by "${String(method)}".`, {
      hint: `Methods: ${IMPORTANCE_METHODS.join(', ')}.`,
    });
  const chosen = chosenObjectives(history, method, options.objective);
  const evidence = evidenceOf(history, chosen, space);
  const found = enough(evidence) ? BY[method](evidence, history, space, options.heard) : NOTHING;
  const params = found.params.toSorted((a, b) => b.value - a.value);
  const asked = {
    method,
    objective: chosen.length === 1 ? history.objectives[chosen[0]!]!.name : null,
    trials: evidence.count,
  };
  const explained = found.explained === null || Number.isNaN(found.explained) ? null : Math.max(0, found.explained);
  const pairs = method === 'fanova' ? (found.pairs?.toSorted((a, b) => b.value - a.value) ?? []) : null;
  const warning = warningOf(method, evidence, { params, explained, best: found.best, worth: found.worth });
  return { ...asked, params, pairs, explained, warning };
}

interface Found {
  readonly params: readonly ParamImportance[];
  readonly pairs: readonly PairImportance[] | null;
  readonly explained: number | null;
  /** Trials that count as the best; null where that does not matter. */
  readonly best: number | null;
  /** As many trials, drawn evenly from the space, would say as much of it; null where that does not matter. */
  readonly worth: number | null;
}

const NOTHING: Found = { params: [], pairs: null, explained: null, best: null, worth: null };

/** By a fixed seed: the same history gives the same answer. */
const stream = random(0).fork('importance');

const BY: Readonly<
  Record<
    ImportanceMethod,
    (evidence: Evidence, history: HistoryView, space: SearchSpace | null, heard: ImportanceOptions['heard']) => Found
  >
> = {
  'ped-anova': (evidence) => {
    const { shares, resampled, best } = pedAnova(evidence, stream);
    return {
      params: paramsOf(evidence, (p) =>
        resampledBand(
          shares[p]!,
          resampled.map((other) => other[p]!),
          best,
        ),
      ),
      pairs: null,
      explained: null,
      best,
      worth: null,
    };
  },
  fanova: (all) => {
    const evidence = thinned(all, MOST_GROWN);
    const { weights, worth } = spreadOf(evidence);
    const { singles, couples, pairs, again, explained } = fanova(evidence, targetsOf(evidence), weights, stream);
    const stretch = stretchOf(worth);
    const many = varying(evidence);
    const share = (value: number, others: readonly number[]): Share =>
      widened(basicBand(value, others, stretch), explained, many);
    return {
      params: paramsOf(evidence, (p) =>
        share(
          singles[p]!,
          again.map((other) => other.singles[p]!),
        ),
      ),
      pairs: pairs.map(([a, b], i) => ({
        names: [evidence.names[a]!, evidence.names[b]!],
        ...share(
          couples[i]!,
          again.map((other) => other.couples[i]!),
        ),
      })),
      explained,
      best: null,
      worth,
    };
  },
  sobol: (evidence, history, space, heard) => {
    const { first, total, possible, explained } = sobolIndices(
      evidence,
      targetsOf(evidence),
      (result) =>
        space === null
          ? plainConfiguration(evidence, result, stream.fork(result))
          : nodeValues(space, (name) => history.columns.get(name)?.values[evidence.rows[result]!]),
      space ?? plainSpace(evidence),
      stream,
      heard,
    );
    const many = varying(evidence);
    const { worth } = spreadOf(evidence);
    const share = (value: number, others: readonly number[]): Share =>
      widened(middleBand(value, others, stretchOf(worth)), explained, many);
    const params = paramsOf(evidence, (p) =>
      share(
        first[p]!,
        possible.map((other) => other.first[p]!),
      ),
    );
    const totals = params.map((_, p) =>
      share(
        total[p]!,
        possible.map((other) => other.total[p]!),
      ),
    );
    const varies = new Set(evidence.parts.map(({ param }) => param));
    return {
      params: params.map((param, p) => ({ ...param, total: varies.has(p) ? totals[p]! : NONE })),
      pairs: null,
      explained,
      best: null,
      worth,
    };
  },
};

/** How much wider intervals are where so few results speak for the space. */
const stretchOf = (worth: number): number => 1 + Math.min(4, 10 / worth);

const NONE: Share = { value: 0, low: 0, high: 0 };

function paramsOf(evidence: Evidence, share: (param: number) => Share): readonly ParamImportance[] {
  const varies = new Set(evidence.parts.map(({ param }) => param));
  return evidence.names.map((name, p) => ({
    name,
    ...(varies.has(p) ? share(p) : NONE),
    active: activeShare(evidence, p),
    total: null,
  }));
}

/** How many parameters can vary at all. */
const varying = ({ parts }: Evidence): number => Math.max(1, new Set(parts.map(({ param }) => param)).size);

function enough({ count, parts, losses, objectives }: Evidence): boolean {
  return count >= LEAST && parts.length > 0 && losses.some((loss, i) => loss !== losses[i % objectives]);
}

function chosenObjectives({ objectives }: HistoryView, method: ImportanceMethod, name?: string): readonly number[] {
  if (name === undefined) return method === 'ped-anova' ? objectives.map((_, o) => o) : [0];
  const names = objectives.map((objective) => objective.name);
  const at = names.indexOf(name);
  if (at >= 0) return [at];
  const near = nearest(name, names);
  throw new VernierError('config-invalid', `There is no objective ${JSON.stringify(name)}.`, {
    hint: near === null ? `Objectives: ${names.join(', ')}.` : `Did you mean ${JSON.stringify(near)}?`,
  });
}
