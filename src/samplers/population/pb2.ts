import { log } from '../../math/elementary.ts';
import type { Random } from '../../math/random.ts';
import { type Apart, DriftingProcess } from '../../models/gp/drifting.ts';
import type { HistoryView } from '../../history/view.ts';
import { toUnit } from '../../space/encode.ts';
import { configurationAt } from '../../space/feasible.ts';
import { activeGroups, stepped } from '../../space/moves.ts';
import { nodeValues, type SearchSpace } from '../../space/nodes.ts';
import type { Sampler } from '../sampler.ts';
import type { Members } from './members.ts';
import { checkPopulation, type PopulationOptions } from './options.ts';
import { perturbed } from './perturb.ts';
import { type Exploration, PopulationRun } from './run.ts';

/**
 * Population based bandits: the same as `pbt`, but the parameters of a copy are chosen by a model of what an interval gained
 * under which parameters, at which time. For small populations, of 4 to 8 members.
 *
 * The model is a Gaussian process that forgets, over the last intervals; what is tried has the largest upper confidence bound,
 * with the copies on their way taken as known. Until a few intervals have ended it does as `pbt`.
 *
 * Source: Parker-Holder, Nguyen and Roberts 2020, "Provably efficient online hyperparameter optimization with
 * population-based bandits".
 *
 * @throws `parameter-invalid` for options out of range.
 */
export function pb2(options: PopulationOptions = {}): Sampler {
  const rules = checkPopulation('pb2', options);
  return {
    name: 'pb2',
    options: rules,
    traits: { objectives: 'one', constraints: false, conditional: true, joint: true, judges: true },
    start: (problem) => new PopulationRun('pb2', problem, rules, chosen),
  };
}

/** Intervals that the model looks back. */
const WINDOW = 4;

/** Gains before there is a model. */
const LEAST = 4;

/** Configurations compared: at random, and near the one that is copied. */
const CANDIDATES = 128;

/** What an interval gained. */
interface Gain {
  readonly values: Float64Array;
  /** The interval that it was gained in. */
  readonly interval: number;
  /** The loss before. */
  readonly before: number;
  readonly gain: number;
}

function chosen(given: Exploration): { readonly values: Float64Array; readonly why: string } {
  const { space, history, members, copy, values, random } = given;
  const interval = members.endOf(copy.at) + 1;
  const gains = gainsOf(space, history, members).filter((one) => one.interval >= interval - WINDOW);
  if (gains.length < LEAST)
    return {
      values: perturbed(space, values, random),
      why: 'its parameters are those of that trial, changed a little.',
    };
  const before = members.all.get(copy.from)!.losses.get(interval - 1) ?? gains.at(-1)!.before;
  const spread = spreadOf(gains);
  const pending = pendingIn(given, interval).map((other) => ({ values: other, interval, before }));
  const candidates = candidatesFor(space, values, random).map((other) => ({ values: other, interval, before }));
  const points = [...gains, ...pending, ...candidates];
  const model = new DriftingProcess(
    gains.map(({ gain }) => gain),
    (i, j) => apart(space, points[i]!, points[j]!, spread),
  );
  const first = gains.length + pending.length;
  const rows = candidates.map((_, i) => first + i);
  const deviations = model.deviations(
    rows,
    pending.map((_, i) => gains.length + i),
  );
  const beta = Math.sqrt(Math.max(0.1, 0.2 + log(0.4 * gains.length)));
  const scores = rows.map((row, i) => model.mean(row) + beta * deviations[i]!);
  const best = scores.reduce((most, score, i) => (score > scores[most]! ? i : most), 0);
  return {
    values: candidates[best]!.values,
    why: `its parameters promise the largest gain in interval ${interval}, by ${gains.length} intervals before.`,
  };
}

/** What members gained in each of their intervals, but for the first, before which there is no loss. */
function gainsOf(space: SearchSpace, history: HistoryView, members: Members): Gain[] {
  const gains: Gain[] = [];
  for (const [row, { losses, copy, state }] of [...members.all].sort(([a], [b]) => a - b)) {
    if (state === 'failed' || losses.size === 0) continue;
    const values = valuesOf(space, history, row);
    for (const [interval, loss] of losses) {
      const before =
        losses.get(interval - 1) ?? (copy ? members.all.get(copy.from)?.losses.get(interval - 1) : undefined);
      const gain = (before ?? Number.NaN) - loss;
      if (Number.isFinite(gain)) gains.push({ values, interval, before: before!, gain });
    }
  }
  return gains;
}

/** Parameters of copies that are on their way through an interval. */
function pendingIn({ space, history, members }: Exploration, interval: number): Float64Array[] {
  return [...members.all]
    .filter(([row, { copy, state, lastStep }]) => {
      if (state !== 'running' || copy === null || !members.isLive(row)) return false;
      return members.endOf(Math.max(lastStep, copy.at)) + 1 === interval;
    })
    .sort(([a], [b]) => a - b)
    .map(([row]) => valuesOf(space, history, row));
}

function candidatesFor(space: SearchSpace, values: Float64Array, random: Random): Float64Array[] {
  return Array.from({ length: CANDIDATES }, (_, i) => {
    const own = random.fork(i);
    return i % 2 === 0
      ? configurationAt(space, () => own.uniform())
      : stepped(space, values, activeGroups(space, values), 0.15, own);
  });
}

const valuesOf = (space: SearchSpace, history: HistoryView, row: number): Float64Array =>
  nodeValues(space, (name) => history.columns.get(name)?.values[row]);

/** By how much the losses before differ: their unit as a coordinate. */
function spreadOf(gains: readonly Gain[]): number {
  const losses = gains.map(({ before }) => before).sort((a, b) => a - b);
  return losses.at(-1)! - losses[0]! || 1;
}

type Point = Omit<Gain, 'gain'>;

/** Numbers by their place in their range, choices as 0 or 1, the loss before by its place among all. */
function apart(space: SearchSpace, a: Point, b: Point, spread: number): Apart {
  const loss = (a.before - b.before) / spread;
  let squared = loss * loss;
  space.nodes.forEach(({ distribution }, i) => {
    const [x, y] = [a.values[i]!, b.values[i]!];
    if (Number.isNaN(x) || Number.isNaN(y)) squared += Number.isNaN(x) === Number.isNaN(y) ? 0 : 1;
    else if (distribution.kind === 'categorical' && !distribution.ordered) squared += x === y ? 0 : 1;
    else {
      const difference = toUnit(distribution, x) - toUnit(distribution, y);
      squared += difference * difference;
    }
  });
  return { squared, time: Math.abs(a.interval - b.interval) };
}
