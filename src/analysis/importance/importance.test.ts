import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isVernierError } from '../../errors.ts';
import type { History } from '../../history/history.ts';
import { namedValues, type SearchSpace } from '../../space/nodes.ts';
import { random } from '../../math/random.ts';
import { categorical, float, int, ordinal } from '../../space/distribution.ts';
import { configurationAt } from '../../space/draw.ts';
import { branch, permutation, simplex, subset } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { type Importance, IMPORTANCE_METHODS } from './answer.ts';
import { importance } from './importance.ts';
import { toldHistory } from './told.test-support.ts';

/** Random trials of a space, with what a function says of their values by stored name. */
function searched(
  of: SearchSpace,
  trials: number,
  f: (values: ReadonlyMap<string, number>, i: number) => readonly number[],
  seed = 1,
): History {
  const stream = random(seed);
  const drafts = Array.from({ length: trials }, (_, i) => {
    const values = configurationAt(of, () => stream.uniform());
    const named = namedValues(of, values);
    const params = Object.create(null) as Record<string, object>;
    of.nodes.forEach(({ name, distribution }, node) => {
      if (!Number.isNaN(values[node]!)) params[name] = { distribution, internal: values[node]! };
    });
    return { params, values: f(named, i) };
  });
  return toldHistory(
    Array.from({ length: f(new Map(), 0).length }, () => 'minimize' as const),
    drafts,
  );
}

const shareOf = ({ params }: Importance, name: string) => params.find((param) => param.name === name)!;

function isSound({ params, pairs, explained }: Importance): void {
  const shares = [...params, ...(pairs ?? []), ...params.flatMap(({ total }) => (total === null ? [] : [total]))];
  for (const { value, low, high } of shares) {
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThanOrEqual(value);
    expect(value).toBeLessThanOrEqual(high);
    expect(high).toBeLessThanOrEqual(1);
  }
  for (const { active } of params) expect(active >= 0 && active <= 1).toBe(true);
  if (explained !== null) expect(explained >= 0 && explained <= 1).toBe(true);
}

const box = space({ a: float(0, 1), b: float(1e-4, 1, { log: true }), c: int(0, 9), d: float(0, 1) });
const g = (name: string, values: ReadonlyMap<string, number>): number => values.get(name) ?? 0;
const bowl = (values: ReadonlyMap<string, number>): readonly number[] => [
  (g('a', values) - 0.5) ** 2 * 4 + 0.1 * (Math.log10(g('b', values) + 1e-9) + 2) ** 2 + 0.02 * g('c', values),
];

describe.each(IMPORTANCE_METHODS)('%s', (method) => {
  test('finds what matters, the same at each call', () => {
    const history = searched(box, 120, bowl);
    const found = importance(history, box, { method });
    isSound(found);
    expect(found.trials).toBe(120);
    expect(found.objective).toBe('f0');
    expect(found.params.map(({ name }) => name).at(-1)).toBe('d');
    expect(shareOf(found, 'd').low).toBeLessThan(0.01);
    expect(importance(history, box, { method })).toEqual(found);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  test('all kinds of parameters, conditional ones and constants, with and without a declared space', () => {
    const all = space({
      rate: float(1e-4, 1, { log: true }),
      step: float(0, 1, { step: 0.25 }),
      units: int(1, 500, { log: true }),
      size: ordinal(['s', 'm', 'l']),
      fixed: float(2, 2),
      order: permutation(['a', 'b', 'c']),
      set: subset(['x', 'y']),
      mix: simplex(['p', 'q']),
      optimizer: branch({
        adam: { beta: float(0.8, 1), shared: float(0, 1) },
        sgd: { momentum: float(0, 1), shared: float(0, 100) },
      }),
    });
    const history = searched(all, 60, (values) => [
      g('optimizer', values) +
        g('size', values) +
        Math.abs(Math.log10(g('rate', values) + 1e-9) + 2) +
        g('momentum', values),
    ]);
    const found = importance(history, all, { method });
    isSound(found);
    expect(found.params.map(({ name }) => name).sort()).toEqual(
      [...new Set(all.groups.map(({ name }) => name))].sort(),
    );
    expect(shareOf(found, 'fixed')).toMatchObject({ value: 0, low: 0, high: 0 });
    expect(shareOf(found, 'shared').active).toBe(1);
    expect(shareOf(found, 'momentum').active).toBeLessThan(0.8);
    isSound(importance(history, null, { method }));
  });

  test('several objectives, by name', () => {
    const history = searched(box, 80, (values) => [g('a', values), g('d', values)]);
    expect(importance(history, box, { method, objective: 'f0' }).params[0]!.name).toBe('a');
    expect(importance(history, box, { method, objective: 'f1' }).params[0]!.name).toBe('d');
    const together = importance(history, box, { method });
    isSound(together);
    expect(together.objective).toBe(method === 'ped-anova' ? null : 'f0');
    expect(() => importance(history, box, { method, objective: 'f2' })).toThrow(/There is no objective "f2"/);
  });

  test('nothing to go by: words, no numbers', () => {
    const nothing = (history: History, of: SearchSpace | null = box): string => {
      const found = importance(history, of, { method });
      expect(found.params).toEqual([]);
      expect(found.explained).toBe(null);
      return found.warning!;
    };
    expect(nothing(toldHistory(['minimize'], []))).toContain('0 complete trials say nothing yet');
    expect(nothing(toldHistory(['minimize'], []), null)).toBe('No complete trial has parameters yet.');
    expect(nothing(searched(box, 1, bowl))).toContain('1 complete trial says nothing yet');
    expect(nothing(searched(box, 30, () => [3]))).toContain('All results are equal');
    expect(nothing(searched(box, 30, () => [Number.POSITIVE_INFINITY]))).toContain('nothing yet');
    const fixed = space({ a: float(1, 1) });
    expect(
      nothing(
        searched(fixed, 30, (_, i) => [i]),
        fixed,
      ),
    ).toBe('No parameter can vary.');
    const failed = Array.from({ length: 20 }, () => ({ state: 'failed', values: null }));
    expect(nothing(toldHistory(['minimize'], failed))).toContain('nothing yet');
  });

  test('one parameter; odd names; outliers that are nearly infinite', () => {
    const one = space({ x: float(0, 1) });
    const found = importance(
      searched(one, 60, (values) => [g('x', values)]),
      one,
      { method },
    );
    isSound(found);
    expect(found.params[0]!.value).toBeGreaterThan(0.9);
    const odd = space(
      JSON.parse('{"__proto__": null, "<script>": null, "constructor": null}', (key, value: unknown) =>
        key === '' ? value : float(0, 1),
      ) as Record<string, ReturnType<typeof float>>,
    );
    const history = searched(odd, 40, (values, i) => [i === 7 ? 1e300 : g('<script>', values)]);
    const names = importance(history, odd, { method });
    isSound(names);
    expect(names.params[0]!.name).toBe('<script>');
  });
});

describe('a warning', () => {
  test('of few trials, of no order, of noise', () => {
    expect(importance(searched(box, 20, bowl), box).warning).toContain('20 trials are few for 4 parameters');
    const equal = space({ a: float(0, 1), b: float(0, 1) });
    const sum = searched(equal, 200, (values) => [g('a', values) + g('b', values)]);
    expect(importance(sum, equal).warning).toMatch(/Whether [ab] or [ab] matters most cannot be told/);
    const stream = random(5);
    const noise = searched(box, 100, () => [stream.uniform()]);
    for (const method of ['fanova', 'sobol'] as const) {
      const found = importance(noise, box, { method });
      expect(found.explained).toBeLessThan(0.3);
      expect(found.warning).toMatch(/explains only \d+ %/);
    }
  });

  test('none where the evidence is good', () => {
    const clear = searched(box, 250, (values) => [g('a', values) + 0.2 * g('d', values)]);
    for (const method of IMPORTANCE_METHODS) expect(importance(clear, box, { method }).warning, method).toBe(null);
  });
});

describe('what counts', () => {
  test('infeasible trials are never among the best, failed and pruned ones are left out', () => {
    const stream = random(3);
    const { distribution } = box.nodes[0]!;
    const drafts = Array.from({ length: 200 }, (_, i) => {
      const [a, d] = [stream.uniform(), stream.uniform()];
      return {
        state: i % 10 === 0 ? 'failed' : 'complete',
        params: { a: { distribution, internal: a }, d: { distribution, internal: d } },
        values: i % 10 === 0 ? null : [a],
        constraints: { room: d < 0.5 ? 1 : -1 },
      };
    });
    const found = importance(toldHistory(['minimize'], drafts), null);
    expect(found.trials).toBe(180);
    expect(shareOf(found, 'd').low).toBeGreaterThan(0.02);
    expect(shareOf(importance(toldHistory(['minimize'], drafts), null, { method: 'sobol' }), 'd').value).toBeLessThan(
      0.02,
    );
  });

  test('a method that does not exist is refused', () => {
    try {
      importance(searched(box, 5, bowl), box, { method: 'anova' as never });
      expect.unreachable();
    } catch (error) {
      expect(isVernierError(error) && error.code).toBe('config-invalid');
    }
  });
});

describe('laws', () => {
  test('whatever is told, shares lie within their intervals, and those of PED-ANOVA add up to 1', () => {
    const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, 1e300, -1e300, 5e-324));
    const kinds = space({ a: float(0, 1), k: categorical(['x', 'y', 'z']), n: int(1, 3) });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.constantFrom(...IMPORTANCE_METHODS), (values, method) => {
        const found = importance(
          searched(kinds, values.length, (_, i) => [values[i] ?? 0]),
          kinds,
          { method },
        );
        isSound(found);
        const sum = found.params.reduce((all, { value: share }) => all + share, 0);
        if (method === 'ped-anova' && sum > 0) expect(sum).toBeCloseTo(1, 9);
      }),
      { numRuns: 15 },
    );
  });
});
