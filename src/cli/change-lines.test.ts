import { expect, test } from 'vitest';
import { readSpace } from '../space/file.ts';
import { treeOf } from '../space/file-tree.ts';
import { categorical, float, int } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { parse } from 'yaml';
import { changedSpace } from '../analysis/health/change.ts';
import { changeLines } from './change-lines.ts';

const searched = space({
  lr: float(1e-5, 0.01, { log: true }),
  '0': int(1, 8),
  'a: b': categorical(['x', 'no', 7]),
} as never);

test('a line of the file is the changed parameter, whatever its name', () => {
  for (const parameter of ['lr', '0']) {
    const change = { type: 'range', parameter, low: 2, high: 4 } as const;
    const [line, command] = changeLines(searched, change);
    expect(command).toBe('vernier run tune.yaml --accept-changes');
    const { space: read } = readSpace(treeOf(parse(line!)));
    const name = (node: { readonly name: string }): boolean => node.name === parameter;
    expect(read.nodes[0]).toEqual(changedSpace(searched, change).nodes.find(name));
  }
  expect(changeLines(null, { type: 'range', parameter: 'lr', low: 2, high: 4 })[0]).toBe('lr: from 2 to 4');
});

test('what is forbidden is a constraint that YAML reads back', () => {
  const [first, second] = changeLines(searched, { type: 'forbid', parameter: 'a: b', choices: ['no', 7] });
  expect(parse(first!.replace('constraints: - ', ''))).toEqual({ forbidden: { 'a: b': 'no' } });
  expect(parse(second!.replace('constraints: - ', ''))).toEqual({ forbidden: { 'a: b': 7 } });
});

test('limits are flags; duplicates and pruners are keys of the file', () => {
  expect(
    changeLines(null, { type: 'limits', limits: { confirm: 3, concurrency: 8, trials: 9, noImprovement: 50 } }),
  ).toEqual(['vernier run tune.yaml --confirm 3 --concurrency 8 --trials 9 --patience 50']);
  expect(changeLines(null, { type: 'duplicates', duplicates: 'avoid' })[0]).toBe('duplicates: avoid');
  expect(changeLines(null, { type: 'pruner', name: 'asha', options: { minResource: 9 } })[0]).toBe(
    'pruner: { name: asha, minResource: 9 }',
  );
});

test('what lies in the program has no line', () => {
  expect(changeLines(searched, { type: 'program' })).toEqual([]);
});
