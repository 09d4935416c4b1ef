import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { type Change, type Direction, recordOf, type TrialDraft, type TrialState } from '../../history/record.ts';
import { random } from '../../math/random.ts';
import { categorical, float, int } from '../../space/distribution.ts';
import { type SearchSpace, space } from '../../space/space.ts';
import { changedOptions, changedSpace } from './change.ts';
import type { HealthOptions } from './evidence.ts';
import { HEALTH_KINDS } from './finding.ts';
import { type Health, health } from './health.ts';

function told(drafts: readonly TrialDraft[], directions: readonly Direction[] = ['minimize']): History {
  const history = new History(directions.map((direction, i) => ({ name: `f${i}`, direction })));
  history.apply(drafts.map((draft, i): Change => ({ type: 'trial', trial: recordOf(draft, i, i) })));
  return history;
}

/** Trials at random points; `made` says what becomes of each. */
function drawn(
  of: SearchSpace,
  count: number,
  made: (units: readonly number[], i: number) => Partial<TrialDraft>,
  seed = 1,
): TrialDraft[] {
  const stream = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const units = of.nodes.map(() => stream.uniform());
    const params = Object.fromEntries(
      of.nodes.map(({ name, distribution }, n) => [
        name,
        {
          distribution,
          internal:
            distribution.kind === 'categorical'
              ? Math.floor(units[n]! * distribution.choices.length)
              : distribution.kind === 'int'
                ? distribution.low + Math.floor(units[n]! * (distribution.high - distribution.low + 1))
                : distribution.low + units[n]! * (distribution.high - distribution.low),
        },
      ]),
    );
    return { state: 'complete', params, startedAt: 1000 * i, finishedAt: 1000 * i + 900, ...made(units, i) };
  });
}

const plane = space({ x: float(0, 1), y: float(0, 1) });
const plain = (of: SearchSpace | null) => ({ space: of, seed: 1 });
const quiet = ({ findings }: Health): void => expect(findings.map(({ words }) => words)).toEqual([]);

describe('odd studies', () => {
  test('none, one, all failed, all equal: nothing is found, and all nine say why', () => {
    const studies: Readonly<Record<string, readonly TrialDraft[]>> = {
      none: [],
      waiting: drawn(plane, 3, () => ({ state: 'running', finishedAt: null })),
      one: drawn(plane, 1, () => ({ values: [1] })),
      failed: drawn(plane, 80, () => ({ state: 'failed' })),
      equal: drawn(plane, 80, () => ({ values: [1] })),
      infinite: drawn(plane, 80, () => ({ values: [Number.POSITIVE_INFINITY] })),
      removed: drawn(plane, 80, () => ({ state: 'removed', values: [1] })),
      timeless: drawn(plane, 80, ([x]) => ({ values: [x!], startedAt: null, finishedAt: null })).slice(0, 20),
    };
    for (const drafts of Object.values(studies)) {
      const seen = health(told(drafts), plain(plane));
      quiet(seen);
      expect(seen.checks.map(({ kind }) => kind)).toEqual(HEALTH_KINDS);
      for (const { words, state } of seen.checks) {
        expect(words).toMatch(/^[A-Z0-9<].*\.$/);
        expect(words).not.toMatch(/NaN|Infinity|undefined/);
        if (drafts.length === 0) expect(state).toBe('unknown');
      }
    }
  });

  test('names that are no plain words, no declared space, values that are huge', () => {
    const odd = space({ constructor: float(0, 1), '<script>': categorical(['a', '<b>']), 'a b': int(1, 9) } as never);
    const drafts = drawn(odd, 120, ([x, , z], i) => ({
      ...(z! > 7 / 9 ? { state: 'failed' as const } : { values: [1e300 * (x! - 0.4) ** 2] }),
      reports: [[1, [i % 7 === 0 ? Number.NaN : 1e308]]],
    }));
    for (const of of [odd, null]) {
      const { findings } = health(told(drafts), plain(of));
      const failing = findings.find(({ kind }) => kind === 'failingRegion')!;
      expect(failing).toMatchObject({ parameter: 'a b', suggestion: { change: { type: 'range', low: 1, high: 7 } } });
      expect(failing.words).toMatch(/^Where a b > 7(\.\d+)?, /);
    }
  });

  test('three hundred parameters take no long look', () => {
    const wide = space(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`p${i}`, float(0, 1)])));
    const history = told(drawn(wide, 1500, ([x]) => ({ values: [x!] })));
    const began = performance.now();
    const seen = health(history, { ...plain(wide), budget: 1500 });
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(seen.findings.map(({ kind }) => kind)).toEqual(expect.not.arrayContaining(['boundHit', 'failingRegion']));
  });

  test('the same history, the same words; a study that runs is looked at as it stands', () => {
    const drafts = drawn(plane, 200, ([x, y], i) =>
      i > 195 ? { state: 'running' as TrialState, finishedAt: null } : { values: [(x! - 0.4) ** 2 + (y! - 0.5) ** 2] },
    );
    const seen = health(told(drafts), plain(plane));
    expect(seen.trials).toBe(196);
    expect(health(told(drafts), plain(plane))).toEqual(seen);
  });
});

describe('what is not told', () => {
  test('an hour in which everything failed is no region', () => {
    // The search has moved on to large x meanwhile.
    const drafts = drawn(plane, 120, ([x], i) => (i < 25 ? { state: 'failed' } : { values: [x!] })).map((draft, i) =>
      i < 25
        ? draft
        : {
            ...draft,
            params: {
              ...draft.params!,
              x: { ...draft.params!['x']!, internal: 0.7 + 0.3 * draft.params!['x']!.internal },
            },
          },
    );
    expect(health(told(drafts), plain(plane)).checks[0]).toMatchObject({ kind: 'failingRegion', state: 'fine' });
  });

  test('what breaks a constraint is no result: a range is not widened towards it', () => {
    const edged = space({ x: float(1, 2), y: float(1, 2) });
    const free = drawn(edged, 200, ([x, y]) => ({ values: [(x! - 0.9) ** 2 - 2 * x! + (y! - 0.5) ** 2] }));
    const bound = free.map((draft) => ({ ...draft, constraints: { c: draft.params!['x']!.internal - 1.6 } }));
    const kinds = (drafts: readonly TrialDraft[]) =>
      health(told(drafts), plain(edged)).findings.map(({ kind }) => kind);
    expect(kinds(free)).toContain('boundHit');
    expect(kinds(bound)).not.toContain('boundHit');
  });

  test('an optimum near an end, and one just at it, are within the range', () => {
    const edged = space({ x: float(1, 2), y: float(1, 2) });
    for (const best of [0.05, 0.95, 1])
      quiet(
        health(
          told(drawn(edged, 150, ([x, y]) => ({ values: [4 * (x! - best) ** 2 + 3 * (y! - 0.5) ** 2] }))),
          plain(edged),
        ),
      );
  });

  test('counts begin at one: less is asked about, and on a logarithmic scale there is none', () => {
    const found = (low: number, log: boolean) => {
      const counts = space({ n: int(low, 60, { log }), y: float(0, 1) });
      const drafts = drawn(counts, 200, ([u, y]) => ({ values: [u! + 0.1 * (y! - 0.5) ** 2] }));
      return health(told(drafts), plain(counts)).findings.filter(({ kind }) => kind === 'boundHit');
    };
    expect(found(1, false)).toMatchObject([
      { severity: 'notice', suggestion: { words: 'Widen n to [0, 60], if less than 1 has a meaning.' } },
    ]);
    expect(found(2, false)).toMatchObject([{ severity: 'warning', suggestion: { words: 'Widen n to [0, 60].' } }]);
    expect(found(1, true)).toEqual([]);
    expect(found(20, true)).toMatchObject([{ suggestion: { words: 'Widen n to [2, 60].' } }]);
  });

  test('one of two objectives at an end is a trade, not a bound', () => {
    const edged = space({ x: float(1, 2), y: float(1, 2) });
    const trade = drawn(edged, 150, ([x, y]) => ({ values: [x! + (y! - 0.5) ** 2, 1 - x! + (y! - 0.5) ** 2] }));
    const both = drawn(edged, 150, ([x, y]) => ({ values: [x! + (y! - 0.5) ** 2, 2 * x! + (y! - 0.4) ** 2] }));
    const way = ['minimize', 'minimize'] as const;
    quiet(health(told(trade, way), plain(edged)));
    expect(health(told(both, way), plain(edged)).findings).toMatchObject([{ kind: 'boundHit', parameter: 'x' }]);
  });

  test('breaks between runs, and the end of a run, are no idleness', () => {
    const at = (start: number, seconds: number): Partial<TrialDraft> => ({
      startedAt: 1000 * start,
      finishedAt: 1000 * (start + seconds),
    });
    const run = (from: number): Partial<TrialDraft>[] =>
      Array.from({ length: 40 }, (_, i) => at(from + 100 * Math.floor(i / 4), i === 39 ? 5000 : 100));
    const times = [...run(0), ...run(1e6)];
    const seen = health(told(drawn(plane, 80, ([x], i) => ({ values: [x!], ...times[i] }))), plain(plane));
    expect(seen.checks.find(({ kind }) => kind === 'workersIdle')).toMatchObject({
      state: 'fine',
      words: 'Of 4 places for trials 100 % were taken.',
    });
  });

  test('empty places count in time: where there is little, or none that was measured, a share of them is not told', () => {
    const look = (seconds: number) =>
      health(
        told(drawn(plane, 40, ([x], i) => ({ values: [x!], finishedAt: 1000 * (i + seconds) }))),
        plain(plane),
      ).checks.find(({ kind }) => kind === 'workersIdle');
    expect(look(0.1)).toMatchObject({
      state: 'fine',
      words: 'Places for trials stood empty for 35 s in all: next to nothing.',
    });
    expect(look(0)).toMatchObject({ state: 'unknown', words: 'The trials took no time that could be measured.' });
  });

  test('a spread beyond all numbers is no sameness', () => {
    const drafts = drawn(plane, 80, ([x]) => ({ values: [(x! - 0.5) * 1.9 * Number.MAX_VALUE] }));
    expect(health(told(drafts), plain(plane)).checks.find(({ kind }) => kind === 'plateau')).toMatchObject({
      state: 'unknown',
      words: 'Results are further apart than numbers can tell.',
    });
  });

  test('a repeat by chance is told in words that fit one and several', () => {
    const look = (repeats: number) => {
      const drafts = drawn(plane, 40, ([x]) => ({ values: [x!] }));
      for (let i = 0; i < repeats; i++) drafts[39 - i] = { ...drafts[39 - i]!, params: drafts[0]!.params! };
      return health(told(drafts), plain(plane)).checks.find(({ kind }) => kind === 'duplicates')!.words;
    };
    expect(look(1)).toBe('1 of 40 trials repeats earlier parameters without a reason.');
    expect(look(2)).toBe('2 of 40 trials repeat earlier parameters without a reason.');
  });
});

describe('noise: what is suggested can be done', () => {
  const stream = random(5);
  const values = Array.from({ length: 200 }, () => stream.normal());
  const suggested = (drafts: readonly TrialDraft[], options: Partial<HealthOptions> = {}, objectives = 1) =>
    health(told(drafts, Array(objectives).fill('minimize')), { ...plain(plane), ...options }).findings.find(
      ({ kind }) => kind === 'tooNoisy',
    )!.suggestion;
  const noisy = drawn(plane, 200, (_, i) => ({ values: [values[i]!] }));
  const average = 'Average over more seeds or folds in each trial: noise hides what is searched for.';

  test('the best are run again', () => {
    expect(suggested(noisy).change).toEqual({ type: 'limits', limits: { confirm: 3 } });
    expect(suggested(noisy, { population: null }).change.type).toBe('limits');
  });

  test('not where that was done', () => {
    const best = values.indexOf(Math.min(...values));
    const again = [0, 1, 2].map(
      (i): TrialDraft => ({
        ...noisy[best]!,
        values: [i],
        systemAttributes: { 'vernier:confirms': { trial: best, repeat: i + 1 } },
      }),
    );
    expect(suggested([...noisy, ...again])).toEqual({ words: average, change: { type: 'program' } });
  });

  test('not in a population, whose members have had several settings: its winner’s schedule can be run again', () => {
    const { words, change } = suggested(noisy, { population: 8 });
    expect(words).toBe(`${average} How good the winner is, running its schedule again tells (vernier schedule).`);
    expect(change).toEqual({ type: 'program' });
    expect(changedOptions({ limits: { trials: 9 } }, change)).toEqual({ limits: { trials: 9 } });
    expect(changedSpace(plane, change)).toBe(plane);
  });

  test('not of several objectives, which confirm refuses', () => {
    const two = drawn(plane, 200, (_, i) => ({ values: [values[i]!, -values[i]!] }));
    expect(suggested(two, {}, 2)).toEqual({
      words: `${average} Run the trials of the front again that you care for.`,
      change: { type: 'program' },
    });
  });
});

describe('laws', () => {
  test('any history is told of without an error, in finite numbers and plain data', () => {
    const states = ['waiting', 'running', 'paused', 'complete', 'pruned', 'failed', 'removed'] as const;
    const mixed = space({ x: float(1e-3, 1, { log: true }), k: int(1, 5), c: categorical([true, null, 'z']) });
    const value = fc.oneof(
      fc.double(),
      fc.constantFrom(0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1e308, 1e308),
    );
    const trial = fc.record({
      state: fc.constantFrom(...states),
      value,
      start: fc.nat(1e6),
      long: fc.nat(1e6),
      steps: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(trial, { maxLength: 120 }), fc.nat(99), (trials, seed) => {
        const drafts = drawn(
          mixed,
          trials.length,
          (_, i) => {
            const { state, value: score, start, long, steps } = trials[i]!;
            return {
              state,
              values: state === 'complete' ? [score] : null,
              reports: Array.from({ length: steps }, (__, step) => [step + 1, [score]] as const),
              startedAt: state === 'waiting' ? null : start,
              finishedAt: ['complete', 'pruned', 'failed'].includes(state) ? start + long : null,
            };
          },
          seed,
        );
        const seen = health(told(drafts), { ...plain(mixed), budget: 10 });
        expect(JSON.parse(JSON.stringify(seen))).toEqual(seen);
        expect(seen.checks).toHaveLength(9);
        expect(JSON.stringify(seen)).not.toMatch(/NaN|undefined/);
      }),
      { numRuns: 60 },
    );
  });
});
