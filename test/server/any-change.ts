import fc from 'fast-check';
import type { Change, Json } from '../../src/history/record.ts';
import { categorical, float, int } from '../../src/space/distribution.ts';

const T0 = Date.UTC(2026, 0, 1);
const instant = fc.integer({ min: 0, max: 200_000 }).map((ms) => T0 + ms);
const number = fc.oneof(
  fc.double({ noNaN: true }).map((x) => x + 0),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const values = fc.tuple(number, number);
const step = fc.integer({ min: 0, max: 5 });
const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', '<script>alert(1)</script>', '../x', 'ключ', '');
const json: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((one) => JSON.parse(JSON.stringify(one).replace(/-0\b/g, '0')) as Json),
  fc.constantFrom<Json>(Number.NaN, [Number.POSITIVE_INFINITY], { '': Number.NEGATIVE_INFINITY }, 'NaN', '\u2028\n\r'),
);

/** Any change to the trial of an id, of a study with two objectives. */
export const anyChange = (id: number): fc.Arbitrary<Change> =>
  fc.oneof(
    fc.record({ type: fc.constant('started' as const), id: fc.constant(id), at: instant }),
    fc.record({
      type: fc.constant('suggested' as const),
      id: fc.constant(id),
      name: fc.constantFrom('x', '__proto__'),
      distribution: fc.constantFrom(float(-2, 2), int(0, 3), float(0.1, 1, { log: true })),
      internal: fc.constantFrom(1, 0.5),
    }),
    fc.record({
      type: fc.constant('suggested' as const),
      id: fc.constant(id),
      name: fc.constant('z'),
      distribution: fc.constant(categorical(['p', 1.5, null, Number.NaN, 'NaN', Number.POSITIVE_INFINITY])),
      internal: fc.integer({ min: 0, max: 5 }),
    }),
    fc.record({ type: fc.constant('reported' as const), id: fc.constant(id), step, values }),
    fc.record({
      type: fc.constant('logged' as const),
      id: fc.constant(id),
      step,
      metrics: fc.dictionary(fc.constantFrom('m', '__proto__', 'n'), number),
    }),
    fc.record({ type: fc.constant('constrained' as const), id: fc.constant(id), key: name, value: number }),
    fc.record({
      type: fc.constant('attributed' as const),
      id: fc.constant(id),
      owner: fc.constantFrom('user' as const, 'system' as const),
      key: name,
      value: json,
    }),
    fc.record({
      type: fc.constant('paused' as const),
      id: fc.constant(id),
      checkpoint: fc.constantFrom(null, '/c/1'),
      at: instant,
    }),
    fc.record({
      type: fc.constant('finished' as const),
      id: fc.constant(id),
      state: fc.constantFrom('complete' as const, 'pruned' as const, 'failed' as const),
      values: fc.option(values),
      at: instant,
    }),
    fc.record({ type: fc.constant('removed' as const), id: fc.constant(id) }),
  );
