import { cardinality, type Distribution, type FloatDistribution, gridValue } from './distribution.ts';
import { fromUnit } from './encode.ts';
import { limited } from './draw.ts';
import type { ParamGroup, ParamNode } from './nodes.ts';
import type { Subset } from './shape.ts';

/** One loop over the points of a space: some nodes that change together, in `levels` ways. */
export interface Digit {
  readonly nodes: readonly number[];
  readonly levels: number;
  set(values: Float64Array, level: number): void;
  /** The level that the values have, or −1. */
  levelOf(values: Float64Array): number;
}

/** The loops of one declared parameter. A subset with limited sizes is one loop over the allowed subsets; all else loops over its nodes. @param continuous levels of a float without step */
export function digitsOf(
  { parameter, nodes }: ParamGroup,
  all: readonly ParamNode[],
  continuous: number,
): readonly Digit[] {
  if (parameter.kind === 'subset' && limited(parameter)) return [subsetDigit(parameter, nodes)];
  return nodes.map((node) => nodeDigit(node, all[node]!.distribution, continuous));
}

/** Has it infinitely many values? */
export function isContinuous(distribution: Distribution): boolean {
  return cardinality(distribution) === Number.POSITIVE_INFINITY;
}

function nodeDigit(node: number, distribution: Distribution, continuous: number): Digit {
  const levels = isContinuous(distribution) ? continuous : cardinality(distribution);
  const valueAt = (level: number): number => levelValue(distribution, level, levels);
  return {
    nodes: [node],
    levels,
    set(values, level) {
      values[node] = valueAt(level);
    },
    levelOf(values) {
      const level = nearestLevel(distribution, values[node]!, levels);
      if (!(level >= 0 && level < levels)) return -1;
      const value = valueAt(level);
      return Math.abs(value - values[node]!) <= 1e-9 * Math.abs(value) ? level : -1;
    },
  };
}

function levelValue(distribution: Distribution, level: number, levels: number): number {
  switch (distribution.kind) {
    case 'categorical':
      return level;
    case 'int':
      return distribution.low + level * distribution.step;
    case 'float':
      if (distribution.low === distribution.high) return distribution.low;
      if (distribution.step !== null) return gridValue(distribution.low, distribution.step, level);
      return roundLevel(distribution, levels === 1 ? 0.5 : level / (levels - 1));
  }
}

/** Twelve digits: 0.01 rather than 0.009999999999999998, and never outside the bounds. */
function roundLevel(distribution: FloatDistribution, unit: number): number {
  const value = Number(fromUnit(distribution, unit).toPrecision(12));
  return Math.min(distribution.high, Math.max(distribution.low, value));
}

function nearestLevel(distribution: Distribution, value: number, levels: number): number {
  switch (distribution.kind) {
    case 'categorical':
      return value;
    case 'int':
      return Math.round((value - distribution.low) / distribution.step);
    case 'float': {
      const { low, high, log, step } = distribution;
      if (low === high || levels === 1) return 0;
      if (step !== null) return Math.round((value - low) / step);
      const unit = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      return Math.round(unit * (levels - 1));
    }
  }
}

/** All subsets of the allowed sizes, in the order of nested loops over the items, absent before present. */
function subsetDigit(subset: Subset, nodes: readonly number[]): Digit {
  const ways = endings(subset);
  const n = nodes.length;
  const at = (i: number, members: number): number => ways[i * (n + 2) + members]!;
  return {
    nodes,
    levels: at(0, 0),
    set(values, level) {
      let members = 0;
      for (let i = 0; i < n; i++) {
        const absent = at(i + 1, members);
        const isMember = level >= absent;
        if (isMember) {
          level -= absent;
          members++;
        }
        values[nodes[i]!] = isMember ? 1 : 0;
      }
    },
    levelOf(values) {
      let level = 0;
      let members = 0;
      for (let i = 0; i < n; i++) {
        const membership = values[nodes[i]!]!;
        if (membership !== 0 && membership !== 1) return -1;
        if (membership === 1) level += at(i + 1, members++);
      }
      return members >= subset.min && members <= subset.max ? level : -1;
    },
  };
}

/** Shape (n + 1) × (n + 2): in how many ways items i … n − 1 can end within the limits, so many being in already. */
function endings({ items, min, max }: Subset): Float64Array {
  const n = items.length;
  const width = n + 2;
  const ways = new Float64Array((n + 1) * width);
  for (let members = min; members <= max; members++) ways[n * width + members] = 1;
  for (let i = n - 1; i >= 0; i--)
    for (let members = 0; members <= n; members++)
      ways[i * width + members] = ways[(i + 1) * width + members]! + ways[(i + 1) * width + members + 1]!;
  return ways;
}
