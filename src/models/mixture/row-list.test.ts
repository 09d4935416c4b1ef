import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowList } from './row-list.ts';

test('rows stand in order, and say where', () => {
  const key = (row: number): number => (row * 7) % 10; // a permutation of 0 … 9
  for (const compare of [undefined, (a: number, b: number) => key(a) - key(b)])
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (toggled) => {
        const list = new RowList(compare);
        const twin = new Set<number>();
        const sorted = (): number[] => [...twin].sort(compare ?? ((a, b) => a - b));
        for (const row of toggled) {
          if (twin.has(row)) {
            expect(list.remove(row)).toBe(sorted().indexOf(row));
            twin.delete(row);
          } else {
            twin.add(row);
            expect(list.add(row)).toBe(sorted().indexOf(row));
          }
          expect([...list.rows]).toEqual(sorted());
          expect(list.at(list.count)).toBeUndefined();
          expect(list.at(-1)).toBeUndefined();
        }
      }),
    );
});
