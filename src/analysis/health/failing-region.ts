import { STATE_CODE } from '../../history/view.ts';
import { type Choice, type FloatDistribution, type IntDistribution, toExternal } from '../../space/distribution.ts';
import { type Evidence, type Knob, spread } from './evidence.ts';
import { type Finding, fine, found, type HealthChange, type Look, unknown } from './finding.ts';
import { brief, choiceText, counted, percent } from './words.ts';

/** Failures that this needs at least, and trials that are looked at most. */
const LEAST = 5;
const MOST = 20_000;

/** Failures are compared within so many trials that began after each other: a bad hour is no region. */
const BLOCK = 25;

/** The chance of a false alarm in one study. */
const LEVEL = 1e-3;

/** Boundaries of a number's range that count as different questions. */
const BOUNDARIES = 40;

/** What fails there at least, and how many times more often than elsewhere. */
const OFTEN = 0.3;
const TIMES = 3;

/** A part of the space that one parameter bounds, and what happened in it. */
interface Region {
  readonly knob: Knob;
  readonly side: 'above' | 'below' | 'is';
  /** Internal values: the last one outside and the first one inside; for `is` the choice twice. */
  readonly outside: number;
  readonly inside: number;
  readonly trials: number;
  readonly failures: number;
  /** ln of a bound of the chance that so many failures fall there by accident. */
  readonly chance: number;
}

/**
 * A part of the space where trials fail, in words.
 *
 * Tried are the values above and below each value of a number, and each choice. The failures of 25 trials in a row are, without a
 * region, spread over their parameters by chance; that as many fall into the region is bounded by Chernoff's inequality, for
 * all regions tried together.
 */
export function failingRegion(evidence: Evidence): Look {
  const { history, knobs } = evidence;
  const rows = spread(evidence.ended, MOST);
  const failed = Uint8Array.from(rows, (row) => (history.states[row] === STATE_CODE.failed ? 1 : 0));
  const failures = failed.reduce((sum, one) => sum + one, 0);
  if (failures < LEAST)
    return rows.length < LEAST
      ? unknown(`${counted(rows.length, 'trial')} ended: too few.`)
      : fine(`${failures === 0 ? 'No trial' : `${failures} of ${rows.length} trials`} failed.`);
  if (failures === rows.length) return unknown(`All ${failures} trials failed: that has no place in the space.`);
  const named = knobs.filter(({ isNamed }) => isNamed);
  const tried = named.reduce(
    (sum, { distribution }) =>
      sum + (distribution.kind === 'categorical' ? distribution.choices.length : 2 * BOUNDARIES),
    0,
  );
  let best: Region | null = null;
  for (const knob of named)
    for (const region of regionsOf(knob, rows, failed)) {
      if (best !== null && region.chance >= best.chance) continue;
      const elsewhere = (failures - region.failures) / Math.max(1, rows.length - region.trials);
      const share = region.failures / region.trials;
      if (region.failures >= LEAST && share >= OFTEN && share >= TIMES * elsewhere) best = region;
    }
  if (best === null || best.chance > Math.log(LEVEL / tried))
    return fine(`${failures} of ${rows.length} trials failed, in no part of the space that could be told from chance.`);
  return found([findingOf(best, failures, rows.length)]);
}

function regionsOf(knob: Knob, rows: Int32Array, failed: Uint8Array): Region[] {
  const blocks = new Blocks(failed);
  const active = Array.from(rows.keys()).filter((i) => !Number.isNaN(knob.values[rows[i]!]!));
  const valueAt = (i: number): number => knob.values[rows[i]!]!;
  const made: Region[] = [];
  const close = (side: Region['side'], outside: number, inside: number): void => {
    const { trials, failures, chance } = blocks;
    made.push({ knob, side, outside, inside, trials, failures, chance });
  };
  active.sort((a, b) => valueAt(a) - valueAt(b) || a - b);
  if (knob.distribution.kind === 'categorical') {
    for (let at = 0; at < active.length; ) {
      blocks.clear();
      const choice = valueAt(active[at]!);
      for (; at < active.length && valueAt(active[at]!) === choice; at++) blocks.add(active[at]!);
      close('is', choice, choice);
    }
    return made;
  }
  for (const side of ['below', 'above'] as const) {
    blocks.clear();
    const line = side === 'below' ? active : active.toReversed();
    for (let at = 0; at + 1 < line.length; at++) {
      blocks.add(line[at]!);
      const [inside, outside] = [valueAt(line[at]!), valueAt(line[at + 1]!)];
      if (inside !== outside) close(side, outside, inside);
    }
  }
  return made;
}

/** Counts trials and failures, and how many failures would be expected by the blocks that the trials belong to. */
class Blocks {
  trials = 0;
  failures = 0;
  readonly #failed: Uint8Array;
  readonly #rates: Float64Array;
  readonly #all: number;
  #expected = 0;

  constructor(failed: Uint8Array) {
    this.#failed = failed;
    this.#rates = new Float64Array(Math.ceil(failed.length / BLOCK));
    for (let b = 0; b < this.#rates.length; b++) {
      const block = failed.subarray(b * BLOCK, (b + 1) * BLOCK);
      this.#rates[b] = block.reduce((sum, one) => sum + one, 0) / block.length;
    }
    this.#all = failed.reduce((sum, one) => sum + one, 0);
  }

  clear(): void {
    this.trials = this.failures = this.#expected = 0;
  }

  add(i: number): void {
    this.trials++;
    this.failures += this.#failed[i]!;
    this.#expected += this.#rates[Math.floor(i / BLOCK)]!;
  }

  /** Source: Chernoff 1952; Hoeffding 1963 for draws without return. */
  get chance(): number {
    const [share, expected] = [this.failures / this.#all, Math.min(1, this.#expected / this.#all)];
    if (share <= expected) return 0;
    const rest = share === 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - expected));
    return -this.#all * (share * Math.log(share / expected) + rest);
  }
}

function findingOf(region: Region, failures: number, all: number): Finding {
  const { name, distribution } = region.knob;
  const { words, change } = named(region);
  const elsewhere = all - region.trials;
  return {
    kind: 'failingRegion',
    severity: 'warning',
    parameter: name,
    evidence: {
      trials: region.trials,
      failures: region.failures,
      elsewhereTrials: elsewhere,
      elsewhereFailures: failures - region.failures,
      ...(distribution.kind === 'categorical' ? {} : { from: region.inside }),
    },
    words: `Where ${words}, ${region.failures} of ${counted(region.trials, 'trial')} failed (${percent(region.failures / region.trials)}); elsewhere ${failures - region.failures} of ${elsewhere}.`,
    suggestion: {
      words:
        change.type === 'range'
          ? `Search ${name} in [${brief(change.low)}, ${brief(change.high)}] alone.`
          : `Forbid ${words}.`,
      change,
    },
  };
}

/** `depth > 8`, and the change that keeps the search out of it. */
function named({ knob, side, outside, inside }: Region): { readonly words: string; readonly change: HealthChange } {
  const { name, distribution } = knob;
  if (distribution.kind === 'categorical') {
    const choice: Choice = toExternal(distribution, inside);
    return {
      words: `${name} = ${choiceText(choice)}`,
      change: { type: 'forbid', parameter: name, choices: [choice] },
    };
  }
  const { low, high, step } = distribution as FloatDistribution | IntDistribution;
  const edge = step === null ? roundBetween(outside, inside) : outside;
  return side === 'above'
    ? { words: `${name} > ${brief(edge)}`, change: { type: 'range', parameter: name, low, high: edge } }
    : { words: `${name} < ${brief(edge)}`, change: { type: 'range', parameter: name, low: edge, high } };
}

/** The roundest number from `outside` on that is still before `inside`. */
function roundBetween(outside: number, inside: number): number {
  const middle = outside > 0 && inside > 0 ? Math.sqrt(outside * inside) : (outside + inside) / 2;
  for (let digits = 1; digits < 15; digits++) {
    const round = Number(middle.toPrecision(digits));
    if ((round - outside) * (round - inside) < 0) return round;
  }
  return outside;
}
