import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categorical, float, int } from '../space/distribution.ts';
import { applied, appliedAll } from './applied.ts';
import { History } from './history.ts';
import { type Change, recordOf, type TrialRecord } from './record.ts';
import { changesTo, historyAt, seenOf } from './seen.ts';
import { historyOf, snapshotOf } from './snapshot-writer.ts';

const objectives = [
  { name: 'loss', direction: 'minimize' },
  { name: 'accuracy', direction: 'maximize' },
] as const;
const created = (number: number): Change => ({
  type: 'trial',
  trial: recordOf({ state: 'running', startedAt: 1000 }, 10 + number, number),
});
const records = (history: History): TrialRecord[] =>
  Array.from({ length: history.size }, (_, row) => history.record(row));

describe('one trial', () => {
  test('goes from ask to tell', () => {
    const history = new History(objectives);
    const delta = history.apply([
      created(0),
      { type: 'suggested', id: 10, name: 'lr', distribution: float(0, 1), internal: 0.25 },
      { type: 'reported', id: 10, step: 1, values: [2, 0.5] },
      { type: 'logged', id: 10, step: 1, metrics: { time: 3 } },
      { type: 'finished', id: 10, state: 'complete', values: [1, 0.75], at: 3500 },
    ]);
    expect([...delta.rows]).toEqual([0]);
    expect(delta.reset).toBe(false);
    expect([...history.losses.subarray(0, 2)]).toEqual([1, -0.75]);
    expect(history.seconds[0]).toBe(2.5);
    expect(history.record(0)).toMatchObject({
      state: 'complete',
      values: [1, 0.75],
      reports: [[1, [2, 0.5]]],
      metrics: { time: [[1, 3]] },
    });
    expect(history.find(new Map([['lr', 0.25]]))).toBe(0);
    expect(history.find(new Map([['lr', 0.5]]))).toBe(null);
  });

  test('does not count its pauses as seconds', () => {
    const history = new History(objectives);
    history.apply([created(0), { type: 'paused', id: 10, checkpoint: 'c', at: 3000 }]);
    history.apply([
      { type: 'started', id: 10, at: 60_000 },
      { type: 'finished', id: 10, state: 'complete', values: [1, 1], at: 61_000 },
    ]);
    expect(history.seconds[0]).toBe(3);
  });

  test('a trial that is paused without an instant of its start keeps none, as its record does', () => {
    const history = new History(objectives);
    const trial = recordOf({ state: 'running' }, 10, 0);
    const paused = { type: 'paused', id: 10, checkpoint: null, at: 3000 } as const;
    history.apply([{ type: 'trial', trial }, paused]);
    expect(history.record(0).systemAttributes).toEqual(applied(trial, paused).systemAttributes);
  });

  test('does not count the wait of a trial that is paused and then closed', () => {
    const history = new History(objectives);
    history.apply([created(0), { type: 'paused', id: 10, checkpoint: 'c', at: 3000 }]);
    history.apply([{ type: 'finished', id: 10, state: 'pruned', values: [1, 1], at: 90_000 }]);
    expect(history.seconds[0]).toBe(2);
  });

  test('a removal resets, and the row is no duplicate any more', () => {
    const history = new History(objectives);
    history.apply([created(0), { type: 'suggested', id: 10, name: 'x', distribution: int(0, 9), internal: 3 }]);
    expect(history.find(new Map([['x', 3]]))).toBe(0);
    expect(history.apply([{ type: 'removed', id: 10 }]).reset).toBe(true);
    expect(history.find(new Map([['x', 3]]))).toBe(null);
    expect(history.open).toEqual([]);
  });

  test('an edited end resets; the same record again does not', () => {
    const history = new History(objectives);
    history.apply([created(0), { type: 'finished', id: 10, state: 'complete', values: [1, 1], at: 2000 }]);
    const trial = history.record(0);
    expect(history.apply([{ type: 'trial', trial }]).reset).toBe(false);
    expect(history.apply([{ type: 'trial', trial: { ...trial, values: [2, 1] } }]).reset).toBe(true);
  });

  test('a constraint of an ended trial resets, by one change or by its record; that of one that runs does not', () => {
    const history = new History(objectives);
    const broken = (id: number): Change => ({ type: 'constrained', id, key: 'c', value: 1 });
    const end = (id: number): Change => ({ type: 'finished', id, state: 'complete', values: [1, 1], at: 2000 });
    history.apply([created(0), created(1), created(2), end(10), end(11)]);
    const trial = history.record(1);
    expect(history.apply([broken(10)]).reset).toBe(true);
    expect(history.apply([{ type: 'trial', trial: { ...trial, constraints: { c: 1 } } }]).reset).toBe(true);
    expect(history.apply([{ type: 'trial', trial: history.record(1) }]).reset).toBe(false);
    expect(history.apply([broken(12)]).reset).toBe(false);
    expect(history.apply([end(12)]).reset).toBe(false);
  });

  test('names from outside are ordinary keys', () => {
    const history = new History(objectives);
    history.apply([
      created(0),
      { type: 'suggested', id: 10, name: '__proto__', distribution: float(0, 1), internal: 0.5 },
      { type: 'attributed', id: 10, owner: 'user', key: '__proto__', value: { polluted: true } },
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(history.record(0).params)).toEqual(['__proto__']);
    expect(Object.keys(history.record(0).userAttributes)).toEqual(['__proto__']);
  });
});

const json = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.double(), { maxLength: 3 }),
);
const change = (ids: number): fc.Arbitrary<Change> => {
  const id = fc.integer({ min: 0, max: ids - 1 }).map((n) => 10 + n);
  const step = fc.integer({ min: 0, max: 5 });
  const value = fc.double();
  return fc.oneof(
    fc.record({
      type: fc.constant('suggested' as const),
      id,
      name: fc.constantFrom('a', 'b'),
      distribution: fc.constantFrom(float(0, 1), float(0, 2)),
      internal: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({
      type: fc.constant('suggested' as const),
      id,
      name: fc.constant('c'),
      distribution: fc.constant(categorical(['x', 'y'])),
      internal: fc.constantFrom(0, 1),
    }),
    fc.record({ type: fc.constant('reported' as const), id, step, values: fc.tuple(value, value) }),
    fc.record({
      type: fc.constant('logged' as const),
      id,
      step,
      metrics: fc.dictionary(fc.constantFrom('m', 'n'), value),
    }),
    fc.record({
      type: fc.constant('constrained' as const),
      id,
      key: fc.constantFrom('k', 'l'),
      value: fc.double({ noNaN: true, min: -5, max: 5 }),
    }),
    fc.record({
      type: fc.constant('attributed' as const),
      id,
      owner: fc.constantFrom('user' as const, 'system' as const),
      key: fc.constantFrom('p', 'q'),
      value: json,
    }),
    fc.record({
      type: fc.constant('paused' as const),
      id,
      checkpoint: fc.constantFrom(null, 'c'),
      at: fc.integer({ min: 2000, max: 5000 }),
    }),
    fc.record({ type: fc.constant('started' as const), id, at: fc.integer({ min: 2000, max: 5000 }) }),
    fc.record({
      type: fc.constant('finished' as const),
      id,
      state: fc.constantFrom('complete' as const, 'pruned' as const),
      values: fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })),
      at: fc.integer({ min: 5000, max: 9000 }),
    }),
  );
};
const script = fc.array(change(4), { maxLength: 40 });
const start = Array.from({ length: 4 }, (_, number) => created(number));

test('choices that JSON has no word for go through a snapshot', () => {
  const odd = categorical(['a', Number.NaN, Number.NEGATIVE_INFINITY, null]);
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply([
    { type: 'trial', trial: recordOf({ state: 'running', params: { c: { distribution: odd, internal: 1 } } }, 1, 0) },
  ]);
  expect(historyOf(snapshotOf(history)).record(0).params['c']!.distribution).toEqual(odd);
});

test('a history that has grown out of its snapshot lets go of it', () => {
  const history = new History(objectives);
  history.apply([created(0), { type: 'suggested', id: 10, name: 'lr', distribution: float(0, 1), internal: 0.25 }]);
  const snapshot = snapshotOf(history);
  const copy = historyOf(snapshot);
  const buffers = (): unknown[] => {
    const { texts, columns, ...table } = copy.table;
    const arrays = [...Object.values(table), ...Object.values(texts), ...[...columns.values()].flatMap(Object.values)];
    return arrays.flatMap((array) => (ArrayBuffer.isView(array) ? [array.buffer] : []));
  };
  expect(buffers()).toContain(snapshot.bytes);
  copy.apply([created(1)]);
  expect(buffers()).not.toContain(snapshot.bytes);
});

describe('laws', () => {
  test('a history says of a trial what `applied` says of its record', () => {
    fc.assert(
      fc.property(script, (changes) => {
        const history = new History(objectives);
        history.apply([...start, ...changes]);
        for (let row = 0; row < 4; row++) {
          const own = changes.filter((one) => one.type !== 'trial' && one.id === 10 + row);
          const record = appliedAll(recordOf({ state: 'running', startedAt: 1000 }, 10 + row, row), own);
          expect(plain(history.record(row))).toEqual(plain(record));
        }
      }),
    );
  });

  test('apply(a ++ b) = apply(a), apply(b)', () => {
    fc.assert(
      fc.property(script, fc.nat(40), (changes, at) => {
        const whole = new History(objectives);
        whole.apply([...start, ...changes]);
        const halves = new History(objectives);
        halves.apply([...start, ...changes.slice(0, at)]);
        halves.apply(changes.slice(at));
        expect(records(halves)).toEqual(records(whole));
        expect(halves.open).toEqual(whole.open);
      }),
    );
  });

  test('a change applied twice gives the same as once', () => {
    fc.assert(
      fc.property(script, (changes) => {
        const once = new History(objectives);
        const twice = new History(objectives);
        once.apply([...start, ...changes]);
        twice.apply(start);
        for (const one of changes) {
          twice.apply([one]);
          twice.apply([one]);
        }
        expect(records(twice)).toEqual(records(once));
      }),
    );
  });

  test('a snapshot gives the history back, and it can go on', () => {
    fc.assert(
      fc.property(script, script, (changes, more) => {
        const history = new History(objectives);
        history.apply([...start, ...changes]);
        const copy = historyOf(snapshotOf(history));
        expect(records(copy)).toEqual(records(history));
        expect(copy.open).toEqual(history.open);
        history.apply(more);
        copy.apply(more);
        expect(records(copy)).toEqual(records(history));
      }),
    );
  });

  test('what was seen can be seen again, alone or step by step', () => {
    fc.assert(
      fc.property(
        script,
        fc.array(fc.nat(40), { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(4)),
        (changes, pauses, tour) => {
          const live = new History(objectives);
          live.apply(start.slice(0, 2));
          // Changes to a trial that is over do not happen: what was seen of an end stays.
          const over = new Set<number>();
          const possible = changes.filter((one) => {
            if (one.type === 'trial' || over.has(one.id)) return false;
            if (one.type === 'finished') over.add(one.id);
            return true;
          });
          const late = possible.filter((one) => one.type !== 'trial' && one.id >= 12);
          const early = possible.filter((one) => one.type !== 'trial' && one.id < 12);
          const views = pauses
            .toSorted((a, b) => a - b)
            .map((pause, i, all) => {
              live.apply(early.slice(all[i - 1] ?? 0, pause));
              if (i === 1) live.apply([...start.slice(2), ...late]);
              return seenOf(live, [0]);
            });
          live.apply(early.slice(pauses.toSorted((a, b) => a - b).at(-1)));
          const past = new History(objectives);
          for (const stop of [...tour, pauses.length - 1]) {
            const seen = views[stop % views.length]!;
            past.apply(changesTo(past, live, seen));
            const there = records(past).filter(({ state }) => state !== 'removed');
            expect(there).toEqual(records(historyAt(live, seen)));
          }
        },
      ),
    );
  });
});

/** Maps without prototype and plain objects compare alike; the order of steps and names does not matter. */
function plain(trial: TrialRecord): unknown {
  return JSON.parse(
    JSON.stringify(trial, (_, value: unknown) =>
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : Object.is(value, -0) ? 0 : value,
    ),
  );
}
