import { describe, expect, test } from 'vitest';
import { LEAST_RESULTS } from '../../analysis/forecast.ts';
import { gainPerHour } from '../../analysis/gain-per-hour.ts';
import { BOUNDLESS } from '../../config/budget.ts';
import { createStudy } from '../../study/opening/create.ts';
import type { Study } from '../../study/study.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { endingLines } from '../ending.ts';
import { forecastOf, forecastOptions, LiveOutlook, outlookLine, outlookLines, SHOWN } from './outlook.ts';
import { PLAIN } from '../style.ts';

const outlook = {
  trials: 25,
  gain: 0.002134,
  low: 0,
  high: 0.00912,
  chance: 0.6,
  seconds: 1440,
  perHour: 1,
  cost: null,
  perCost: null,
};

const priced = { ...outlook, cost: 1.6234 };
const euros = { atOnce: 2, currency: 'EUR' };

test('a forecast in lines of 80 columns, after what stands before them', () => {
  const lines = outlookLines(priced, euros);
  expect(lines).toEqual([
    '25 more trials: expected gain 0.0021 (80 %: 0 to 0.0091)',
    'in about 12 min 0 s: 0.0053 per hour of computing (80 %: 0 to 0.023)',
    'for about 1.6 EUR: 0.0013 per EUR (80 %: 0 to 0.0056)',
  ]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80 - 12);
  expect(outlookLines({ ...outlook, seconds: null }, euros)).toEqual(lines.slice(0, 1));
  expect(outlookLines({ ...outlook, high: 0, gain: 1e-5 }, { atOnce: 1 })).toEqual([
    '25 more trials: expected gain 1e-5 (80 %: none)',
    'in about 24 min 0 s: 2.5e-5 per hour of computing (80 %: none)',
  ]);
  expect(outlookLines({ ...priced, seconds: 0 }, { atOnce: 1 })[1]).toBe(
    'for about a cost of 1.6: 0.0013 per unit (80 %: 0 to 0.0056)',
  );
  expect(outlookLines({ ...priced, seconds: 0, cost: 0 }, euros)[1]).toBe('for about 0 EUR');
});

test('a forecast in one line has what there is room for', () => {
  const brief = '25 more trials: gain 0.0021 (80 %: 0 to 0.0091), 0.0053/h';
  const banded = `${brief} (0 to 0.023)`;
  expect(outlookLine(outlook, euros, 120)).toBe(`${banded}, about 12 min 0 s`);
  expect(outlookLine(outlook, euros, 80)).toBe(banded);
  expect(outlookLine(outlook, euros, 40)).toBe(brief);
  expect(outlookLine(priced, euros, 80)).toBe(`${brief}, 0.0013/EUR`);
  expect(outlookLine(priced, euros, 140)).toBe(`${banded}, 0.0013/EUR (0 to 0.0056), about 12 min 0 s and 1.6 EUR`);
  expect(outlookLine({ ...outlook, seconds: null }, euros, 80)).toBe(brief.replace(', 0.0053/h', ''));
});

test('samplers that do not learn are taken for that', () => {
  const of = (sampler: string) => forecastOptions({ space: null }, { seed: 3, sampler, population: null });
  expect(of('random')).toEqual({ seed: 3, space: null, isGuided: false, population: null });
  expect(of('auto')).toEqual({ seed: 3, space: null, isGuided: true, population: null });
});

describe('of a study', () => {
  const searcher = { seed: 1, sampler: 'random', population: null };
  const made = async (trials: number) => {
    const study = await createStudy({ space: space({ x: float(0, 1) }), sampler: random(), seed: 1 });
    await study.optimize(
      ({ x }, trial) => {
        void trial.report({ eur: 0.5 } as never, 1);
        return x;
      },
      { trials },
    );
    return study;
  };

  test('money is what trials have cost so far', async () => {
    const { outlooks } = await forecastOf(await made(10), searcher, { trials: [4], cost: { metric: 'eur' } });
    expect(outlooks[0]!.cost).toBeCloseTo(2, 12);
    const unpriced = await forecastOf(await made(10), searcher, { trials: [4], cost: { metric: 'usd' } });
    expect(unpriced.outlooks[0]!.cost).toBeNull();
  });

  test('a search ends when an hour gains less than was asked for', async () => {
    const study = await createStudy({ space: space({ x: float(0, 1) }), sampler: random(), seed: 1 });
    const summary = await study.optimize(() => 3, {
      trials: 20,
      whenGainPerHourBelow: 1e-9,
      gainPerHour: gainPerHour(forecastOptions(study, searcher)),
    });
    expect(summary).toMatchObject({ complete: LEAST_RESULTS, stoppedBy: 'notWorthIt' });
    const used = { budget: BOUNDLESS, spending: { computeSeconds: 0, cost: null } };
    const none = { running: 0, paused: 0, isPopulation: false, told: null, target: null, used, isOwn: () => true };
    const ending = { summary, seconds: 1, startedAt: 0, spent: [], ended: 5, columns: 80, ...none };
    const lines = endingLines(
      study as unknown as Study,
      { ...ending, logOf: () => null, isOverdue: false, again: 'vernier run' },
      PLAIN,
    );
    expect(lines.slice(0, 2)).toEqual([
      'Going on is not worth it: 5 trials in 1 s.',
      'An hour of computing is expected to gain 0 (80 %: none), less than the 1e-9 that was asked for.',
    ]);
  });

  test('the live view is told later, and seldom', async () => {
    const study = await made(10);
    const live = new LiveOutlook(study, searcher, { metric: 'eur', currency: 'EUR' }, () => 80);
    expect(live.words(1)).toBeNull();
    await expect
      .poll(() => live.words(1))
      .toMatch(new RegExp(`^${SHOWN} more trials: gain \\S+ \\(80 %: .*\\), .*/EUR`));
    const first = live.words(1);
    await study.optimize(({ x }) => x, { trials: 20 });
    expect(live.words(1)).toBe(first); // not due yet
    live.close();
  });

  test('the live view goes without where there is none', async () => {
    const live = new LiveOutlook(await made(2), searcher, null, () => 80);
    live.words(1);
    await new Promise((wake) => setTimeout(wake, 50));
    expect(live.words(1)).toBeNull();
    live.close();
  });
});
