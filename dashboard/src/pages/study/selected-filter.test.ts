import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History } from '../../../../src/history/history.ts';
import { recordOf } from '../../../../src/history/record.ts';
import { rangesOf } from '../../desk/selection.ts';
import { TrialTable } from '../../desk/table.ts';
import { selectedFilter } from './selected-filter.ts';

test('ranges as a filter; too many are none', () => {
  expect(selectedFilter('3,10-20,25')).toBe('(number >= 10 and number <= 20) or number in (3, 25)');
  expect(selectedFilter('7')).toBe('number in (7)');
  expect([selectedFilter(''), selectedFilter(null)]).toEqual([null, null]);
  expect(selectedFilter(Array.from({ length: 30 }, (_, i) => 2 * i).join(','))).toBe(null);
});

describe('laws', () => {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply(
    Array.from({ length: 40 }, (_, i) => ({ type: 'trial' as const, trial: recordOf({ state: 'running' }, i, i) })),
  );
  const table = new TrialTable(history);

  test('the filter finds what was selected', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(39), { minLength: 1 }), (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const filter = selectedFilter(rangesOf(sorted));
        if (filter !== null) expect([...table.trials({ filter, sort: '' })]).toEqual(sorted);
      }),
    );
  });
});
