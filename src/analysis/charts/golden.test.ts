import { describe, expect, test } from 'vitest';
import type { Direction } from '../../history/record.ts';
import { categorical, float } from '../../space/distribution.ts';
import golden from './charts.golden.json' with { type: 'json' };
import { edfChart, shareAt } from './edf.ts';
import { historyChart } from './history.ts';
import { hypervolumeChart } from './hypervolume.ts';
import { OUTCOMES } from './outcome.ts';
import { PARETO_KINDS, paretoChart } from './pareto.ts';
import { rankChart } from './rank.ts';
import { sliceChart } from './slice.ts';
import { toldHistory } from './told.test-support.ts';

// Optuna's own plots, on the same trials: test/golden/charts.py.

const SPACE = { x: float(0.001, 1, { log: true }), kind: categorical(['a', 'b']), y: float(0, 1) };

interface Draft {
  readonly kind: string;
  readonly values: readonly number[];
  readonly params: { readonly x: number; readonly kind: string; readonly y?: number };
}

function historyOf({
  trials,
  directions,
}: {
  readonly trials: readonly Draft[];
  readonly directions: readonly string[];
}) {
  return toldHistory(
    trials.map(({ kind, values, params }) => ({
      state: kind === 'pruned' || kind === 'failed' ? kind : ('complete' as const),
      values: kind === 'pruned' || kind === 'failed' ? null : values,
      constraints: { c: kind === 'infeasible' ? 1 : -1 },
      params: {
        x: params.x,
        kind: SPACE.kind.choices.indexOf(params.kind as 'a'),
        ...(params.y === undefined ? {} : { y: params.y }),
      },
    })),
    SPACE,
    directions as readonly Direction[],
  );
}

const orNull = (values: Float64Array): (number | null)[] => Array.from(values, (v) => (Number.isNaN(v) ? null : v));

describe.each(golden.cases.single.map((one, i) => [i, one] as const))('one objective, case %i', (_, one) => {
  const history = historyOf(one);

  test('history and incumbent', () => {
    const chart = historyChart(history);
    expect(orNull(chart.values)).toEqual(one.values);
    expect(orNull(chart.incumbent)).toEqual(one.best);
    const states = Array.from(chart.outcomes, (code) => OUTCOMES[code]!);
    expect(states.map((state) => (state === 'feasible' || state === 'infeasible' ? state : 'incomplete'))).toEqual(
      one.states.map((state) => state.toLowerCase()),
    );
  });

  test('EDF', () => {
    const [curve] = edfChart([{ name: 'one', history }]).curves;
    one.edf.x.forEach((x, i) => expect(shareAt(curve!, x)).toBeCloseTo(one.edf.y[i]!, 12));
  });

  test('ranks', () => {
    const chart = rankChart(history);
    expect([...chart.trials]).toEqual(one.rank.numbers);
    chart.ranks.forEach((rank, i) => expect(rank).toBeCloseTo(one.rank.ranks[i]!, 12));
  });

  test('a slice has the complete trials that have the parameter', () => {
    const [y] = sliceChart(history, { params: ['y'] }).panels;
    const wanted = one.trials.flatMap((trial, i) =>
      ['complete', 'infeasible'].includes(trial.kind) && 'y' in trial.params ? [i] : [],
    );
    expect([...y!.trials]).toEqual(wanted);
    expect([...y!.params]).toEqual(wanted.map((i) => (one.trials[i] as Draft).params.y));
  });
});

describe.each(golden.cases.several.map((one, i) => [i, one] as const))('several objectives, case %i', (_, one) => {
  const history = historyOf(one);

  test('Pareto front', () => {
    const { trials, kinds, front } = paretoChart(history);
    const of = (kind: string) => [...trials].filter((__, i) => PARETO_KINDS[kinds[i]!] === kind);
    expect(of('front')).toEqual(one.front);
    expect(of('dominated')).toEqual(one.dominated);
    expect(of('infeasible')).toEqual(one.infeasible);
    expect([...front].sort((a, b) => a - b)).toEqual(one.front);
  });

  test('history of the hypervolume', () => {
    const { trials, volumes } = hypervolumeChart(history, one.reference);
    expect([...trials]).toEqual(one.numbers);
    volumes.forEach((volume, i) => expect(volume).toBeCloseTo(one.volumes[i]!, 9));
    expect(volumes.at(-1)).toBeCloseTo(one.total, 9);
  });
});
