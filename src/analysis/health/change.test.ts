import { describe, expect, test } from 'vitest';
import { forbidden, linear } from '../../space/constraint.ts';
import { categorical, float, int } from '../../space/distribution.ts';
import { spaceFromJson, writeSpace } from '../../space/file.ts';
import { branch, subset } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { changedOptions, changedSpace } from './change.ts';

const full = space(
  {
    lr: float(1e-4, 0.1, { log: true }),
    width: int(8, 64, { step: 8 }),
    on: subset(['p', 'q', 'r'], { max: 2 }),
    model: branch({ tree: { depth: int(1, 9) }, net: { layers: int(1, 4) } }),
    act: categorical(['relu', 'tanh']),
  },
  { constraints: [linear({ width: 1 }, 60)], priors: { lr: { kind: 'normal', best: 0.01, spread: 0.1 } } },
);

describe('a changed space', () => {
  test('has another range, and all else as it was', () => {
    const wider = changedSpace(full, { type: 'range', parameter: 'lr', low: 1e-6, high: 1 });
    expect(wider.nodes[0]).toEqual({ ...full.nodes[0], distribution: float(1e-6, 1, { log: true }) });
    expect(wider.nodes.slice(1)).toEqual(full.nodes.slice(1));
    expect(wider.constraints).toEqual(full.constraints);
    expect(wider.shape).toBe(full.shape);
    expect(full.nodes[0]!.distribution).toMatchObject({ low: 1e-4 });
  });

  test('is the same space once it is written and read', () => {
    for (const change of [
      { type: 'range', parameter: 'width', low: 16, high: 96 },
      { type: 'range', parameter: 'depth', low: 3, high: 3 },
      { type: 'forbid', parameter: 'act', choices: ['tanh'] },
    ] as const) {
      const changed = changedSpace(full, change);
      const { nodes, groups, constraints } = spaceFromJson(writeSpace(changed));
      expect({ nodes, groups, constraints }).toEqual({
        nodes: changed.nodes,
        groups: changed.groups,
        constraints: changed.constraints,
      });
    }
  });

  test('keeps the grid of a stepped number, and lets a belief go that lies outside', () => {
    expect(
      changedSpace(full, { type: 'range', parameter: 'width', low: 16, high: 32 }).nodes[1]!.distribution,
    ).toMatchObject({ low: 16, high: 32, step: 8 });
    expect(changedSpace(full, { type: 'range', parameter: 'lr', low: 0.05, high: 0.1 }).nodes[0]!.prior).toBeNull();
  });

  test('forbids choices beside what was forbidden before', () => {
    const changed = changedSpace(full, { type: 'forbid', parameter: 'act', choices: ['tanh'] });
    expect(changed.constraints).toEqual([...full.constraints, forbidden({ act: 'tanh' })]);
  });

  test('by many changes at once is what it is by one after the other', () => {
    const changes = [
      { type: 'range', parameter: 'lr', low: 1e-6, high: 1 },
      { type: 'forbid', parameter: 'act', choices: ['tanh'] },
      { type: 'range', parameter: 'lr', low: 0.05, high: 0.1 },
      { type: 'range', parameter: 'width', low: 16, high: 32 },
    ] as const;
    const { nodes, groups, constraints } = changes.reduce((before, change) => changedSpace(before, change), full);
    expect(changedSpace(full, ...changes)).toMatchObject({ nodes, groups, constraints });
    expect(changedSpace(full)).toBe(full);
  });

  test('is refused for what is not there, and for what has no range', () => {
    expect(() => changedSpace(full, { type: 'range', parameter: 'rl', low: 0, high: 1 })).toThrow(/"rl"/);
    expect(() => changedSpace(full, { type: 'range', parameter: 'act', low: 0, high: 1 })).toThrow('has no range');
  });

  test('is the space itself where the change is none of it', () => {
    expect(changedSpace(full, { type: 'limits', limits: { confirm: 3 } })).toBe(full);
  });
});

test('changed options: limits are added, a pruner keeps its other options', () => {
  const options = { limits: { trials: 9 }, pruner: { name: 'asha', options: { eta: 4, minResource: 1 } } };
  expect(changedOptions(options, { type: 'limits', limits: { concurrency: 8 } }).limits).toEqual({
    trials: 9,
    concurrency: 8,
  });
  expect(changedOptions(options, { type: 'duplicates', duplicates: 'avoid' }).duplicates).toBe('avoid');
  const later = { type: 'pruner', name: 'asha', options: { minResource: 9 } } as const;
  expect(changedOptions(options, later).pruner).toEqual({ name: 'asha', options: { eta: 4, minResource: 9 } });
  expect(changedOptions(options, { ...later, name: 'curve' }).pruner).toEqual({
    name: 'curve',
    options: { minResource: 9 },
  });
  expect(changedOptions(options, { type: 'range', parameter: 'x', low: 0, high: 1 })).toBe(options);
});
