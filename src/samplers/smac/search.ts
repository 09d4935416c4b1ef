import { index, type Random } from '../../math/random.ts';
import { configurationAt } from '../../space/draw.ts';
import { repair, satisfies } from '../../space/feasible.ts';
import { activeGroups, stepped, withFixed } from '../../space/moves.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import type { Belief } from './belief.ts';
import type { Fixed } from './branches.ts';
import type { Settings } from './options.ts';

/** Configurations that one ask has looked at, with their scores. */
export class Pool {
  readonly configurations: Float64Array[] = [];
  readonly scores: number[] = [];

  /** Takes configurations in. */
  add(configurations: readonly Float64Array[], scores: Float64Array): void {
    configurations.forEach((values, i) => {
      this.configurations.push(values);
      this.scores.push(scores[i]!);
    });
  }

  /** Indices of the `count` best, earlier ones among equals. */
  best(count: number): readonly number[] {
    const order = this.scores.map((_, i) => i).sort((a, b) => this.scores[b]! - this.scores[a]! || a - b);
    return order.slice(0, count);
  }

  /** The best configuration that passes; null where none does. */
  first(passes: (values: Float64Array) => boolean): Float64Array | null {
    const scores = Float64Array.from(this.scores);
    for (let tries = 0; tries < scores.length; tries++) {
      let top = 0;
      for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[top]!) top = i;
      if (scores[top] === Number.NEGATIVE_INFINITY) return null;
      if (passes(this.configurations[top]!)) return this.configurations[top]!;
      scores[top] = Number.NEGATIVE_INFINITY;
    }
    return null;
  }
}

/** What an acquisition search needs. */
export interface Scene {
  readonly space: SearchSpace;
  readonly belief: Belief;
  /** Configurations that climbs start from: those of the best trials. */
  readonly good: readonly Float64Array[];
  readonly fixed: Fixed | null;
  readonly settings: Settings;
}

/**
 * Looks for configurations of high score: random ones over the whole space, and from the best trials and the best of those
 * uphill, step by step through neighbours that differ in one parameter; across plateaus too, of which forests have many.
 *
 * Source: local search as in Hutter et al. 2011, "Sequential model-based optimization for general algorithm configuration", §4.3.
 */
export function search(scene: Scene, stream: Random): Pool {
  const { settings, space, belief, good, fixed } = scene;
  const pool = new Pool();
  const challengers = drawn(scene, settings.challengers, stream);
  const scores = new Float64Array(Math.max(challengers.length, settings.neighbours));
  belief.score(scores, challengers);
  pool.add(challengers, scores);
  const starts = [
    ...good.map((values) => withFixed(space, values, fixed, stream)),
    ...pool.best(settings.starts >> 1).map((i) => pool.configurations[i]!),
  ];
  for (const start of starts) climb(scene, start, pool, scores, stream);
  return pool;
}

/** Trials around which steps are taken at random; the second guards against a lucky first. */
const CENTRES = 2;

/**
 * Looks at a few random steps from the best trials alone: a forest knows nothing between its trials, and would not leave the
 * corner where the best ones lie but for places that it has seen.
 */
export function stepsFromBest({ space, belief, good, fixed, settings }: Scene, stream: Random): Pool {
  const pool = new Pool();
  const made: Float64Array[] = [];
  for (let i = 0; i < settings.nearby; i++) {
    const centre = withFixed(space, good[index(stream, Math.min(CENTRES, good.length))]!, fixed, stream);
    const free = freeGroups(space, centre, fixed);
    if (free.length === 0) break;
    const moves = free.filter(() => stream.uniform() < 1 / free.length);
    moves.push(free[index(stream, free.length)]!);
    const next = stepped(space, centre, [...new Set(moves)], stepLength(settings, stream), stream);
    if (satisfies(space, next)) made.push(next);
  }
  const scores = new Float64Array(made.length);
  belief.score(scores, made);
  pool.add(made, scores);
  return pool;
}

/** Lengths of all orders, so that the search may come as close as it likes. */
const stepLength = ({ spread }: Settings, stream: Random): number => spread * Math.exp(-5 * stream.uniform());

/** Groups that a step may move. */
function freeGroups(space: SearchSpace, values: Float64Array, fixed: Fixed | null): readonly number[] {
  return activeGroups(space, values).filter((g) => fixed === null || Number.isNaN(fixed[space.groups[g]!.nodes[0]!]!));
}

/** Random configurations that meet the constraints. */
export function drawn({ space, fixed }: Pick<Scene, 'space' | 'fixed'>, count: number, stream: Random): Float64Array[] {
  const made: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const values = withFixed(
      space,
      configurationAt(space, () => stream.uniform()),
      fixed,
      stream,
    );
    if (satisfies(space, values)) made.push(values);
  }
  if (made.length > 0) return made;
  const values = repair(
    space,
    withFixed(
      space,
      configurationAt(space, () => stream.uniform()),
      fixed,
      stream,
    ),
    stream,
  );
  return values === null ? [] : [values];
}

/** Steps to the best neighbour while that is better, or for a while as good. */
function climb(scene: Scene, start: Float64Array, pool: Pool, scores: Float64Array, stream: Random): void {
  const { settings, belief } = scene;
  belief.score(scores, [start]);
  let here = start;
  let score = scores[0]!;
  for (let step = 0, flat = 0; step < settings.steps && flat <= settings.plateau; step++) {
    const around = neighbours(scene, here, stream);
    if (around.length === 0) return;
    belief.score(scores, around);
    pool.add(around, scores);
    let top = 0;
    for (let i = 1; i < around.length; i++) if (scores[i]! > scores[top]!) top = i;
    if (scores[top]! < score) return;
    flat = scores[top]! > score ? 0 : flat + 1;
    here = around[top]!;
    score = scores[top]!;
  }
}

/** Configurations that differ in one parameter, whatever it is; numbers by steps of several lengths. */
function neighbours({ space, fixed, settings }: Scene, values: Float64Array, stream: Random): Float64Array[] {
  const groups = freeGroups(space, values, fixed);
  if (groups.length === 0) return [];
  const made: Float64Array[] = [];
  const from = index(stream, groups.length);
  for (let i = 0; i < settings.neighbours; i++) {
    const group = groups[(from + i) % groups.length]!;
    const next = stepped(space, values, [group], stepLength(settings, stream), stream);
    if (satisfies(space, next)) made.push(next);
  }
  return made;
}
