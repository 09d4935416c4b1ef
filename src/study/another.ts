import type { History } from '../history/history.ts';
import type { Problem } from '../history/problem.ts';
import type { SamplerRun } from '../samplers/sampler.ts';
import { Untried } from '../samplers/untried.ts';
import { fromUnit } from '../space/encode.ts';
import type { Feasibility } from '../space/feasibility.ts';
import { namedValues, type SearchSpace } from '../space/nodes.ts';
import { configurations, type Points, pointsOf, spaceSize } from '../space/points.ts';
import { type Assignment, completed, draw, isTaken, NOTHING, type Proposing, type Unassigned } from './propose.ts';

const RETRIES = 20;
/** Configurations of the largest space that is looked through one by one. */
export const ENUMERABLE = 1_000_000;

/** Where no more than this many configurations are left, samplers are not asked again: they know no better, and may take long. */
const FEW = 20;

/**
 * A configuration that no trial has: asked of the sampler again, drawn at random, at last searched for one by one; null = all are used up.
 * A member of a population then has any: members go ways of their own, whatever they begin with.
 */
export function another(given: Proposing, trial: Unassigned, taken: readonly Float64Array[]): Assignment | null {
  const found = untried(given, trial, taken);
  return found === null && given.run.members !== undefined ? completed(given, trial, NOTHING, null) : found;
}

function untried(given: Proposing, trial: Unassigned, taken: readonly Float64Array[]): Assignment | null {
  const stream = given.root.fork(trial.number);
  for (let i = areFewLeft(given) ? RETRIES : 0; i < RETRIES; i++) {
    const again = draw(given, [trial.number], stream.fork('again').fork(i));
    if ('then' in again) break; // a sampler that answers later avoids duplicates itself
    const made = completed(given, trial, again.proposals[0] ?? NOTHING, again.warning);
    if (!isTaken(made, taken)) return made;
  }
  const { space, feasibility, history } = given;
  if (spaceSize(space) > ENUMERABLE) {
    for (let i = 0; i < 50 * RETRIES; i++) {
      const own = stream.fork('anywhere').fork(i);
      const made = completed(
        given,
        trial,
        {
          params: new Map(
            space.nodes.map((node) => [node.name, fromUnit(node.distribution, own.fork(node.name).uniform())]),
          ),
        },
        null,
      );
      if (!isTaken(made, taken)) return made;
    }
    return null;
  }
  for (const values of configurations(space, stream.fork('order'))) {
    if (!feasibility.satisfies(space, values) || history.find(namedValues(space, values)) !== null) continue;
    const made = completed(given, trial, { params: namedValues(space, values) }, null);
    if (!isTaken(made, taken)) return made;
  }
  return null;
}

function areFewLeft({ space, feasibility, history }: Proposing): boolean {
  const untried = Untried.of(space, feasibility.satisfies);
  return untried !== null && untried.count(history, FEW) !== null;
}

/** Points by space: a pure function of it, asked at each ask. */
const COUNTED = new WeakMap<SearchSpace, Points>();

/** What `isUsedUp` looks at. */
interface Tried {
  readonly problem: Problem;
  readonly history: History;
  readonly feasibility: Feasibility;
  readonly run: SamplerRun;
}

/**
 * Has every configuration been tried, so that a further trial would be made in vain, and its number be a gap? Looks closer
 * only where that can be: where there are as many trials, or the last one was made in vain. Never of
 * a population, whose members may have the same one.
 */
export function isUsedUp({ problem: { space }, history, feasibility, run }: Tried): boolean {
  if (space === null || history.size === 0 || run.members !== undefined) return false;
  let points = COUNTED.get(space);
  if (points === undefined) COUNTED.set(space, (points = pointsOf(space)));
  const { size } = points;
  if (size > ENUMERABLE || (history.size < size && history.state(history.size - 1) !== 'removed')) return false;
  for (let i = 0; i < size; i++) {
    const values = points.valuesAt(i);
    if (feasibility.satisfies(space, values) && history.find(namedValues(space, values)) === null) return false;
  }
  return true;
}
