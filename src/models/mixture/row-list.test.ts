import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowList } from './row-list.ts';

const key = (row: number): number => (row * 7) % 10; // a permutation of 0 … 9

class Shuffled extends RowList {
  protected override isBefore(a: number, b: number): boolean {
    return key(a) < key(b);
  }
}

test('rows stand in order, and say where', () => {
  const cases: readonly (readonly [RowList, (a: number, b: number) => number])[] = [
    [new RowList(), (a, b) => a - b],
    [new Shuffled(), (a, b) => key(a) - key(b)],
  ];
  for (const [list, compare] of cases)
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (toggled) => {
        for (const row of list.rows.slice()) list.remove(row);
        const twin = new Set<number>();
        const sorted = (): number[] => [...twin].sort(compare);
        for (const row of toggled) {
          if (twin.has(row)) {
            expect(list.remove(row)).toBe(sorted().indexOf(row));
            twin.delete(row);
          } else {
            twin.add(row);
            expect(list.add(row)).toBe(sorted().indexOf(row));
          }
          expect([...list.rows]).toEqual(sorted());
          for (let i = 0; i < list.count; i++) expect(list.at(i)).toBe(sorted()[i]);
        }
      }),
    );
});
