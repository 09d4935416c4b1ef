import { quantile } from '../../math/statistics.ts';
import { type Choice, type Distribution, toExternal } from '../../space/distribution.ts';
import { fromUnit, toUnit } from '../../space/encode.ts';
import type { Knob } from '../health/evidence.ts';
import { choiceText, counted } from '../health/words.ts';
import type { Seen } from './seen.ts';
import { be, valueText } from './words.ts';

/** Where the best trials lie in one parameter. */
export interface Region {
  readonly param: string;
  /** In words, without its name: `lies from 0.006 to 0.02 (searched: 0.0001 to 0.1)`. */
  readonly words: string;
}

/** The share of results that counts as the best, how many these are at least, and the results that this takes. */
const BEST = 0.1;
const LEAST = 5;
const ENOUGH = 20;

/** Parameters told at most; a region is told where it is at most so much of the range. */
const MOST = 5;
const NARROW = 0.6;

/** How much more often a choice must be among the best than among all. */
const OFTENER = 1.3;
const USUAL = 0.6;

/** Where the best tenth of the results lies, by the parameters that matter; nothing where there are too few results to tell. */
export function regionsOf(seen: Seen): readonly Region[] {
  const { evidence, importance } = seen;
  const { results } = evidence;
  const best = bestOf(seen);
  if (best.length < LEAST) return [];
  return importance.params
    .filter(({ low, value }) => low > 0 || value >= BEST)
    .flatMap(({ name }) => {
      const knob = evidence.knobs.find((one) => one.name === name && one.isNamed);
      const words = knob === undefined ? null : regionText(knob, best, results);
      return words === null ? [] : [{ param: name, words }];
    })
    .slice(0, MOST);
}

/** The same in sentences, and a list of what stands out. */
export function regionWords(seen: Seen): { readonly sentences: readonly string[]; readonly items: readonly string[] } {
  const count = bestOf(seen).length;
  const all = seen.evidence.results.length;
  if (count < LEAST)
    return {
      sentences: [`${counted(all, 'result')} ${be(all)} too few to tell: ${ENOUGH} are needed at least.`],
      items: [],
    };
  const regions = regionsOf(seen);
  if (regions.length === 0)
    return { sentences: [`The best ${count} trials are spread over all parameters: no region stands out.`], items: [] };
  return {
    sentences: [`The best ${count} of ${all} results have in common (ranges hold four of five of them):`],
    items: regions.map(({ param, words }) => `${param} ${words}.`),
  };
}

/** Rows of the best tenth; of several objectives those with the least sum, each in units of its spread. */
function bestOf({ evidence }: Seen): Int32Array {
  const { results, history } = evidence;
  const count = results.length < ENOUGH ? 0 : Math.max(LEAST, Math.floor(BEST * results.length));
  const values = history.objectives.length === 1 ? evidence.lossesOf(results, 0) : evidence.scoresOf(results);
  const order = [...results.keys()].sort((a, b) => values[a]! - values[b]! || results[a]! - results[b]!);
  return Int32Array.from(order.slice(0, count), (i) => results[i]!);
}

function regionText({ distribution, values }: Knob, best: Int32Array, all: Int32Array): string | null {
  const there = best.filter((row) => !Number.isNaN(values[row]!));
  if (there.length < Math.max(LEAST, best.length / 2)) return null;
  if (distribution.kind === 'categorical' && !distribution.ordered)
    return choicesText(distribution, values, there, all);
  const units = Float64Array.from(there, (row) => toUnit(distribution, values[row]!)).sort();
  const [low, high] = [quantile(units, 0.1), quantile(units, 0.9)];
  if (high - low > NARROW) return null;
  const at = (unit: number): string => {
    const value = toExternal(distribution, fromUnit(distribution, unit));
    return typeof value === 'number' ? valueText(Number(value.toPrecision(2))) : choiceText(value);
  };
  const [from, to] = [at(low), at(high)];
  return `${from === to ? `is ${from}` : `lies from ${from} to ${to}`} (searched: ${rangeText(distribution)})`;
}

/** The choice that most of the best have, where that is not what all have. */
function choicesText(
  distribution: Extract<Distribution, { kind: 'categorical' }>,
  values: Float64Array,
  best: Int32Array,
  all: Int32Array,
): string | null {
  const shareOf = (rows: Int32Array, choice: number): number => {
    const there = rows.filter((row) => !Number.isNaN(values[row]!));
    return there.filter((row) => values[row] === choice).length / Math.max(1, there.length);
  };
  const shares = distribution.choices.map((_, choice) => shareOf(best, choice));
  const most = shares.indexOf(Math.max(...shares));
  const usual = shareOf(all, most);
  if (shares[most]! < USUAL || shares[most]! < OFTENER * usual) return null;
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return `is ${choiceText(distribution.choices[most] as Choice)} in ${percent(shares[most]!)} of them, in ${percent(usual)} of all`;
}

function rangeText(distribution: Distribution): string {
  if (distribution.kind === 'categorical') {
    const { choices } = distribution;
    return `${choiceText(choices[0] as Choice)} to ${choiceText(choices.at(-1) as Choice)}`;
  }
  return `${valueText(distribution.low)} to ${valueText(distribution.high)}`;
}
