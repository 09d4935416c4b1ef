import { categorical, type Choice, type Distribution, float, int } from './distribution.ts';
import type { ParamValue, Permutation, Simplex, Subset } from './shape.ts';

/** A parameter that is stored in several named parts. */
export type Composite = Permutation | Subset | Simplex;

/** The stored name of part `i`. */
export const partName = (name: string, i: number): string => `${name}#${i}`;

/** The distributions of a composite's parts, in order. */
export function parts(composite: Composite): readonly Distribution[] {
  const n = composite.items.length;
  switch (composite.kind) {
    case 'permutation':
      return Array.from({ length: n - 1 }, (_, i) => int(0, n - 1 - i));
    case 'subset':
      return Array.from({ length: n }, () => categorical([false, true]));
    case 'simplex':
      return Array.from({ length: n - 1 }, () => float(0, 1));
  }
}

/** The user's value from the parts' internal values. */
export function assemble(composite: Composite, internals: readonly number[]): ParamValue {
  switch (composite.kind) {
    case 'permutation':
      return order(internals, composite.items);
    case 'subset':
      return composite.items.filter((_, i) => internals[i] === 1);
    case 'simplex':
      return shares(internals, composite.items);
  }
}

/** The parts' internal values of what the user gave, or null where it is no value of the composite. */
export function disassemble(composite: Composite, value: unknown): readonly number[] | null {
  switch (composite.kind) {
    case 'permutation':
      return lehmer(value, composite.items);
    case 'subset':
      return membership(value, composite);
    case 'simplex':
      return sticks(value, composite.items);
  }
}

/** The ordering of a Lehmer code: digit i counts the unused items that stand before the chosen one. */
export function order<T extends Choice>(digits: readonly number[], items: readonly T[]): readonly T[] {
  const left = [...items];
  const ordered = digits.map((digit) => left.splice(digit, 1)[0]!);
  return [...ordered, left[0]!];
}

/** The Lehmer code of an ordering; null where it is none of the items. */
export function lehmer(value: unknown, items: readonly Choice[]): readonly number[] | null {
  if (!Array.isArray(value) || value.length !== items.length) return null;
  const left = [...items];
  const digits: number[] = [];
  for (const item of value) {
    const digit = left.indexOf(item as Choice);
    if (digit < 0) return null;
    left.splice(digit, 1);
    digits.push(digit);
  }
  return digits.slice(0, -1);
}

function membership(value: unknown, { items, min, max }: Subset): readonly number[] | null {
  if (!Array.isArray(value) || value.length < min || value.length > max) return null;
  if (new Set(value).size !== value.length || value.some((item) => !items.includes(item as Choice))) return null;
  return items.map((item) => (value.includes(item) ? 1 : 0));
}

/**
 * Stick-breaking: share i = rest · (1 − (1 − u_i)^(1/(k − 1 − i))), which makes independent uniform u_i
 * uniform on the simplex (Dirichlet with all parameters 1).
 */
function shares<T extends string>(units: readonly number[], items: readonly T[]): Readonly<Record<T, number>> {
  let rest = 1;
  const taken = units.map((u, i) => {
    const share = rest * -Math.expm1(Math.log1p(-u) / (items.length - 1 - i));
    rest = Math.max(0, rest - share);
    return share;
  });
  const all = [...taken, rest];
  return Object.fromEntries(items.map((item, i) => [item, all[i]!])) as Readonly<Record<T, number>>;
}

function sticks(value: unknown, items: readonly string[]): readonly number[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const given = value as Readonly<Record<string, unknown>>;
  if (Object.keys(given).length !== items.length) return null;
  const numbers = items.map((item) => given[item]);
  if (!numbers.every((share): share is number => typeof share === 'number' && share >= 0)) return null;
  const sum = numbers.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-6) return null;
  let rest = 1;
  return numbers.slice(0, -1).map((share, i) => {
    const taken = rest <= 0 ? 0 : Math.min(1, share / sum / rest);
    rest = Math.max(0, rest - share / sum);
    return Math.min(1, -Math.expm1(Math.log1p(-taken) * (items.length - 1 - i)));
  });
}
