import { auto, gp } from 'vernier/samplers';
import { collectGarbage, type Row } from '../measurement.ts';
import { uniform } from '../quality/functions.ts';
import { bowl, floatsStudy } from './loop.ts';

/** Asks of `gp` from `from` results on, refits included: their mean, and where most lie. */
function gpAsk(id: string, dimensions: number, from: number, count: number, limit: number, p95: number | null): Row {
  return {
    id,
    what: `gp, ${dimensions} floats, memory: ask + tell from trial ${from} to ${from + count}, refits included, mean${p95 === null ? '' : `; 95 % within ${p95} ms`}`,
    unit: 'ms',
    limit: { atMost: limit },
    async measure({ seed }) {
      const { one, study } = await floatsStudy(dimensions, seed, gp());
      await study.addTrials(earlier(dimensions, seed, from));
      for (let i = 0; i < 5; i++) await one(); // the code is compiled, the first fit done
      collectGarbage();
      const times: number[] = [];
      for (let i = 0; i < count; i++) times.push((await one()).reduce((a, b) => a + b));
      const sorted = times.toSorted((a, b) => a - b);
      const slow = sorted[Math.floor(0.95 * count)]!;
      const value = times.reduce((a, b) => a + b) / count;
      return {
        value,
        holds: p95 === null || slow <= p95,
        detail: { p95: slow, worst: sorted.at(-1)! },
      };
    },
  };
}

/** Finished trials of a search that closes in on its best: ever nearer to 0.3 in every coordinate. */
function earlier(dimensions: number, seed: number, count: number) {
  const next = uniform(seed);
  return Array.from({ length: count }, (_, i) => {
    const reach = 1 - (0.9 * i) / count;
    const params = Object.fromEntries(
      Array.from({ length: dimensions }, (_, d) => [`x${d}`, 0.3 + reach * (next() - 0.3)] as const),
    );
    return { params, score: bowl(params) };
  });
}

export const gpAsk200: Row = gpAsk('gp-ask-200x10', 10, 150, 100, 20, 80);
export const gpAsk400: Row = gpAsk('gp-ask-400x20', 20, 350, 100, 80, null);
export const gpAsk2000: Row = gpAsk('gp-ask-2000x10', 10, 1950, 100, 60, null);

/** The default where trials cost nothing: thinking must stay cheap. */
export const autoAsk: Row = {
  id: 'auto-ask-1000x10',
  what: 'auto, the default, 10 floats, memory, objective of zero cost: ask + tell from trial 900 to 1,100, mean',
  unit: 'ms',
  limit: { atMost: 5 },
  async measure({ seed }) {
    const { one } = await floatsStudy(10, seed, auto());
    const times: number[] = [];
    for (let i = 0; i < 1100; i++) times.push((await one()).reduce((a, b) => a + b));
    const late = times.slice(900);
    return {
      value: late.reduce((a, b) => a + b) / late.length,
      detail: { worst: Math.max(...times), mean: times.reduce((a, b) => a + b) / times.length },
    };
  },
};
