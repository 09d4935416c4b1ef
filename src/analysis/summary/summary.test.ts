import { describe, expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { categorical, float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { type Told, toldHistory } from '../charts/told.test-support.ts';
import type { SummaryOptions } from './seen.ts';
import { type StudySummary, summary, SUMMARY_PARTS, type SummaryAbout } from './summary.ts';

const SETTINGS = { rate: float(1e-4, 1, { log: true }), width: float(0, 100), kind: categorical(['a', 'b', 'c']) };
const SPACE = space(SETTINGS);
const BEGAN = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;
const plain: SummaryOptions = { space: SPACE, seed: 1 };

/** Trials drawn at random of which rate near 0.01 is best and `kind` 1 is needed; one a minute. */
function drawn(count: number, made: (loss: number, i: number) => Partial<Told> = () => ({})): readonly Told[] {
  const stream = random(7);
  return Array.from({ length: count }, (_, i): Told => {
    const [unit, width, kind] = [stream.uniform(), 100 * stream.uniform(), Math.floor(3 * stream.uniform())];
    const distance = 4 * unit - 2;
    const loss = 1 + distance * distance + (kind === 1 ? 0 : 0.5);
    return {
      state: 'complete',
      params: { rate: Math.exp(Math.log(1e-4) + unit * Math.log(1e4)), width, kind },
      values: [loss],
      startedAt: BEGAN + i * MINUTE,
      finishedAt: BEGAN + (i + 1) * MINUTE,
      ...made(loss, i),
    };
  });
}

const of = (trials: readonly Told[], options: Partial<SummaryOptions> = {}, objectives = 1): StudySummary =>
  summary(toldHistory(trials, SETTINGS, Array(objectives).fill('minimize')), { ...plain, ...options });

const said = ({ parts }: StudySummary, about: SummaryAbout): string => {
  const { sentences, items } = parts.find((part) => part.about === about)!;
  return [...sentences, ...items].join(' ');
};

describe('odd studies', () => {
  const studies: Readonly<Record<string, readonly Told[]>> = {
    none: [],
    running: drawn(3, () => ({ state: 'running', values: null, finishedAt: null })),
    one: drawn(1),
    failed: drawn(30, () => ({ state: 'failed', values: null })),
    equal: drawn(40, () => ({ values: [1] })),
    infinite: drawn(40, () => ({ values: [Number.POSITIVE_INFINITY] })),
    infeasible: drawn(40, () => ({ constraints: { memory: 2 } })),
    timeless: drawn(40, () => ({ startedAt: null, finishedAt: null })),
    removed: drawn(40, () => ({ state: 'removed' })),
  };
  test.each(Object.keys(studies))('%s: all parts say something, and no number is missing', (name) => {
    for (const options of [{}, { space: null }, { price: { perHour: 2 }, currency: 'EUR' }]) {
      const made = of(studies[name]!, options);
      expect(made.parts.map(({ about }) => about)).toEqual(SUMMARY_PARTS);
      for (const { sentences, items } of made.parts) {
        expect(sentences.length + items.length).toBeGreaterThan(0);
        for (const sentence of [...sentences, ...items]) {
          expect(sentence).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
          expect(sentence).toMatch(/[.:]$/);
        }
      }
    }
  });

  test('what is not there is said', () => {
    expect(said(of([]), 'best')).toBe('Nothing yet: no trial has begun.');
    expect(said(of(studies['failed']!), 'best')).toBe('All trials have failed: there is no result.');
    expect(said(of(studies['infeasible']!), 'best')).toBe('No trial has met the constraints yet.');
    expect(said(of(studies['timeless']!), 'effort')).toBe('How long trials ran is not known.');
    expect(said(of(studies['one']!), 'ahead')).toMatch(/^There is no forecast: too few results: 1;/);
    expect(said(of(studies['one']!), 'regions')).toBe('1 result is too few to tell: 20 are needed at least.');
  });
});

describe('a study that found something', () => {
  const trials = drawn(120, (loss, i) => (i % 4 === 3 && loss > 2 ? { state: 'failed', values: null } : {}));
  const best = trials.reduce(
    (a, b, i) => (b.state === 'complete' && b.values![0]! < trials[a]!.values![0]! ? i : a),
    0,
  );
  const made = of(trials, { sampler: 'random', price: { perHour: 3 }, currency: 'EUR' });

  test('says the best, what was searched, how long and at what cost', () => {
    expect(said(made, 'best')).toMatch(
      new RegExp(`^Trial ${best} is the best: f0 1\\.0\\d+\\. It has rate 0\\.0\\d+, width [\\d.]+ and kind b\\.`),
    );
    expect(said(made, 'searched')).toMatch(
      /^Wanted: f0 as low as it goes\. 3 parameters \(2 numbers and 1 choice\): rate, width and kind\./,
    );
    const failed = trials.filter(({ state }) => state === 'failed').length;
    expect(said(made, 'searched')).toContain(`Of 120 trials ${120 - failed} came to a result and ${failed} failed.`);
    expect(said(made, 'effort')).toBe(
      'From 2026-03-01 12:00 to 14:00 UTC: 2 h by the clock. Trials ran for 2 h in all, one at a time. That cost 6.00 EUR, 0.05 EUR for each of 120 trials.',
    );
  });

  test('says what mattered and where good results lie, and not more', () => {
    expect(said(made, 'influence')).toMatch(/^(rate|kind) mattered most: \d+ % \(\d+ to \d+ %\)\./);
    expect(said(made, 'regions')).toMatch(/rate lies from 0\.00\d+ to 0\.0\d+ \(searched: 0.0001 to 1\)\./);
    expect(said(made, 'regions')).toMatch(/kind is b in \d+ % of them, in \d+ % of all\./);
    expect(said(made, 'regions')).not.toContain('width');
  });

  test('says how sure the best is, before and after it ran again', () => {
    expect(said(made, 'best')).toMatch(
      /It ran once\. If results vary by chance, the best of \d+ looks better than it is/,
    );
    expect(said(made, 'next')).toContain('confirm: 3');
    const first = trials[best]!.values![0]!;
    const repeats = [0.2, 0.3, 0.25].map(
      (worse, i): Told => ({
        ...trials[best]!,
        values: [first + worse],
        systemAttributes: { 'vernier:confirms': { trial: best, repeat: i + 1 } },
      }),
    );
    const confirmed = of([...trials, ...repeats]);
    expect(said(confirmed, 'best')).toMatch(/: f0 1\.\d+ ± 0\.029\./);
    expect(said(confirmed, 'best')).toMatch(
      /Confirmed by running it again 3 times\. Its first score, 1\.0\d+, the best of \d+, was 0\.25 too good\./,
    );
    expect(said(confirmed, 'next')).not.toContain('confirm: 3');
    expect(said(confirmed, 'best')).not.toContain('left');
  });

  test('says how many repeats are missing, as long as some are', () => {
    const repeat = (repeat: number, isOver: boolean): Told => ({
      ...trials[best]!,
      ...(isOver ? {} : { state: 'waiting', values: null, startedAt: null, finishedAt: null }),
      systemAttributes: { 'vernier:confirms': { trial: best, repeat } },
    });
    const begun = of([...trials, repeat(1, true), repeat(2, false), repeat(3, false)]);
    expect(said(begun, 'best')).toContain(
      ' Not finished: 2 runs left. The same vernier run as before, with its --confirm, makes them.',
    );
    expect(said(of([...trials, repeat(1, false)]), 'best')).toContain(' Not confirmed: 1 run left. ');
  });

  test('of results that are all noise, a best one that ran once is told to be luck, and about how much', () => {
    const noise = random(3);
    const noisy = of(drawn(400, () => ({ values: [noise.normal()] })));
    const words = said(noisy, 'best');
    expect(words).toMatch(/vary by chance by a standard deviation of (?:1|0\.9\d?|1\.\d): being the best of 400,/);
    const luck = Number(/by about ([\d.]+)\./.exec(words)![1]);
    expect(luck).toBeGreaterThan(2);
    expect(luck).toBeLessThan(4);
  });

  test('the settings that the search began with are told beside the winner', () => {
    const started = of(
      drawn(60, (_, i) => (i === 0 ? { values: [4], systemAttributes: { 'vernier:start': true } } : {})),
    );
    expect(said(started, 'best')).toMatch(
      /The settings that the search began with \(trial 0\) gave 4, (3\.\d|4) times as much\./,
    );
  });
});

test('a trial that is not complete and promises more is named beside the winner', () => {
  const curve = (end: number, steps: number) =>
    Array.from({ length: steps }, (_, s) => [s + 1, [end + 1 / (s + 1)]] as const);
  const trials = drawn(20, (loss, i) => ({
    reports: curve(loss, 10),
    values: [loss + 0.1],
    ...(i === 7 ? { state: 'paused', values: null, reports: curve(0.2, 6) } : {}),
  }));
  expect(said(of(trials, { step: 'epoch', lastStep: 10 }), 'best')).toMatch(
    /Trial 7, paused at epoch 6, is expected to end better, at about 0\.\d+\.$/,
  );
});

test('what ending trials early saved is told in steps and time', () => {
  const curve = (steps: number) => Array.from({ length: steps }, (_, s) => [s + 1, [1 / (s + 1)]] as const);
  const made = of(
    drawn(40, (_, i) => (i % 2 === 0 ? { reports: curve(20) } : { state: 'pruned', reports: curve(5), values: [0.2] })),
    { step: 'epoch', pruner: { name: 'median', options: null } },
  );
  expect(said(made, 'savings')).toMatch(
    /^20 trials ended after 5 epochs on average, of the 20 that complete ones run: 38 % of all epochs were saved, about 24 min of computing\.$/,
  );
  expect(said(of(drawn(5)), 'savings')).toBe(
    'No trial reported anything before its end, so none could be ended early.',
  );
});

test('a population saves nothing by ending its members', () => {
  const curve = Array.from({ length: 5 }, (_, s) => [s + 1, [1]] as const);
  const made = of(
    drawn(20, (_, i) => ({
      state: i % 2 === 0 ? 'complete' : 'pruned',
      reports: i % 2 === 0 ? [...curve, [9, [1]]] : curve,
      ...(i > 10 ? { systemAttributes: { 'vernier:from': { trial: 0, step: 5 } } } : {}),
    })),
  );
  expect(said(made, 'savings')).toMatch(/^Members of a population go on from each other/);
});

const FROM_THE_FIRST = { 'vernier:from': { trial: 0, step: 5 } };

describe('a population', () => {
  const members = drawn(12);
  const trained = of(members, { sampler: 'pbt', population: 12 });

  test('that is complete asks for no more trials, and none that a population refuses', () => {
    expect(said(trained, 'ahead')).toMatch(/^There is no forecast: the population is complete, /);
    expect(said(trained, 'next')).toContain('make a new study');
    expect(said(trained, 'next')).not.toMatch(/confirm|Run more trials|Go on/);
    const few = of(members.slice(0, 4), { sampler: 'pbt', population: 4 });
    expect(said(few, 'next')).not.toContain('Run more trials');
  });

  test('whose winner is a copy has a schedule, not one setting', () => {
    const copied = of(
      members.map((one, i) => (i === 11 ? { ...one, values: [0], systemAttributes: FROM_THE_FIRST } : one)),
      { sampler: 'pbt', population: 12 },
    );
    expect(said(trained, 'best')).toMatch(/ It has rate /);
    expect(said(copied, 'best')).toMatch(
      /^Trial 11 is the best: f0 0\. It was trained with 2 settings, one after the other \(.*\); the last has rate /,
    );
  });

  test('is told as one, not as a search without a pruner', () => {
    expect(said(trained, 'searched')).toContain(
      'chosen by pbt; members that did badly gave way to copies of better ones.',
    );
  });
});

describe('without a result, what comes next is told by what there is', () => {
  const next = (state: NonNullable<Told['state']>): string =>
    said(of(drawn(3, () => ({ state, values: null }))), 'next');

  test.each([
    ['failed', 'Look at what the failed trials printed'],
    ['pruned', 'Let trials run to their end'],
    ['paused', 'Let trials run to their end'],
    ['running', 'Wait for the first result.'],
  ] as const)('%s', (state, words) => expect(next(state)).toContain(words));
});

test('paused trials were not ended, and are not told as nothing', () => {
  const reports = Array.from({ length: 10 }, (_, i) => [i + 1, [1]] as const);
  const paused = drawn(6, (_, i) => ({ reports, ...(i < 2 ? {} : { state: 'paused' as const, values: null }) }));
  const made = of(paused, { sampler: 'auto', pruner: { name: 'auto', options: null } });
  expect(said(made, 'searched')).toContain('trials that looked worse were paused by auto');
  expect(said(made, 'savings')).toBe('No trial was ended early yet. 4 trials are paused, and may go on.');
});

test('several objectives have a front, and the best of each is told', () => {
  const made = of(
    drawn(60, (loss, i) => ({ values: [loss, 10 - loss + (i % 3)] })),
    {},
    2,
  );
  expect(said(made, 'best')).toMatch(
    /^\d+ trials are on the front: .* The best in f1 is trial \d+ \(f0 [\d.]+ and f1 [\d.]+\)\./,
  );
  expect(said(made, 'ahead')).toMatch(/^There is no forecast for several objectives:/);
});

test('what holds the search back is told with what to change', () => {
  const made = of(drawn(60, () => ({ params: { rate: 0.1, width: 50, kind: 1 } })));
  const { findings } = made.health;
  expect(findings.length).toBeGreaterThan(0);
  expect(said(made, 'health')).toContain(findings[0]!.words);
  expect(said(made, 'next')).toContain(findings[0]!.suggestion.words);
});

test('the same history gives the same words', () => {
  expect(of(drawn(50)).parts).toEqual(of(drawn(50)).parts);
});
