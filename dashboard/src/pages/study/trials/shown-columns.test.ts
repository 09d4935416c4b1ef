import { expect, test } from 'vitest';
import type { ColumnInfo } from '../../../desk/messages.ts';
import { columnName } from './column-name.ts';
import { columnsText, shownColumns, usualColumns, widthOf } from './shown-columns.ts';

const column = (key: string, group: ColumnInfo['group']): ColumnInfo => ({ key, label: key, group, isNumeric: true });

const columns = [
  column('number', 'trial'),
  column('state', 'trial'),
  column('val/loss', 'objective'),
  ...Array.from({ length: 300 }, (_, i) => column(`p${i}`, 'param')),
  column('system/cpu', 'metric'),
  column('accuracy', 'metric'),
  column('seconds', 'time'),
  column('started', 'time'),
  column('why', 'trial'),
  column('a, b %', 'attribute'),
];

test('of very many parameters the first few are shown, and none of what the machine told; why a trial ended comes last', () => {
  const keys = usualColumns(columns);
  expect(keys.slice(0, 4)).toEqual(['number', 'state', 'val/loss', 'p0']);
  expect(keys.filter((key) => key.startsWith('p'))).toHaveLength(8);
  expect(keys.slice(-3)).toEqual(['accuracy', 'seconds', 'why']);
});

test('chosen columns go through the address, in their order, whatever they are called', () => {
  const keys = ['a, b %', 'p7', 'number'];
  expect(shownColumns(columns, columnsText(keys)).map(({ key }) => key)).toEqual(keys);
  expect(shownColumns(columns, 'nonsense,%E0%A4%A,p3').map(({ key }) => key)).toEqual(['p3']);
  expect(shownColumns(columns, '').map(({ key }) => key)).toEqual(usualColumns(columns));
});

test('times are called as people say; a parameter of the same name is not', () => {
  expect(columnName(column('seconds', 'time'))).toBe('ran for');
  expect(columnName(column('started', 'time'))).toBe('started');
  expect(columnName(column('seconds', 'param'))).toBe('seconds');
});

test('widths are within bounds', () => {
  for (const one of columns) expect(widthOf(one)).toBeGreaterThanOrEqual(84);
  expect(widthOf(column('x'.repeat(500), 'param'))).toBe(220);
});
