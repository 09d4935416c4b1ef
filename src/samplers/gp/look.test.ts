import { describe, expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { type Change, recordOf } from '../../history/record.ts';
import { random } from '../../math/random.ts';
import { int } from '../../space/distribution.ts';
import { branch } from '../../space/shape.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { space } from '../../space/space.ts';
import { Evidence } from '../evidence.ts';
import type { Choice } from '../transfer/winners.ts';
import { Features } from '../../space/features.ts';
import { aim, differs, find, type Look, type Turn } from './look.ts';
import { objectiveOutputs } from './outputs.ts';
import { settings } from './settings.ts';
import { Surrogates } from './surrogates.ts';

const chosen = {
  ...settings({}),
  effort: { candidates: 60, starts: 2, evaluations: 6, rounds: 3 },
  evaluations: 6,
};

/** A trial: values by node, NaN = inactive, and its loss; null = failed. */
type Tried = readonly [values: readonly number[], loss: number | null];

/** A look of trial 20 after such trials. */
function lookAfter(searched: SearchSpace, tried: readonly Tried[], changes: Partial<Turn> = {}): Look {
  const history = new History([{ name: 'f', direction: 'minimize' }]);
  const features = new Features(searched);
  const evidence = new Evidence(searched, 1);
  const told = tried.map(([values, loss], n): Change => {
    const params = searched.nodes.flatMap(({ name, distribution }, i) =>
      Number.isNaN(values[i]!) ? [] : [[name, { distribution, internal: values[i]! }] as const],
    );
    const end = loss === null ? ({ state: 'failed' } as const) : ({ state: 'complete', values: [loss] } as const);
    return { type: 'trial', trial: recordOf({ ...end, params: Object.fromEntries(params) }, n, n) };
  });
  evidence.observe(history, history.apply(told));
  const turn: Turn = {
    trial: 20,
    mine: [],
    awaited: [],
    fits: new Map(),
    effort: chosen.effort,
    stream: random(3),
    ...changes,
  };
  const surrogates = new Surrogates(features, evidence, chosen, null);
  const outputs = objectiveOutputs(evidence, features, chosen.warps);
  const fitted = surrogates.of(outputs, turn.awaited, turn.fits);
  return { turn, features, evidence, history, settings: chosen, untried: null, belief: null, kept: 1, ...fitted };
}

const found = (look: Look, fixed: Float64Array | null = null): Choice | null => find(look, aim(look, fixed), fixed);

const line = space({ x: int(0, 5) });
const onLine = (skip: readonly number[]): Tried[] =>
  [0, 1, 2, 3, 4, 5].filter((x) => !skip.includes(x)).map((x) => [[x], (x - 2) ** 2]);

const long = space({ x: int(0, 29) });
const onLong = (skip: readonly number[]): Tried[] =>
  Array.from({ length: 30 }, (_, x): Tried => [[x], (x - 14) ** 2]).filter((_, x) => !skip.includes(x));

describe('what is found', () => {
  test('was not tried, and was not proposed in the same ask', () => {
    expect(found(lookAfter(line, onLine([2, 3])))!.values).toEqual(Float64Array.of(2));
    const mine = [Float64Array.of(2)];
    expect(found(lookAfter(line, onLine([2, 3]), { mine, awaited: mine }))!.values).toEqual(Float64Array.of(3));
  });

  test('is nothing where all was tried', () => {
    expect(found(lookAfter(line, onLine([])))).toBeNull();
  });

  test('lies in the case of a branch that is fixed, and says so', () => {
    const forked = space({ kind: branch({ a: { x: int(0, 5) }, b: { y: int(0, 5) } }) });
    const tried = [0, 1, 4, 5].flatMap((v): Tried[] => [
      [[0, v, Number.NaN], v],
      [[1, Number.NaN, v], 50 + v],
    ]);
    const { values, notes } = found(lookAfter(forked, tried), Float64Array.of(1, Number.NaN, Number.NaN))!;
    expect(values[0]).toBe(1);
    expect(notes['why']).toMatch(/^Gaussian process on 8 results looks into kind = b: .* there, expected gain /);
    expect(found(lookAfter(forked, tried))!.values[0]).toBe(0);
  });

  test('is what failed by accident once more, where nothing is new', () => {
    const failed: Tried[] = [...onLong([14]), [[14], null]];
    const { values, notes, again } = found(lookAfter(long, failed))!;
    expect({ values, again }).toEqual({ values: Float64Array.of(14), again: true });
    expect(notes['why']).toMatch(
      /^Gaussian process on \d+ results tries once more what failed, by accident as it seems: /,
    );
    expect(found(lookAfter(long, [...failed, [[14], null]]))).toBeNull();
    expect(found(lookAfter(long, failed, { mine: [Float64Array.of(14)] }))).toBeNull();
  });
});

test('the fits that were made for it are in its notes, and only those', () => {
  const fits = new Map();
  expect(Object.keys(found(lookAfter(line, onLine([2]), { fits }))!.notes)).toEqual(['why', 'chance', 'fits']);
  expect(Object.keys(found(lookAfter(line, onLine([2]), { fits }))!.notes)).toEqual(['why', 'chance']);
});

test('the belief of the user counts, the less the more is known', () => {
  const against = (x: number) => (values: Float64Array) => (values[0] === x ? -1e5 : 0);
  const few = lookAfter(line, onLine([2, 3]));
  expect(found({ ...few, belief: against(2) })!.values).toEqual(Float64Array.of(3));
  expect(found({ ...few, belief: against(3) })!.values).toEqual(Float64Array.of(2));
  const many = lookAfter(long, onLong([14, 20]));
  expect(found({ ...many, belief: against(14) })!.values).toEqual(Float64Array.of(14));
});

test('configurations differ by what they mean', () => {
  expect(differs(line, Float64Array.of(1), [])).toBe(true);
  expect(differs(line, Float64Array.of(1), [Float64Array.of(0), Float64Array.of(2)])).toBe(true);
  expect(differs(line, Float64Array.of(1), [Float64Array.of(0), Float64Array.of(1)])).toBe(false);
});
