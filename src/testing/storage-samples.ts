import type { Change, Objective, TrialDraft } from '../history/record.ts';
import { categorical, float, int, ordinal } from '../space/distribution.ts';

/** One objective. */
export const ONE: readonly Objective[] = [{ name: 'loss', direction: 'minimize' }];

/** Two objectives, one of them to be made large. */
export const TWO: readonly Objective[] = [
  { name: 'accuracy', direction: 'maximize' },
  { name: 'size/kB', direction: 'minimize' },
];

/** The instant at which the laws take place. */
export const T0 = Date.UTC(2026, 10, 23, 22, 38, 3, 43);

/** A trial with something in every field, and all that is awkward in values and names. */
export const RICH: TrialDraft = {
  state: 'pruned',
  params: {
    lr: { distribution: float(1e-5, 1, { log: true }), internal: 3.0000000000000004e-5 },
    layers: { distribution: int(1, 9, { step: 2 }), internal: 7 },
    huge: { distribution: int(0, Number.MAX_SAFE_INTEGER), internal: 2 ** 53 - 3 },
    kind: { distribution: categorical([null, true, 1, 1.5, 'ö', 'ü"\\\n']), internal: 4 },
    size: { distribution: ordinal(['S', 'M', 'L']), internal: 2 },
    grid: { distribution: float(0, 1, { step: 0.1 }), internal: 0.3 },
    ['__proto__']: { distribution: float(-1, 1), internal: 5e-324 },
  },
  values: [Number.POSITIVE_INFINITY, -1.7976931348623157e308],
  reports: [
    [0, [0.1, Number.NaN]],
    [2, [Number.NEGATIVE_INFINITY, 2]],
    [10, [Number.NaN, Number.NaN]],
  ],
  metrics: {
    'val/loss': [
      [1, 0.5],
      [3, Number.NaN],
    ],
    größe: [[0, Number.POSITIVE_INFINITY]],
  },
  constraints: { memory: 0.25, '0': -1 },
  userAttributes: {
    tags: ['a', 'b'],
    big: 2 ** 53 - 1,
    nested: { '': { nan: Number.NaN, inf: [Number.NEGATIVE_INFINITY] } },
    text: 'é\u2028\u{1F600}\u0000',
  },
  systemAttributes: {
    'vernier:notes': { expert: 'x'.repeat(3000) },
    'vernier:seen': { trials: 5, open: [[3, 'running', 0, 2]] },
    fixed_params: { lr: 0.1 },
  },
  startedAt: T0,
  finishedAt: T0 + 61_234,
};

/** The like for a study with one objective. */
export const RICH_ONE: TrialDraft = {
  state: 'complete',
  values: [0.5],
  reports: [[1, [0.25]]],
  metrics: { m: [[1, 2]] },
  startedAt: T0,
  finishedAt: T0 + 1,
};

/** The fields of a trial without anything. */
export const EMPTY = {
  params: {},
  values: null,
  reports: [],
  metrics: {},
  constraints: {},
  userAttributes: {},
  systemAttributes: {},
  startedAt: null,
  finishedAt: null,
};

/** Every kind of change, with the repeats that must not count. */
export function story(id: number, other: number, objectives: number): readonly Change[] {
  const values = (...all: readonly number[]): readonly number[] => all.slice(0, objectives);
  return [
    { type: 'suggested', id, name: 'x', distribution: float(0, 1), internal: 0.25 },
    { type: 'suggested', id, name: 'x', distribution: float(0, 2), internal: 0.75 },
    { type: 'reported', id, step: 5, values: values(1, 2) },
    { type: 'reported', id, step: 5, values: values(3, 4) },
    { type: 'reported', id, step: 2, values: values(Number.NaN, 7) },
    { type: 'logged', id, step: 1, metrics: { m: 1, n: 2 } },
    { type: 'logged', id, step: 1, metrics: { m: 3 } },
    { type: 'constrained', id, key: 'c', value: 1 },
    { type: 'constrained', id, key: 'c', value: 2 },
    { type: 'attributed', id, owner: 'user', key: 'k', value: { a: 1 } },
    { type: 'attributed', id, owner: 'system', key: 'vernier:seen', value: 'y'.repeat(5000) },
    { type: 'attributed', id, owner: 'system', key: 'vernier:seen', value: { trials: 1 } },
    { type: 'paused', id, checkpoint: 'c', at: T0 + 1500 },
    { type: 'paused', id, checkpoint: 'd', at: T0 + 9500 },
    { type: 'started', id, at: T0 + 10_000 },
    { type: 'started', id: other, at: T0 + 10_000 },
    { type: 'finished', id, state: 'complete', values: values(9, 8), at: T0 + 12_000 },
    { type: 'finished', id: other, state: 'failed', values: null, at: T0 + 12_001 },
  ];
}
