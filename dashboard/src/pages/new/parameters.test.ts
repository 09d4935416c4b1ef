import { expect, test } from 'vitest';
import { yamlTree } from '../../../../src/config/yaml-tree.ts';
import { readSpace } from '../../../../src/space/file.ts';
import { asMap, child } from '../../../../src/space/file-tree.ts';
import { edited, yamlOf } from './document.ts';
import {
  addParameter,
  KINDS,
  parameterRows,
  putField,
  putKind,
  putLog,
  putWhen,
  removeParameter,
  rename,
} from './parameters.ts';

const TEXT = `parameters:
  opt: { values: [sgd, adam] }
  rate: { min: 0.5, max: 2.0, prior: { best: 1.0 } }
  momentum: { min: 0.0, max: 0.9, when: { opt: sgd } }
  model: { parameters: { act: { values: [relu] } } }
`;

const rowsOf = (text: string) => parameterRows(yamlOf(text))!;
const row = (text: string, name: string) => rowsOf(text).find((one) => one.name === name)!;
/** The kinds that the file reader finds. */
const kindsIn = (text: string) =>
  readSpace(child(asMap(yamlTree(text).tree, 'x', 'x'), 'parameters')!).space.groups.map(
    ({ parameter }) => parameter.kind,
  );

test('rows say what the reader of config files reads', () => {
  expect(rowsOf(TEXT).map(({ name, kind }) => [name, kind])).toEqual([
    ['opt', 'categorical'],
    ['rate', 'float'],
    ['momentum', 'float'],
    ['model', 'other'],
  ]);
  expect(row(TEXT, 'rate')).toMatchObject({ fields: { min: '0.5', max: '2.0', step: '' }, also: ['prior'] });
  expect(row(TEXT, 'momentum').when).toEqual([{ parent: 'opt', values: 'sgd' }]);
});

test.each(KINDS.filter((kind) => kind !== 'other'))('a new %s is one that the reader takes for it', (kind) => {
  const text = edited('name: x\n', (yaml) => addParameter(yaml, kind));
  expect(rowsOf(text).map((one) => [one.name, one.kind])).toEqual([['p1', kind]]);
  expect(kindsIn(text)).toEqual(kind === 'constant' ? [] : [kind === 'ordinal' ? 'categorical' : kind]);
});

test('a real range stays one when its ends are whole', () => {
  const once = edited(TEXT, (yaml) => putField(yaml, row(TEXT, 'rate'), 'min', '1'));
  const text = edited(once, (yaml) => putField(yaml, row(once, 'rate'), 'max', '2'));
  expect(row(text, 'rate').kind).toBe('float');
  expect(kindsIn(text)[1]).toBe('float');
});

test('another kind takes ranges, lists and conditions along', () => {
  const whole = edited(TEXT, (yaml) => putKind(yaml, row(TEXT, 'momentum'), 'int'));
  expect(row(whole, 'momentum')).toMatchObject({ kind: 'int', when: [{ parent: 'opt', values: 'sgd' }] });
  const order = edited(TEXT, (yaml) => putKind(yaml, row(TEXT, 'opt'), 'permutation'));
  expect(row(order, 'opt').fields['items']).toBe('sgd, adam');
});

test('a logarithmic scale has no step, and can be taken back', () => {
  const stepped = edited(TEXT, (yaml) => putField(yaml, row(TEXT, 'rate'), 'step', '0.5'));
  const log = edited(stepped, (yaml) => putLog(yaml, row(stepped, 'rate'), true));
  expect(row(log, 'rate')).toMatchObject({ isLog: true, fields: { step: '' } });
  expect(kindsIn(log)[1]).toBe('float');
  const back = edited(log, (yaml) => putLog(yaml, row(log, 'rate'), false));
  expect(row(back, 'rate').isLog).toBe(false);
});

test('a new name is known to what waits for it', () => {
  const text = edited(TEXT, (yaml) => rename(yaml, row(TEXT, 'opt'), 'optimizer'));
  expect(row(text, 'momentum').when).toEqual([{ parent: 'optimizer', values: 'sgd' }]);
  expect(kindsIn(text)).toHaveLength(4);
  expect(edited(TEXT, (yaml) => rename(yaml, row(TEXT, 'opt'), 'rate'))).toBe(TEXT); // taken
});

test('conditions are written as the reader wants them', () => {
  const when = [{ parent: 'opt', values: 'sgd, adam' }];
  const text = edited(TEXT, (yaml) => putWhen(yaml, row(TEXT, 'rate'), when));
  expect(row(text, 'rate').when).toEqual(when);
  expect(kindsIn(text)).toHaveLength(4);
  expect(edited(text, (yaml) => putWhen(yaml, row(text, 'rate'), []))).toBe(TEXT);
});

test('lists of parameters can be edited, too', () => {
  const text = 'parameters:\n  - { name: a, min: 1, max: 3 }\n  - { name: a, values: [x] }\n';
  const named = edited(text, (yaml) => rename(yaml, rowsOf(text)[1]!, 'b'));
  expect(rowsOf(named).map(({ name }) => name)).toEqual(['a', 'b']);
  const more = edited(named, (yaml) => addParameter(yaml, 'int'));
  expect(rowsOf(more).map(({ name }) => name)).toEqual(['a', 'b', 'p3']);
  expect(rowsOf(edited(more, (yaml) => removeParameter(yaml, rowsOf(more)[0]!)))).toHaveLength(2);
});

test('the last parameter leaves an empty map', () => {
  const text = 'parameters:\n  a: { min: 1, max: 3 }\n';
  expect(edited(text, (yaml) => removeParameter(yaml, row(text, 'a')))).toBe('parameters: {}\n');
});
