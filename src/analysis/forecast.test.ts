import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { type Change, type Direction, recordOf, type TrialDraft } from '../history/record.ts';
import { random } from '../math/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { forecast, type ForecastOptions, isForeseen, LEAST_RESULTS } from './forecast.ts';
import { gainPerHour } from './gain-per-hour.ts';

const line = space({ x: float(0, 1), y: float(0, 1) });
const ALONE: ForecastOptions = { seed: 1, space: null, isGuided: false };

/** A history of trials that took a minute each. */
function told(drafts: readonly TrialDraft[], directions: readonly Direction[] = ['minimize']): History {
  const history = new History(directions.map((direction, i) => ({ name: `f${i}`, direction })));
  const changes = drafts.map(
    (draft, i): Change => ({
      type: 'trial',
      trial: recordOf({ startedAt: 60_000 * i, finishedAt: 60_000 * (i + 1), ...draft }, i, i),
    }),
  );
  history.apply(changes);
  return history;
}

const values = (...given: readonly number[]): History =>
  told(given.map((value) => ({ state: 'complete', values: [value] })));

/** Random points of a bowl. */
function bowl(trials: number, seed = 1): History {
  const stream = random(seed);
  const drafts = Array.from({ length: trials }, (): TrialDraft => {
    const [x, y] = [stream.uniform(), stream.uniform()];
    const [dx, dy] = [line.nodes[0]!.distribution, line.nodes[1]!.distribution];
    return {
      state: 'complete',
      params: { x: { distribution: dx, internal: x }, y: { distribution: dy, internal: y } } as never,
      values: [(x - 0.3) * (x - 0.3) + (y - 0.6) * (y - 0.6)],
    };
  });
  return told(drafts);
}

describe('a forecast', () => {
  test('says why there is none', () => {
    expect(forecast(values(3, 2, 1), ALONE)).toEqual({
      results: 3,
      outlooks: [],
      by: null,
      reason: `too few results: 3; a forecast needs at least ${LEAST_RESULTS}.`,
    });
    const two = told([{ state: 'complete', values: [1, 2] }], ['minimize', 'maximize']);
    expect(forecast(two, ALONE).reason).toContain('several objectives');
  });

  test('promises nothing of a population whose members have all come to their end', () => {
    const ends = values(5, 4, 3, 4, 5, 6);
    const reason = expect.stringContaining('the population is complete');
    expect(forecast(ends, { ...ALONE, population: 6 })).toMatchObject({ results: 6, outlooks: [], by: null, reason });
    expect(forecast(ends, { ...ALONE, population: 7 }).reason).toBeNull();
    expect([6, 7, null].map((members) => isForeseen(ends, members))).toEqual([false, true, true]);
    ends.apply([{ type: 'trial', trial: recordOf({ state: 'paused' }, 6, 6) }]);
    expect(forecast(ends, { ...ALONE, population: 6 }).reason).toBeNull();
  });

  test('promises nothing where no gain can be told, and passes over results without a spread', () => {
    const usual = [5, 4, 3, 4, 5, 6, 2, 3];
    for (const far of [Number.NEGATIVE_INFINITY, -1e308, -Number.MAX_VALUE])
      expect(forecast(values(...usual, far), ALONE)).toMatchObject({
        outlooks: [],
        reason: expect.stringContaining('the best result is'),
      });
    for (const far of [Number.POSITIVE_INFINITY, 1e308, Number.MAX_VALUE]) {
      const { results, outlooks } = forecast(values(...usual, far, far), ALONE);
      expect(results).toBe(usual.length);
      for (const { gain, high } of outlooks) expect(Math.max(gain, high)).toBeLessThan(10);
    }
  });

  test('says of results that are too large to count that they are so, not that they are few', () => {
    expect(forecast(values(0.5, ...Array.from({ length: 29 }, () => 1e160)), ALONE)).toMatchObject({
      results: 1,
      reason: 'too few results: 1, beside 29 that are too large to be reckoned with; a forecast needs at least 5.',
    });
  });

  test.each([[[-1]], [[1.5]], [[Number.NaN]], [[10, 0]], ['x']])('refuses %j trials more', (trials) => {
    expect(() => forecast(values(5, 4, 3, 4, 5), { ...ALONE, trials: trials as never })).toThrow(
      /^trials is .*; expected a list of whole numbers of at least 1\.$/,
    );
  });

  test('of a search at random: the chance of a record is that of record theory, 1 − n/(n + N)', () => {
    const stream = random(7);
    const { outlooks } = forecast(values(...Array.from({ length: 50 }, () => stream.uniform())), ALONE);
    for (const { trials, chance } of outlooks) expect(Math.abs(chance - trials / (50 + trials))).toBeLessThan(0.12);
  });

  test('of a search at random: what came is within the band in about 80 of 100 searches', () => {
    let within = 0;
    const searches = 400;
    for (let seed = 0; seed < searches; seed++) {
      const stream = random(seed).fork('search');
      const drawn = Array.from({ length: 70 }, () => stream.normal());
      const [outlook] = forecast(values(...drawn.slice(0, 40)), { ...ALONE, seed, trials: [30] }).outlooks;
      const gain = Math.max(0, Math.min(...drawn.slice(0, 40)) - Math.min(...drawn.slice(40)));
      if (gain >= outlook!.low && gain <= outlook!.high) within++;
    }
    expect(within / searches).toBeGreaterThan(0.72);
    expect(within / searches).toBeLessThan(0.9);
  }, 20_000);

  test('with a model, of a search that goes on finding: more than its records alone say is not lost', () => {
    const found = forecast(bowl(30), { seed: 1, space: line });
    expect(found.by).toBe('records and model');
    const gains = found.outlooks.map(({ gain }) => gain);
    expect(gains[0]).toBeGreaterThan(0);
    const best = Math.min(...Array.from({ length: 30 }, (_, row) => bowl(30).losses[row]!));
    expect(gains[0]).toBeLessThan(20 * best); // the bowl ends at 0: a model sees about how deep it is
  });

  test('by the model only where it can be made', () => {
    const history = bowl(20);
    expect(forecast(history, { seed: 1, space: line, isGuided: false }).by).toBe('records');
    expect(forecast(history, { seed: 1, space: null }).by).toBe('records');
    expect(forecast(values(5, 4, 3, 4, 5, 6), { seed: 1, space: line }).by).toBe('records'); // no point of the space
    const limited = bowl(20);
    limited.apply([
      { type: 'trial', trial: recordOf({ state: 'complete', values: [0], constraints: { size: 1 } }, 20, 20) },
    ]);
    expect(forecast(limited, { seed: 1, space: line }).by).toBe('records');
  });

  test('equal results promise nothing', () => {
    const { outlooks } = forecast(values(2, 2, 2, 2, 2, 2), { seed: 1, space: line });
    for (const each of outlooks) expect(each).toMatchObject({ gain: 0, low: 0, high: 0, chance: 0, perHour: 0 });
  });

  test('pruned, failed and infeasible trials count as trials that brought nothing; open and removed ones not at all', () => {
    const good = [5, 4, 3, 2, 1, 2, 3].map((value): TrialDraft => ({ state: 'complete', values: [value] }));
    const bare = forecast(told(good), ALONE);
    const beside = (...more: TrialDraft[]) => forecast(told([...good, ...more]), ALONE);
    expect(beside({ state: 'running' }, { state: 'waiting' }, { state: 'removed' })).toEqual(bare);
    const lost: TrialDraft[] = [
      { state: 'pruned', values: [0] },
      { state: 'failed' },
      { state: 'complete', values: [-9], constraints: { size: 1 } },
    ];
    const less = beside(...lost, ...lost, ...lost);
    expect(less.results).toBe(bare.results);
    expect(less.outlooks[0]!.chance).toBeLessThan(bare.outlooks[0]!.chance);
  });

  test('time and money are those of the trials so far', () => {
    const [outlook] = forecast(values(5, 4, 3, 4, 5, 6), { ...ALONE, trials: [30], costPerTrial: 0.5 }).outlooks;
    expect(outlook).toMatchObject({ seconds: 1800, cost: 15 });
    expect(outlook!.perHour).toBeCloseTo(2 * outlook!.gain, 12);
    expect(outlook!.perCost).toBeCloseTo(outlook!.gain / 15, 12);
    const untimed = told(
      [5, 4, 3, 4, 5, 6].map((value) => ({
        state: 'complete',
        values: [value],
        startedAt: null,
        finishedAt: null,
      })),
    );
    expect(forecast(untimed, { ...ALONE, trials: [30] }).outlooks[0]).toMatchObject({
      seconds: null,
      perHour: null,
      cost: null,
      perCost: null,
    });
  });
});

describe('gain per hour', () => {
  test('is asked at each of the first trials, then at every tenth', () => {
    const ask = gainPerHour({ seed: 1, space: null });
    const stream = random(3);
    const drawn = Array.from({ length: 70 }, () => stream.uniform());
    const answers = [4, 5, 49, 55, 60].map((n) => ask(values(...drawn.slice(0, n))));
    expect(answers.map((answer) => answer !== null)).toEqual([false, true, true, false, true]);
  });

  test('falls as a search finds no more', () => {
    const ask = gainPerHour({ seed: 1, space: null });
    const after = (idle: number) => ask(values(5, 4, 3, 2, 1, ...Array.from({ length: idle }, (_, i) => 3 + (i % 7))))!;
    expect(after(40).gain).toBeLessThan(after(5).gain);
    expect(after(40).gain).toBeGreaterThan(0);
  });

  test('has the band of the next 25 trials, at their pace', () => {
    const history = values(5, 4, 3, 2, 1, 2, 3, 1.5);
    const { gain, low, high, perHour } = forecast(history, { seed: 1, space: null, trials: [25] }).outlooks[0]!;
    const hourly = gainPerHour({ seed: 1, space: null })(history)!;
    expect(hourly.gain).toBe(perHour);
    expect(hourly.low / hourly.gain).toBeCloseTo(low / gain, 12);
    expect(hourly.high / hourly.gain).toBeCloseTo(high / gain, 12);
    expect(hourly.high).toBeGreaterThan(hourly.low);
  });

  test('of equal results is nothing, and so is its band', () => {
    const hourly = gainPerHour({ seed: 1, space: null })(values(1, 1, 1, 1, 1, 1));
    expect(hourly).toEqual({ gain: 0, low: 0, high: 0 });
  });
});

describe('laws', () => {
  const losses = fc.array(fc.double({ noNaN: true, min: -1e150, max: 1e150 }), {
    minLength: LEAST_RESULTS,
    maxLength: 40,
  });
  const guided = fc.boolean();

  test('a band lies around something, and more trials never gain less', () => {
    fc.assert(
      fc.property(losses, guided, (given, isGuided) => {
        const { outlooks } = forecast(values(...given), { ...ALONE, isGuided });
        let before = { gain: 0, low: 0, high: 0, chance: 0 };
        for (const each of outlooks) {
          for (const number of [each.gain, each.low, each.high]) expect(Number.isFinite(number)).toBe(true);
          expect(each.low).toBeLessThanOrEqual(each.high);
          for (const key of ['gain', 'low', 'high', 'chance'] as const)
            expect(each[key]).toBeGreaterThanOrEqual(before[key]);
          before = each;
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the same history gives the same; no horizon changes another one', () => {
    fc.assert(
      fc.property(losses, guided, fc.nat(), (given, isGuided, seed) => {
        const options = { seed, space: null, isGuided };
        const all = forecast(values(...given), options);
        expect(forecast(values(...given), options)).toEqual(all);
        expect(forecast(values(...given), { ...options, trials: [50] }).outlooks[0]).toEqual(all.outlooks[2]);
      }),
      { numRuns: 20 },
    );
  });

  test('a larger unit gives larger gains, a shift the same ones, and what is maximised is mirrored', () => {
    const whole = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: LEAST_RESULTS, maxLength: 40 });
    fc.assert(
      fc.property(whole, guided, (given, isGuided) => {
        const gainsOf = (history: History) =>
          forecast(history, { ...ALONE, isGuided }).outlooks.map(({ gain }) => gain);
        const gains = gainsOf(values(...given));
        expect(gainsOf(values(...given.map((value) => 8 * value + 16)))).toEqual(gains.map((gain) => 8 * gain));
        const mirrored = told(
          given.map((value) => ({ state: 'complete', values: [-value] })),
          ['maximize'],
        );
        expect(gainsOf(mirrored)).toEqual(gains);
      }),
      { numRuns: 20 },
    );
  });
});
