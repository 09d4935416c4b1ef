import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vectorOrder } from '../vector-order.ts';
import { rungOf } from './rung.ts';

const loss = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.constant(Number.NaN));

test('trials come and go: the order, each place and the first that is wanted, against one made anew', () => {
  const arrival = (width: number) =>
    fc.record({ row: fc.nat(15), losses: fc.array(loss, { minLength: width, maxLength: width }) });
  const life = fc
    .integer({ min: 1, max: 3 })
    .chain((width) => fc.tuple(fc.constant(width), fc.array(arrival(width), { maxLength: 30 })));
  fc.assert(
    fc.property(life, fc.nat(12), ([width, arrivals], count) => {
      const rung = rungOf(width);
      const here = new Map<number, Float64Array>();
      for (const { row, losses } of arrivals) {
        const old = here.get(row);
        if (old !== undefined) rung.remove(row, old);
        if (old !== undefined && losses[0]! % 2 === 0) here.delete(row);
        else {
          here.set(row, Float64Array.from(losses));
          rung.insert(row, here.get(row)!);
        }
      }
      const rows = [...here.keys()].sort((a, b) => a - b);
      const all = Float64Array.from(rows.flatMap((row) => [...here.get(row)!]));
      const expected = [...vectorOrder(all, rows.length, width)].map((i) => rows[i]!);
      expect(rung.size).toBe(rows.length);
      expect([...rung.order()]).toEqual(expected);
      expected.forEach((row, place) => {
        expect(rung.place(row, here.get(row)!)).toBe(place);
        expect(rung.isAmong(row, here.get(row)!, count, false)).toBe(place < count);
      });
      const isWanted = (row: number): boolean => row % 3 === 1;
      expect(rung.firstAmong(count, isWanted)).toBe(expected.slice(0, count).find(isWanted) ?? null);
    }),
  );
});

test('ties with the last of the best count as among them, where losses are numbers', () => {
  const rung = rungOf(1);
  const one = Float64Array.of(1);
  [0, 1, 2].forEach((row) => rung.insert(row, one));
  expect(rung.isAmong(2, one, 1, false)).toBe(false);
  expect(rung.isAmong(2, one, 1, true)).toBe(true);
});
