import { VernierError } from '../../errors.ts';
import type { Problem } from '../../history/problem.ts';
import type { HistoryView } from '../../history/view.ts';
import { isFinished } from '../../history/record.ts';
import { random } from '../../math/random.ts';
import { LARGEST, permutation } from '../../math/shuffle.ts';
import { fromUnit } from '../../space/encode.ts';
import { satisfies } from '../../space/feasible.ts';
import { namedValues, nodeValues, type SearchSpace } from '../../space/nodes.ts';
import { type Points, pointsOf } from '../../space/points.ts';
import { checkOptions, oneOf, orNull, whole } from '../options.ts';
import type { Sampler, SamplerRun } from '../sampler.ts';
import { alternatives } from '../suited.ts';
import { Ledger } from './ledger.ts';
import { checkListable } from './unsupported.ts';

/** What `grid` can be told. */
export interface GridOptions {
  /** Levels of each continuous parameter, both ends included (of ln x where `log`). Default: continuous parameters are refused. */
  readonly points?: number | null;
  /** Run the points in a random order of the study's seed, so that a search that is cut short has looked everywhere. Default false. */
  readonly shuffle?: boolean;
}

/**
 * Every combination of the space, once: nested loops in the order of declaration, the last parameter changing fastest.
 *
 * Conditional parameters are looped over where they are active; points that break a constraint are left out.
 * Trial n runs point n, so any number of workers share a grid without speaking to each other; points that an enqueued
 * or imported trial has run are not run again. When all are used up, the study ends. Nothing is ever listed: grids may
 * be huge.
 *
 * @throws `parameter-invalid` for options that do not exist or are out of range. Its `start`: `space-unsupported` for continuous parameters without
 * `points` (with steps proposed for each), for a simplex, without a declared space, where no point meets the constraints.
 */
export function grid(options: GridOptions = {}): Sampler {
  checkOptions('grid', options, { points: orNull(whole(1, 1_000_000)), shuffle: oneOf(true, false) });
  const points = options.points ?? null;
  const shuffle = options.shuffle ?? false;
  return {
    name: 'grid',
    options: { points, shuffle },
    traits: { objectives: 'many', constraints: false, conditional: true, joint: true },
    start: (problem) => started(problem, points, shuffle),
  };
}

function started(problem: Problem, points: number | null, shuffle: boolean): SamplerRun {
  const { space, seed } = problem;
  checkListable(space, points, problem);
  const all = pointsOf(space, points ?? undefined);
  if (all.size > LARGEST)
    throw new VernierError(
      'space-unsupported',
      `The grid has ${all.size.toPrecision(3)} points; grid counts up to 2^52.`,
      {
        hint: `Take fewer levels. Or use ${alternatives(problem)}.`,
      },
    );
  const ledger = new Ledger(
    feasiblePoints(space, all, shuffle ? permutation(all.size, random(seed).fork('grid')) : (index) => index),
  );
  if (ledger.dueFor(0) < 0)
    throw new VernierError('space-unsupported', `None of the ${all.size} points of the grid meets the constraints.`, {
      hint: 'Loosen a constraint, or take finer steps.',
    });
  return {
    observe(history, { rows, reset }) {
      if (reset) for (let row = 0; row < history.size; row++) ledger.note(row, pointRun(space, all, history, row));
      else for (const row of rows) ledger.note(row, pointRun(space, all, history, row));
    },
    propose(trials) {
      const due = trials.map((trial) => ledger.dueFor(trial)).filter((point) => point >= 0);
      return due.map((point) => ({
        params: namedValues(space, all.valuesAt(point)),
        notes: { why: `Point ${point + 1} of the ${all.size} of the grid.` },
      }));
    },
    suggest: (_, name, distribution, random) => fromUnit(distribution, random.fork(name).uniform()),
  };
}

/** The point that a trial ran, −1 for none of the grid's, undefined while its parameters are not known. */
function pointRun(space: SearchSpace, all: Points, history: HistoryView, row: number): number | undefined {
  const state = history.state(row);
  if (state === 'removed') return -1;
  const values = nodeValues(space, (name) => history.columns.get(name)?.values[row]);
  const point = all.indexOf(values);
  if (point >= 0) return point;
  return isFinished(state) || !values.every(Number.isNaN) ? -1 : undefined;
}

// A constraint that leaves out this many points in a row would keep the study waiting for ever.
const PATIENCE = 10_000_000;

/** The n-th point that meets the constraints, −1 beyond the last. Each point is looked at once. */
function feasiblePoints(space: SearchSpace, all: Points, order: (index: number) => number): (n: number) => number {
  // A subset's own size limits are in the points already.
  if (space.constraints.every((constraint) => constraint.kind === 'count' && constraint.nodes !== undefined))
    return (n) => (n < all.size ? order(n) : -1);
  const found: number[] = [];
  let next = 0;
  return (n) => {
    for (let missed = 0; found.length <= n && next < all.size; next++, missed++) {
      if (missed === PATIENCE)
        throw new VernierError('space-unsupported', `The last ${PATIENCE} points of the grid all break a constraint.`, {
          hint: 'Narrow the parameters to where the constraints hold, or use random, quasiRandom or tpe.',
        });
      const point = order(next);
      if (!satisfies(space, all.valuesAt(point))) continue;
      found.push(point);
      missed = 0;
    }
    return found[n] ?? -1;
  };
}
