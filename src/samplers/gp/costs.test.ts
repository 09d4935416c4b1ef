import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem, Spending } from '../../history/problem.ts';
import { History } from '../../history/history.ts';
import { type Change, recordOf, type TrialDraft } from '../../history/record.ts';
import { everythingIn } from '../../history/view.ts';
import { random } from '../../math/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { auto } from '../auto/auto.ts';
import type { Sampler } from '../sampler.ts';
import { Costs, type CostOutput, thrifty } from './costs.ts';
import { improvement } from './criterion.ts';
import { gp } from './gp.ts';

const searched = space({ x: float(0, 1), y: float(0, 1) });
const problemOf = (spending?: Spending, max?: number): Problem => ({
  space: searched,
  objectives: [{ name: 'f', direction: 'minimize' }],
  judgeBy: { kind: 'objective', name: 'f' },
  budget: null,
  fidelity: max === undefined ? null : { name: 'epoch', min: 1, max },
  seed: 3,
  ...(spending && { spending }),
});

/** A trial that ran so many seconds, and what else is known of it. */
const ran = (seconds: number, more: Partial<TrialDraft> = {}): TrialDraft => ({
  state: 'complete',
  values: [1],
  startedAt: 0,
  finishedAt: 1000 * seconds,
  ...more,
});

const historyOf = (drafts: readonly TrialDraft[]): History => {
  const history = new History(problemOf().objectives);
  history.apply(drafts.map((draft, n): Change => ({ type: 'trial', trial: recordOf(draft, n, n) })));
  return history;
};

/** The cost of all these trials. */
function outputOf(drafts: readonly TrialDraft[], spending: Spending, max?: number, open = 0): CostOutput | null {
  const costs = Costs.of(problemOf(spending, max))!;
  costs.observe(historyOf(drafts));
  return costs.output(
    drafts.map((_, row) => row),
    drafts.length,
    open,
  );
}

const inUnits = ({ rows, warps, mean, sd }: CostOutput): number[] =>
  rows.map((_, i) => Number(Math.exp(mean + sd * warps[0]!.targets[i]!).toPrecision(6)));

const HOUR: Spending = { metric: null, total: 3600 };

describe('what trials cost', () => {
  test('seconds, what is left of them, and the middle trial', () => {
    const output = outputOf([ran(100), ran(200), ran(400), ran(800), ran(300)], HOUR)!;
    expect(inUnits(output)).toEqual([100, 200, 400, 800, 300]);
    expect(output.usual).toBeCloseTo(300);
    expect(output.share).toBeCloseTo(0.5);
    expect(Math.exp(output.mean + output.sd * output.limit)).toBeCloseTo(1800);
  });

  test('trials on their way use up what is left, too', () => {
    const { mean, sd, limit } = outputOf([ran(100), ran(200), ran(400), ran(800), ran(300)], HOUR, undefined, 3)!;
    expect(Math.exp(mean + sd * limit)).toBeCloseTo(450);
  });

  test('does not matter where there is no limit, where trials cost much the same, or little is known', () => {
    expect(Costs.of(problemOf())).toBeNull();
    expect(outputOf([ran(100), ran(110), ran(190), ran(120), ran(130)], HOUR)).toBeNull();
    expect(outputOf([ran(100), ran(200), ran(800)], HOUR)).toBeNull();
    expect(outputOf([ran(0.001), ran(0.002), ran(0.003), ran(0.001), ran(0.009)], HOUR)).toBeNull(); // the machine's doing
    expect(outputOf([ran(0), ran(0), ran(0), ran(0), ran(0)], HOUR)).toBeNull(); // added from elsewhere
  });

  test('pruned trials count as if they had gone on at their pace, failed ones are unknown', () => {
    const reports = (steps: number) => Array.from({ length: steps }, (_, i) => [i + 1, [1]] as const);
    const drafts = [
      ran(100, { reports: reports(10) }),
      ran(40, { state: 'pruned', reports: reports(2) }),
      ran(7, { state: 'failed', values: null }),
      ran(5, { state: 'pruned', reports: [] }),
      ran(300, { reports: reports(10) }),
      ran(60, { state: 'pruned', reports: reports(12) }),
      ran(80, { state: 'pruned', reports: reports(8).map(([step, values]) => [step - 1, values]) }),
    ];
    expect(inUnits(outputOf(drafts, HOUR)!)).toEqual([100, 200, 300, 60, 110]);
    expect(inUnits(outputOf(drafts, HOUR, 20)!)).toEqual([100, 400, 300, 100, 210]);
    expect(outputOf(drafts, HOUR)!.share).toBeCloseTo(1 - 592 / 3600);
  });

  test('by a metric, the last value of each; what is no cost is unknown', () => {
    const priced = (...values: number[]): TrialDraft =>
      ran(1, { metrics: { eur: values.map((value, step) => [step, value] as const) } });
    const drafts = [priced(1, 2), priced(4), priced(8), priced(1), priced(-3), priced(Number.NaN), ran(50)];
    const output = outputOf(drafts, { metric: 'eur', total: 20 })!;
    expect(output.rows).toEqual([0, 1, 2, 3]);
    expect(inUnits(output)).toEqual([2, 4, 8, 1]);
    expect(output.share).toBeCloseTo(0.25);
  });

  test('trials on their way do not count: a replay does not know what they had reported', () => {
    const priced = (eur: number, state: TrialDraft['state'] = 'complete'): TrialDraft =>
      ran(1, {
        state,
        metrics: { eur: [[1, eur]] },
        ...(state === 'complete' ? {} : { values: null, finishedAt: null }),
      });
    const drafts = [priced(1), priced(2), priced(4), priced(8), priced(3, 'running'), priced(2, 'paused')];
    expect(outputOf(drafts, { metric: 'eur', total: 20 })!.share).toBeCloseTo(0.25);
  });

  test('by an objective', () => {
    const output = outputOf(
      [1, 2, 4, 8].map((value) => ran(1, { values: [value] })),
      { metric: 'f', total: 20 },
    )!;
    expect(inUnits(output)).toEqual([1, 2, 4, 8]);
  });

  test('of a study that has spent everything no gain is reduced', () => {
    const output = outputOf([ran(1000), ran(2000), ran(4000), ran(500)], HOUR)!;
    expect(output.share).toBe(0);
    const plain = improvement(0.2);
    const at = [Float64Array.of(0.1, 0.5), Float64Array.of(0.3, 0.2)] as const;
    expect(thrifty(plain, 1, output).value(...at)).toBe(plain.value(...at));
  });
});

describe('laws', () => {
  const number = fc.double({ min: -2, max: 2, noNaN: true });
  const doubt = fc.double({ min: 0.1, max: 2, noNaN: true });

  test('the slopes of a criterion with cost are those of its values', () => {
    fc.assert(
      fc.property(
        number,
        number,
        doubt,
        doubt,
        fc.double({ min: 0, max: 1, noNaN: true }),
        number,
        (a, b, s, t, share, limit) => {
          const cost = { share, sd: 1.3, limit } as CostOutput;
          const criterion = thrifty(improvement(0.1), 1, cost);
          const byMean = new Float64Array(2);
          const bySd = new Float64Array(2);
          criterion.value(Float64Array.of(a, b), Float64Array.of(s, t), byMean, bySd);
          const h = 1e-5;
          const slope = (up: number, over: number): number =>
            (criterion.value(Float64Array.of(a, b + up), Float64Array.of(s, t + over)) -
              criterion.value(Float64Array.of(a, b - up), Float64Array.of(s, t - over))) /
            (2 * h);
          expect(byMean[1]).toBeCloseTo(slope(h, 0), 3);
          expect(bySd[1]).toBeCloseTo(slope(0, h), 3);
        },
      ),
    );
  });
});

/** What a sampler proposes after some trials whose seconds are a function of x: values, and why. */
async function proposal(sampler: Sampler, secondsOf: (x: number) => number, spending?: Spending) {
  const problem = problemOf(spending);
  const draws = random(8);
  const drafts = Array.from({ length: 12 }, (): TrialDraft => {
    const [x, y] = [draws.uniform(), draws.uniform()];
    const params = Object.fromEntries(
      searched.nodes.map(({ name, distribution }, i) => [name, { distribution, internal: i === 0 ? x : y }]),
    );
    return ran(secondsOf(x), { params, values: [(y - 0.3) ** 2 + 0.05 * (x - 0.9) ** 2] });
  });
  const history = historyOf([...drafts, { state: 'running', startedAt: 0 }]);
  const run = await sampler.start(problem);
  run.observe(history, everythingIn(history));
  const [found] = await run.propose([12], random(problem.seed).fork(12));
  return { params: [...found!.params], x: found!.params.get('x')!, why: String(found!.notes?.['why']) };
}

describe('proposals', () => {
  const steep = (x: number): number => 10 * Math.exp(5 * x);

  test.each([
    ['gp', gp()],
    ['auto', auto()],
  ])('%s takes the cheap way where there is a limit, and says so', async (_, sampler) => {
    const free = await proposal(sampler, steep);
    const thrift = await proposal(sampler, steep, { metric: null, total: 1e5 });
    expect(thrift.x).toBeLessThan(free.x - 0.1);
    expect(free.why).not.toContain('expected to take');
    expect(thrift.why).toMatch(/expected to take about [\d.]+ (s|min), a .* of the others\.$/);
  });

  test('nothing changes where trials cost the same, or gp is to look aside', async () => {
    const limited = { metric: null, total: 1e5 };
    for (const sampler of [gp(), auto()])
      expect(await proposal(sampler, () => 50, limited)).toEqual(await proposal(sampler, () => 50));
    expect(await proposal(gp({ costAware: false }), steep, limited)).toEqual(await proposal(gp(), steep));
  });

  test('what will not end is not begun', async () => {
    const spent = Array.from({ length: 12 }).length * 10 * Math.exp(2.5);
    const { x } = await proposal(gp(), steep, { metric: null, total: 4 * spent });
    const tight = await proposal(gp(), steep, { metric: null, total: 1.02 * totalOf(steep) });
    expect(steep(tight.x)).toBeLessThan(0.05 * totalOf(steep));
    expect(tight.x).toBeLessThan(x + 0.3);
  });
});

/** Seconds of the twelve trials of `proposal`. */
function totalOf(secondsOf: (x: number) => number): number {
  const draws = random(8);
  let sum = 0;
  for (let i = 0; i < 12; i++) {
    sum += secondsOf(draws.uniform());
    draws.uniform();
  }
  return sum;
}
