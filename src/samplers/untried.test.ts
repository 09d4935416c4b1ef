import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { type Change, recordOf } from '../history/record.ts';
import { random } from '../math/random.ts';
import { forbidden } from '../space/constraint.ts';
import { categorical, float, int } from '../space/distribution.ts';
import { satisfies } from '../space/feasible.ts';
import { namedValues } from '../space/nodes.ts';
import { configurations } from '../space/points.ts';
import { space } from '../space/space.ts';
import { Untried } from './untried.ts';

const small = space({ k: int(1, 4), c: categorical(['p', 'q', 'r']) }, { constraints: [forbidden({ k: 4, c: 'p' })] });
const ALL = [...configurations(small, random(1))].filter((values) => satisfies(small, values));

/** A trial that took one of them. */
function tried(values: Float64Array, n: number): Change {
  const named = namedValues(small, values);
  const params = small.nodes.map(({ name, distribution }) => [name, { distribution, internal: named.get(name)! }]);
  return {
    type: 'trial',
    trial: recordOf({ state: 'complete', values: [n], params: Object.fromEntries(params) }, n, n),
  };
}

const sorted = (list: readonly Float64Array[] | null) => list?.map(String).sort();

test('what is left is what no trial has, whatever was taken back', () => {
  const history = new History([{ name: 'f', direction: 'minimize' }]);
  const untried = Untried.of(small, satisfies)!;
  expect(ALL.length).toBe(11);
  ALL.forEach((values, n) => {
    untried.observe(history, history.apply([tried(values, n)]));
    expect(untried.count(history, 5)).toBe(n < 5 ? null : 10 - n);
    expect(sorted(untried.atMost(history, 11))).toEqual(sorted(ALL.slice(n + 1)));
  });
  untried.observe(history, history.apply([{ type: 'removed', id: 3 }]));
  expect(sorted(untried.atMost(history, 1))).toEqual([String(ALL[3])]);
  const fresh = Untried.of(small, satisfies)!;
  expect(sorted(fresh.atMost(history, 1))).toEqual([String(ALL[3])]);
});

test('what is endless, or too much to be listed, is not', () => {
  expect(Untried.of(space({ x: float(0, 1) }), satisfies)).toBeNull();
  expect(Untried.of(space({ a: int(1, 1000), b: int(1, 1000) }), satisfies)).toBeNull();
});
