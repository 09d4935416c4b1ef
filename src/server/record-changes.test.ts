import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyChange } from '../../test/server/any-change.ts';
import { appliedAll } from '../history/applied.ts';
import { type Change, recordOf, type TrialRecord } from '../history/record.ts';
import { float } from '../space/distribution.ts';
import { recordChanges } from './record-changes.ts';

const BEGUN = recordOf({ state: 'running', startedAt: 1000 }, 7, 3);
const after = (...changes: Change[]): TrialRecord => appliedAll(BEGUN, changes);
const report = (step: number, value: number): Change => ({ type: 'reported', id: 7, step, values: [value] });

test('a trial that went on is told by what is new in it alone', () => {
  const before = after(report(1, 0.5));
  const end: Change = { type: 'finished', id: 7, state: 'complete', values: [0.4], at: 2000 };
  const said: Change = { type: 'attributed', id: 7, owner: 'user', key: 'note', value: 'good' };
  const param: Change = { type: 'suggested', id: 7, name: 'x', distribution: float(0, 1), internal: 0.5 };
  expect(recordChanges(before, appliedAll(before, [param, report(2, 0.4), said, end]))).toEqual([
    param,
    report(2, 0.4),
    said,
    end,
  ]);
  expect(recordChanges(before, structuredClone(before))).toEqual([]);
});

test('what takes something back, and a pause, is told as the whole trial', () => {
  const before = after(report(1, 0.5), report(2, 0.4));
  for (const other of [BEGUN, after(report(1, 0.6), report(2, 0.4)), { ...before, id: 8 }])
    expect(recordChanges(before, other)).toEqual([{ type: 'trial', trial: other }]);
  const paused = appliedAll(before, [{ type: 'paused', id: 7, checkpoint: null, at: 3000 }]);
  expect(recordChanges(before, paused)).toEqual([{ type: 'trial', trial: paused }]);
});

test('a removed trial is told once', () => {
  const gone = recordOf({ state: 'removed' }, 7, 3);
  expect(recordChanges(BEGUN, gone)).toEqual([{ type: 'removed', id: 7 }]);
  expect(recordChanges(gone, gone)).toEqual([]);
});

describe('laws', () => {
  const course = fc.array(anyChange(7), { maxLength: 12 });

  test('the changes lead from the one record to the other', () => {
    fc.assert(
      fc.property(course, course, (first, second) => {
        const before = appliedAll(BEGUN, first);
        const now = appliedAll(before, second);
        const changes = recordChanges(before, now);
        const led = appliedAll(before, changes);
        if (now.state === 'removed') expect(led.state).toBe('removed');
        else expect(led).toEqual(now);
        expect(recordChanges(led, now)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('two records that have nothing to do with each other, too', () => {
    fc.assert(
      fc.property(course, course, (first, second) => {
        const [before, now] = [appliedAll(BEGUN, first), appliedAll(BEGUN, second)];
        if (now.state !== 'removed') expect(appliedAll(before, recordChanges(before, now))).toEqual(now);
      }),
      { numRuns: 500 },
    );
  });
});
