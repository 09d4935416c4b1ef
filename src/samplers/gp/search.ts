import { minimise } from '../../math/lbfgs.ts';
import { index, type Random } from '../../math/random.ts';
import { cardinality } from '../../space/distribution.ts';
import { configurationAt, priorValue } from '../../space/draw.ts';
import { cellOf, fromUnit, valueOfCell } from '../../space/encode.ts';
import { repair, satisfies } from '../../space/feasible.ts';
import { activeGroups, completed, stepped, withFixed } from '../../space/moves.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import type { Scorer } from './scorer.ts';

/** How hard a maximum is looked for. */
export interface Effort {
  /** Configurations scored at first. */
  readonly candidates: number;
  /** Those among them from which the search climbs. */
  readonly starts: number;
  /** Evaluations of each climb along gradients. */
  readonly evaluations: number;
  /** Rounds of steps along discrete parameters. */
  readonly rounds: number;
}

/** What a search is about. */
export interface Quest {
  readonly space: SearchSpace;
  readonly scorer: Scorer;
  /** Good configurations, best first: candidates are drawn around them. */
  readonly centres: readonly Float64Array[];
  /** Values by node that every candidate must have, NaN = free: cases of branches. */
  readonly fixed: Float64Array | null;
  /** All configurations there are to choose from, where these are few: they are scored one and all, and nothing else is. */
  readonly among: readonly Float64Array[] | null;
  readonly isNew: (values: Float64Array) => boolean;
}

/** A configuration and its score. */
export interface Scored {
  readonly values: Float64Array;
  readonly score: number;
}

/** The best new configuration that was found; null where none was new. */
export function search(quest: Quest, effort: Effort, stream: Random): Scored | null {
  const { among, fixed } = quest;
  const pool = among?.filter((values) => keeps(values, fixed)) ?? drawn(quest, effort.candidates, stream);
  const scores = quest.scorer.scores(pool);
  const found: Scored[] = pool.map((values, i) => ({ values, score: scores[i]! }));
  found.sort(byScore);
  if (among === null) {
    for (const start of distinct(found, effort.starts)) climb(quest, start, effort, stream, found);
    found.sort(byScore);
  }
  return found.find(({ values }) => quest.isNew(values)) ?? null;
}

const byScore = (a: Scored, b: Scored): number => b.score - a.score;

/** Spreads of the clouds around good configurations, as powers of ten. */
const NARROW = -3;
const WIDE = -0.7;

/** A third anywhere, a third in clouds around the best, a third the best with one or two parameters drawn anew. */
function drawn(quest: Quest, count: number, stream: Random): Float64Array[] {
  const { space, centres } = quest;
  const pool: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const kind = centres.length === 0 ? 0 : i % 3;
    const values =
      kind === 0
        ? configurationAt(space, () => stream.uniform())
        : kind === 1
          ? cloud(space, centres[index(stream, centres.length)]!, stream)
          : redrawn(space, centres[Math.min(index(stream, centres.length), index(stream, centres.length))]!, stream);
    const allowed = admitted(quest, values, stream);
    if (allowed !== null) pool.push(allowed);
  }
  return pool;
}

/** Sets what is fixed, and meets the constraints; null where both together were not managed. */
function admitted({ space, fixed }: Quest, values: Float64Array, stream: Random): Float64Array | null {
  let next: Float64Array | null = withFixed(space, values, fixed, stream);
  if (space.constraints.length > 0) next = repair(space, next, stream);
  return next !== null && keeps(next, fixed) ? next : null;
}

/** Does a configuration have all the values that are fixed? */
export function keeps(values: Float64Array, fixed: Float64Array | null): boolean {
  return fixed === null || fixed.every((value, node) => Number.isNaN(value) || value === values[node]);
}

function cloud(space: SearchSpace, centre: Float64Array, stream: Random): Float64Array {
  const groups = activeGroups(space, centre);
  const share = Math.max(0.3, Math.min(1, 3 / groups.length));
  const chosen = groups.filter(() => stream.uniform() < share);
  if (chosen.length === 0) chosen.push(groups[index(stream, groups.length)]!);
  const spread = Math.exp(Math.LN10 * (NARROW + (WIDE - NARROW) * stream.uniform()));
  return stepped(space, centre, chosen, spread, stream);
}

function redrawn(space: SearchSpace, centre: Float64Array, stream: Random): Float64Array {
  const groups = activeGroups(space, centre);
  const other = configurationAt(space, () => stream.uniform());
  const next = centre.slice();
  for (let i = stream.uniform() < 0.5 ? 1 : 2; i > 0; i--)
    for (const node of space.groups[groups[index(stream, groups.length)]!]!.nodes)
      if (!Number.isNaN(other[node]!)) next[node] = other[node]!;
  return completed(space, next, (node) => priorValue(space.nodes[node]!, stream.uniform()));
}

/** The best ones that differ from each other by more than a hair. */
function distinct(sorted: readonly Scored[], count: number): Scored[] {
  const chosen: Scored[] = [];
  for (const candidate of sorted) {
    if (chosen.length === count) break;
    if (chosen.every((other) => other.score - candidate.score > 1e-9)) chosen.push(candidate);
  }
  return chosen;
}

/** Climbs along gradients and by steps, in turn; all that is scored on the way is found. */
function climb(quest: Quest, start: Scored, effort: Effort, stream: Random, found: Scored[]): void {
  let best = start;
  for (let round = 0; round < effort.rounds; round++) {
    const slid = slide(quest, best, effort.evaluations, found);
    const moved = step(quest, slid, stream, found);
    if (moved.score <= best.score + 1e-9) return;
    const isDone = moved === slid;
    best = moved;
    if (isDone) return;
  }
}

/** Moves the continuous parameters uphill. */
function slide({ space, scorer, isNew }: Quest, from: Scored, evaluations: number, found: Scored[]): Scored {
  const { features } = scorer;
  const sliders = features.sliders.filter(({ node }) => !Number.isNaN(from.values[node]!));
  if (sliders.length === 0) return from;
  const point = scorer.pointOf(from.values).slice();
  const gradient = new Float64Array(point.length);
  const { x } = minimise(
    (units, slopes) => {
      sliders.forEach(({ column }, i) => {
        point[column] = units[i]!;
      });
      const value = scorer.gradientAt(point, gradient);
      sliders.forEach(({ column }, i) => {
        slopes[i] = -gradient[column]!;
      });
      return -value;
    },
    Float64Array.from(sliders, ({ column }) => point[column]!),
    new Float64Array(sliders.length),
    new Float64Array(sliders.length).fill(1),
    { evaluations, tolerance: 1e-6 },
  );
  const values = from.values.slice();
  sliders.forEach(({ node }, i) => {
    values[node] = fromUnit(space.nodes[node]!.distribution, x[i]!);
  });
  if (!satisfies(space, values)) return from;
  const scored = { values, score: scorer.scores([values])[0]! };
  found.push(scored);
  return scored.score > from.score || !isNew(from.values) ? scored : from;
}

/** Most choices of one parameter that are all looked at; beyond, some at random. */
const MANY = 24;

/** The best of the neighbours along discrete parameters, if it is better. */
function step(quest: Quest, from: Scored, stream: Random, found: Scored[]): Scored {
  const around = neighbours(quest, from.values, stream);
  if (around.length === 0) return from;
  const scores = quest.scorer.scores(around);
  let best = from;
  around.forEach((values, i) => {
    const scored = { values, score: scores[i]! };
    found.push(scored);
    if (scored.score > best.score) best = scored;
  });
  return best;
}

function neighbours(quest: Quest, values: Float64Array, stream: Random): Float64Array[] {
  const { space, fixed } = quest;
  const around: Float64Array[] = [];
  const add = (next: Float64Array): void => {
    if (satisfies(space, next)) around.push(next);
  };
  for (const g of activeGroups(space, values)) {
    const { parameter, nodes } = space.groups[g]!;
    const node = nodes[0]!;
    if (fixed !== null && !Number.isNaN(fixed[node]!)) continue;
    if (parameter.kind === 'permutation' || parameter.kind === 'subset' || parameter.kind === 'simplex') {
      for (let i = 0; i < MANY; i++) add(stepped(space, values, [g], 0.03, stream));
      continue;
    }
    const count = cardinality(parameter);
    if (count === 1 || (count > 64 && parameter.kind !== 'categorical')) continue;
    for (const other of others(
      parameter.kind === 'categorical' && !parameter.ordered,
      count,
      quest,
      node,
      values,
      stream,
    )) {
      const next = values.slice();
      next[node] = other;
      add(completed(space, next, (missing) => priorValue(space.nodes[missing]!, stream.uniform())));
    }
  }
  return around;
}

/** Other values of a discrete parameter: all of few categories, the nearest of ordered ones. */
function others(
  isUnordered: boolean,
  count: number,
  { space }: Quest,
  node: number,
  values: Float64Array,
  stream: Random,
): number[] {
  const { distribution } = space.nodes[node]!;
  const own = values[node]!;
  if (isUnordered) {
    if (count <= MANY) return Array.from({ length: count }, (_, i) => i).filter((choice) => choice !== own);
    return Array.from({ length: MANY }, () => index(stream, count)).filter((choice) => choice !== own);
  }
  const at = cellOf(distribution, own);
  return [at - 2, at - 1, at + 1, at + 2].filter((i) => i >= 0 && i < count).map((i) => valueOfCell(distribution, i));
}
