import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyChange } from '../../test/server/any-change.ts';
import { appliedAll } from '../history/applied.ts';
import { recordOf } from '../history/record.ts';
import { RICH } from '../testing/storage-samples.ts';
import { fromWire, toWire, type WireChange } from './change-json.ts';
import { change as changeSchema } from './messages.ts';

const sent = (change: WireChange): WireChange => JSON.parse(JSON.stringify(change)) as WireChange;

test('a trial with all that is awkward comes back as it was, through plain JSON', () => {
  const change = { type: 'trial', trial: recordOf(RICH, 1, 0) } as const;
  expect(fromWire(sent(toWire(change)))).toEqual(change);
});

test('numbers that JSON has no word for are texts; a text in an attribute stays one', () => {
  expect(toWire({ type: 'constrained', id: 1, key: 'c', value: Number.NaN })).toMatchObject({ value: 'NaN' });
  const said = { type: 'attributed', id: 1, owner: 'user', key: 'k', value: ['NaN', Number.NaN] } as const;
  expect(toWire(said)).toMatchObject({ json: '["NaN",NaN]' });
  expect(fromWire(sent(toWire(said)))).toEqual(said);
});

describe('laws', () => {
  test('what is sent is what arrives, and has the form that is described', () => {
    fc.assert(
      fc.property(anyChange(3), (change) => {
        const wire = sent(toWire(change));
        expect(fromWire(wire)).toEqual(change);
        expect(changeSchema.safeParse(wire).error).toBe(undefined);
      }),
      { numRuns: 500 },
    );
  });

  test('so are whole trials', () => {
    fc.assert(
      fc.property(fc.array(anyChange(3), { maxLength: 10 }), (changes) => {
        const change = { type: 'trial', trial: appliedAll(recordOf({ state: 'running' }, 3, 2), changes) } as const;
        const wire = sent(toWire(change));
        expect(fromWire(wire)).toEqual(change);
        expect(changeSchema.safeParse(wire).error).toBe(undefined);
      }),
    );
  });
});
