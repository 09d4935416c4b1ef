import { expect, test } from 'vitest';
import { createStudy, float, int, space } from 'vernier';
import type { StudyDetail } from 'vernier/client';
import { random } from 'vernier/samplers';
import { edfScene } from '../../../../src/scene/charts/edf.ts';
import { historyScene } from '../../../../src/scene/charts/history.ts';
import type { History } from '../../../../src/history/history.ts';
import { compared, type Member } from './compared.ts';
import { differences } from './differences.ts';

const member = async (name: string, trials: number, seed: number, objective = 'value'): Promise<Member> => {
  const study = await createStudy({
    space: space({ x: float(0, 1), n: int(1, 9) }),
    sampler: random(),
    seed,
    objectives: { [objective]: 'minimize' },
  });
  if (trials > 0) await study.optimize(({ x }) => (x - 0.3) ** 2, { trials });
  return { id: name, name, history: study.history as History, space: null };
};

test('studies whose objectives have other names share none, and no picture is called after the first of them', async () => {
  const members = [await member('a', 5, 1, 'loss'), await member('b', 5, 2, 'error')];
  const { objective, edf, histories } = compared(members, null)!;
  expect([objective, edf.objective]).toEqual([null, null]);
  const texts = JSON.stringify([historyScene(histories), edfScene(edf)]);
  expect(texts).toContain('History of results');
  expect(texts).toContain('Spread of results');
  expect(texts).toContain('value of each objective');
  expect(texts).not.toContain('of loss');
});

test('the best, the course and what mattered, in the order of the studies', async () => {
  const members = [await member('long', 60, 1), await member('short', 8, 2), await member('empty', 0, 3)];
  const { histories, bests, courses, edf, importances, objective } = compared(members, null)!;
  expect(objective).toEqual({ name: 'value', direction: 'minimize' });
  expect(histories.map(({ name, trials }) => [name, trials.length])).toEqual([
    ['long', 60],
    ['short', 8],
    ['empty', 0],
  ]);
  for (const [i, { best, trials }] of bests.entries()) {
    const { losses: room, size } = members[i]!.history;
    const losses = [...room.subarray(0, size)];
    expect(trials).toBe(losses.length);
    if (best === null) expect(losses).toEqual([]);
    else expect([best.value, best.trial]).toEqual([Math.min(...losses), losses.indexOf(Math.min(...losses))]);
  }
  for (const [i, { values, times, costs, end }] of courses.entries()) {
    expect(values.at(-1)).toBe(bests[i]!.best?.value);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
    expect([...times]).toEqual([...times].sort((a, b) => a - b));
    if (times.length > 0) expect(times.at(-1)).toBeLessThanOrEqual(end.time);
    if (costs.length > 0) expect(costs.at(-1)).toBeLessThanOrEqual(end.cost + 1e-9);
  }
  expect(edf.curves.map(({ results }) => results)).toEqual([60, 8, 0]);
  expect(importances[0]!.importance!.params[0]!.name).toBe('x');
  expect(importances[2]!.importance?.params ?? []).toEqual([]);
});

test('nothing is compared with nothing', () => {
  expect(compared([], null)).toBeNull();
});

const detail = (more: object): StudyDetail =>
  ({
    objectives: [{ name: 'loss', direction: 'minimize' }],
    space: { parameters: { lr: { distribution: 'log_uniform_values', min: 0.001, max: 0.1 } } },
    setup: {
      seed: 1,
      sampler: { name: 'tpe', options: { startup: 10 } },
      pruner: null,
      judgeBy: null,
      fidelity: null,
      budget: 100,
      program: null,
    },
    ...more,
  }) as unknown as StudyDetail;

test('differences are told in words', () => {
  const first = detail({});
  expect(differences(first, detail({}))).toEqual([]);
  const other = detail({
    objectives: [{ name: 'loss', direction: 'maximize' }],
    space: {
      parameters: {
        lr: { distribution: 'log_uniform_values', min: 0.01, max: 0.1 },
        depth: { distribution: 'int_uniform', min: 1, max: 4 },
      },
    },
    setup: {
      ...(first.setup as object),
      seed: 2,
      sampler: { name: 'gp', options: {} },
      pruner: { name: 'median', options: {} },
    },
  });
  expect(differences(first, other)).toEqual([
    'objectives: minimize loss → maximize loss',
    'lr: float(0.001, 0.1, log) → float(0.01, 0.1, log)',
    'depth is new (int(1, 4))',
    'sampler: tpe (startup 10) → gp',
    'pruner: none → median',
    'seed: 1 → 2',
  ]);
});

test('a study of another program has no setup', () => {
  expect(differences(detail({}), detail({ setup: null, space: null }))).toEqual([
    'the declared space is gone',
    'how it searches is not known: another program made it',
  ]);
});
