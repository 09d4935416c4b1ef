import { index, type Random } from '../../math/random.ts';
import { cardinality } from '../../space/distribution.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { type Evidence, STANDING } from '../evidence.ts';

/** Trials that each case of a branch gets before a model is asked. */
const QUOTA = 3;

/** Trials that all cases of one branch get in this way: of many cases each gets fewer, of very many none does. */
const MOST_FIRST = 60;

/** The cases of branches: how often each was tried, and which one to look at again. */
export class Cases {
  readonly #space: SearchSpace;
  /** Nodes that switch others on, parents first. */
  readonly nodes: readonly number[];

  constructor(space: SearchSpace) {
    this.#space = space;
    const parents = new Set(space.nodes.flatMap((node) => node.when.map((condition) => condition.node)));
    this.nodes = [...parents].filter((node) => cardinality(space.nodes[node]!.distribution) > 1).sort((a, b) => a - b);
  }

  /** What to fix so that the least tried case is tried, if one has less than its quota; null otherwise. */
  neglected(evidence: Evidence, mine: readonly Float64Array[], stream: Random): Float64Array | null {
    let least = QUOTA;
    let found: (readonly [number, number])[] = [];
    for (const node of this.nodes) {
      const counts = this.#counts(node, evidence, mine);
      const quota = Math.min(QUOTA, Math.floor(MOST_FIRST / counts.length));
      counts.forEach((count, choice) => {
        if (count > least || count >= quota) return;
        if (count < least) found = [];
        least = count;
        found.push([node, choice]);
      });
    }
    if (found.length === 0) return null;
    return this.#path(...found[index(stream, found.length)]!);
  }

  /**
   * What to fix so that a case other than a configuration's is tried: of one of its branches, the least tried one for the number of
   * its parameters. A case of many parameters shows late what it can do; one of none has shown it at once.
   */
  other(configuration: Float64Array, evidence: Evidence, mine: readonly Float64Array[], stream: Random): Float64Array {
    const active = this.nodes.filter((node) => !Number.isNaN(configuration[node]!));
    const node = active[index(stream, active.length)]!;
    const counts = this.#counts(node, evidence, mine);
    const others = [...counts.keys()].filter((choice) => choice !== configuration[node]);
    const known = (choice: number): number => counts[choice]! / (1 + this.#size(node, choice));
    const least = Math.min(...others.map(known));
    const rarest = others.filter((choice) => known(choice) === least);
    return this.#beside(configuration, node, rarest[index(stream, rarest.length)]!);
  }

  /**
   * What to fix so that a case other than a configuration's is tried which may yet overtake all: the one that promises most; null
   * where none does. A case promises what it reaches if the pace of the second half of its trials lasts for as many trials again:
   * a learner of many parameters starts behind one of few, and must not be given up while it gains. A pruned trial is one without
   * a gain.
   *
   * Source: after the rising bandits of Li et al. 2020.
   */
  rising(configuration: Float64Array, evidence: Evidence): Float64Array | null {
    const rows = comparable(evidence);
    const lossOf = (row: number): number =>
      evidence.standing[row] === STANDING.complete ? evidence.losses[row]! : Number.POSITIVE_INFINITY;
    let most = least(rows.map(lossOf));
    let found: Float64Array | null = null;
    for (const node of this.nodes) {
      const own = configuration[node]!;
      if (Number.isNaN(own)) continue;
      const series = Array.from({ length: cardinality(this.#space.nodes[node]!.distribution) }, (): number[] => []);
      for (const row of rows) series[evidence.at(row)[node]!]?.push(lossOf(row));
      for (const [choice, losses] of series.entries()) {
        const promise = choice === own ? Number.POSITIVE_INFINITY : promiseOf(losses);
        if (!(promise < most)) continue;
        most = promise;
        found = this.#beside(configuration, node, choice);
      }
    }
    return found;
  }

  /** Fixes a case, and the cases above it as a configuration has them. */
  #beside(configuration: Float64Array, node: number, choice: number): Float64Array {
    const fixed = this.#path(node, choice);
    for (const above of this.nodes)
      if (above < node && this.#isAbove(above, node)) fixed[above] = configuration[above]!;
    return fixed;
  }

  #counts(node: number, evidence: Evidence, mine: readonly Float64Array[]): number[] {
    const counts = Array.from({ length: cardinality(this.#space.nodes[node]!.distribution) }, () => 0);
    const count = (choice: number): void => {
      if (!Number.isNaN(choice)) counts[choice]!++;
    };
    for (let row = 0; row < evidence.size; row++)
      if (evidence.standing[row] !== STANDING.none) count(evidence.values[row * evidence.width + node]!);
    for (const values of mine) count(values[node]!);
    return counts;
  }

  /** Parameters that are there in one case of a branch alone, those of branches below among them. */
  #size(node: number, choice: number): number {
    const isBelow = (at: number): boolean =>
      this.#space.nodes[at]!.when.some((condition) =>
        condition.node === node ? condition.choices.includes(choice) : isBelow(condition.node),
      );
    return this.#space.groups.filter(({ nodes }) => isBelow(nodes[0]!)).length;
  }

  /** Fixes a case, and what it takes for its branch to be there. */
  #path(node: number, choice: number): Float64Array {
    const fixed = new Float64Array(this.#space.nodes.length).fill(Number.NaN);
    const fix = (at: number, value: number): void => {
      fixed[at] = value;
      for (const { node: parent, choices } of this.#space.nodes[at]!.when) fix(parent, choices[0]!);
    };
    fix(node, choice);
    return fixed;
  }

  #isAbove(above: number, node: number): boolean {
    return this.#space.nodes[node]!.when.some((each) => each.node === above || this.#isAbove(above, each.node));
  }
}

/** Feasible trials that were pruned, or have a finite loss, ascending. */
function comparable({ standing, violations, losses, size }: Evidence): number[] {
  const rows: number[] = [];
  for (let row = 0; row < size; row++) {
    if (violations[row]! > 0) continue;
    const isComplete = standing[row] === STANDING.complete && Number.isFinite(losses[row]!);
    if (isComplete || standing[row] === STANDING.partial) rows.push(row);
  }
  return rows;
}

/** The least loss of a case after as many trials again, if its pace lasts. @param losses of its trials, in their order; infinite where pruned */
function promiseOf(losses: readonly number[]): number {
  const before = least(losses.slice(0, Math.ceil(losses.length / 2)));
  if (losses.length < 2 || before === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY; // no pace yet
  const now = least(losses);
  return now - 2 * (before - now);
}

/** Of any number of them: as arguments of `Math.min` a hundred thousand are too many. */
const least = (losses: readonly number[]): number =>
  losses.reduce((best, loss) => Math.min(best, loss), Number.POSITIVE_INFINITY);
