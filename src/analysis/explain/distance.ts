import { assemble, type Composite } from '../../space/composite.ts';
import type { Distribution } from '../../space/distribution.ts';
import { toExternal } from '../../space/distribution.ts';
import { toUnit } from '../../space/encode.ts';
import { isComposite, type SearchSpace } from '../../space/nodes.ts';
import type { ParamValue } from '../../space/shape.ts';
import type { HistoryView, ParamColumn } from '../../history/view.ts';

/** How far two trials are from each other in one parameter as the user declared it. */
export interface Measure {
  readonly name: string;
  /** In [0, 1]; 1 where only one of them has it, NaN where neither has: then it says nothing. */
  readonly between: (a: number, b: number) => number;
  /** As the user gave it; undefined = inactive. */
  readonly value: (row: number) => ParamValue | undefined;
}

/**
 * The parameters of a study as measures between its trials.
 *
 * Numbers are as far apart as on their own scale (logarithmic where they are searched so), as a share of the range; so are ordered
 * choices. Other choices are the same or not. Of orderings the pairs count that stand the other way round, of subsets the items that only
 * one has, of shares what would have to change hands.
 *
 * @param space the declared one: says which stored parts make one parameter; null = none
 */
export function measuresOf(history: HistoryView, space: SearchSpace | null): readonly Measure[] {
  const parts = new Set<string>();
  const measures: Measure[] = [];
  for (const { name, parameter, nodes } of space?.groups ?? []) {
    if (!isComposite(parameter)) continue;
    const columns = nodes.map((node) => history.columns.get(space!.nodes[node]!.name));
    nodes.forEach((node) => parts.add(space!.nodes[node]!.name));
    if (columns.every((column): column is ParamColumn => column !== undefined))
      measures.push(composite(name, parameter, columns));
  }
  for (const column of history.columns.values()) if (!parts.has(column.name)) measures.push(single(column));
  return measures;
}

/** Root mean square of the measures that say something; 0 where none does. In [0, 1]. */
export function distance(measures: readonly Measure[], a: number, b: number): number {
  let sum = 0;
  let count = 0;
  for (const { between } of measures) {
    const part = between(a, b);
    if (Number.isNaN(part)) continue;
    sum += part * part;
    count++;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

function single({ name, distribution, values }: ParamColumn): Measure {
  const isPlace = distribution.kind !== 'categorical' || distribution.ordered;
  const span = isPlace ? spanOf(distribution) : 1;
  const place = (row: number): number => placeOf(distribution, values[row]!);
  return {
    name,
    between: presence(
      (row) => !Number.isNaN(values[row]!),
      (a, b) => (isPlace ? Math.min(1, Math.abs(place(a) - place(b)) / span) : values[a] === values[b] ? 0 : 1),
    ),
    value: (row) => (Number.isNaN(values[row]!) ? undefined : toExternal(distribution, values[row]!)),
  };
}

const placeOf = (distribution: Distribution, value: number): number =>
  distribution.kind === 'categorical'
    ? value / Math.max(1, distribution.choices.length - 1)
    : toUnit(distribution, value);

/** From the first value to the last: whole numbers and grids have theirs in the middles of equal parts of the unit interval. */
function spanOf(distribution: Distribution): number {
  if (distribution.kind === 'categorical') return 1;
  const span = toUnit(distribution, distribution.high) - toUnit(distribution, distribution.low);
  return span > 0 ? span : 1;
}

function composite(name: string, parameter: Composite, columns: readonly ParamColumn[]): Measure {
  const value = (row: number): ParamValue | undefined => {
    const internals = columns.map(({ values }) => values[row]!);
    return internals.some(Number.isNaN) ? undefined : assemble(parameter, internals);
  };
  const apart = APART[parameter.kind];
  return {
    name,
    between: presence(
      (row) => value(row) !== undefined,
      (a, b) => apart(parameter.items, value(a)!, value(b)!),
    ),
    value,
  };
}

/** 1 where only one of two trials has a parameter. */
function presence(has: (row: number) => boolean, between: Measure['between']): Measure['between'] {
  return (a, b) => (has(a) ? (has(b) ? between(a, b) : 1) : has(b) ? 1 : Number.NaN);
}

const APART: Readonly<Record<Composite['kind'], (items: readonly unknown[], a: ParamValue, b: ParamValue) => number>> =
  {
    permutation(items, a, b) {
      const [first, second] = [a as readonly unknown[], b as readonly unknown[]];
      const places = first.map((item) => second.indexOf(item));
      let turned = 0;
      places.forEach((place, i) => {
        for (let j = 0; j < i; j++) if (places[j]! > place) turned++;
      });
      return turned / Math.max(1, (items.length * (items.length - 1)) / 2);
    },
    subset(items, a, b) {
      const [first, second] = [a as readonly unknown[], b as readonly unknown[]];
      return items.filter((item) => first.includes(item) !== second.includes(item)).length / items.length;
    },
    simplex(items, a, b) {
      const [first, second] = [a as Readonly<Record<string, number>>, b as Readonly<Record<string, number>>];
      return items.reduce(
        (sum: number, item) => sum + Math.abs(first[item as string]! - second[item as string]!) / 2,
        0,
      );
    },
  };
