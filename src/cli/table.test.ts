import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isVernierError } from '../errors.ts';
import { dataOf } from '../space/file-tree.ts';
import { yamlTree } from '../config/yaml-tree.ts';
import { csvLine } from '../wire/csv-line.ts';
import { parseCsv } from './csv.ts';
import { guessStudy } from './guess.ts';
import { paramFlag } from './param-flag.ts';
import { visible } from './text.ts';
import { yamlLines } from './yaml-text.ts';

test('data on a terminal: nothing that it obeys, and the same JSON', () => {
  const text = 'a\x1b[2J\x9b31m\r\u202eb\tc\u00e9';
  expect(visible(`${text}\nd`)).toBe('a\\u001b[2J\\u009b31m\\u000d\\u202eb\\u0009c\u00e9\nd');
  expect(JSON.parse(visible(JSON.stringify(text)))).toBe(text);
});

describe('CSV', () => {
  test('quotes, line ends, separators', () => {
    expect(parseCsv('\ufeffa,b\r\n1,"x, ""y""\nz"\n\n,\n')).toEqual([
      ['a', 'b'],
      ['1', 'x, "y"\nz'],
      ['', ''],
    ]);
    expect(parseCsv('a;b\n1,5;2')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
    expect(parseCsv('a\tb\n"open')).toEqual([['a', 'b'], ['open']]);
  });
  test('what a spreadsheet would run becomes text, numbers stay', () => {
    expect(csvLine(['=cmd()', '+1+1', '-x', '@y', '\tz', '-1.5', 'a-b', -2, null, true])).toBe(
      "'=cmd(),'+1+1,'-x,'@y,\"'\tz\",-1.5,a-b,-2,,true",
    );
  });
  test('law: what is written is read again', () => {
    const cell = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
        expect(parseCsv([csvLine(['a', 'b']), ...rows.map(csvLine)].join('\n')).slice(1)).toEqual(rows);
      }),
    );
  });
});

describe('a guessed study', () => {
  const table = (text: string) => guessStudy(parseCsv(text), {});
  test('kinds, ranges, what is left aside', () => {
    const guess = table(
      'trial,lr,depth,units,act,flag,seed,val_loss\n0,0.1,1,16,relu,true,7,0.5\n1,0.0001,3,4096,tanh,False,7,\n2,0.02,2,64,relu,true,7,0.25\n',
    );
    expect(guess.objectives).toEqual({ val_loss: 'minimize' });
    expect(guess.parameters).toEqual({
      lr: { distribution: 'log_uniform_values', min: 0.0001, max: 0.1 },
      depth: { distribution: 'int_uniform', min: 1, max: 3 },
      units: { distribution: 'int_uniform', min: 16, max: 4096, log: true },
      act: { values: ['relu', 'tanh'] },
      flag: { values: [false, true] },
    });
    expect(guess.left).toEqual({ trial: 'no parameter', seed: 'always 7' });
    expect(guess.trials[1]).toEqual({
      params: { lr: 0.0001, depth: 3, units: 4096, act: 'tanh', flag: false },
      score: null,
    });
  });
  test('columns that an export named are taken as such', () => {
    expect(table('number,state,value,params_x,other\n0,COMPLETE,1,0.5,3\n1,COMPLETE,2,0.7,4\n')).toMatchObject({
      objectives: { value: 'minimize' },
      parameters: { x: { min: 0.5, max: 0.7 } },
      left: { other: 'no parameter' },
    });
  });
  test('infinite results are results; NaN, and the last value of a pruned trial, are none', () => {
    const cells = ['complete,Infinity', 'complete,-inf', 'complete,nan', 'pruned,1', 'FAIL,2'];
    const { trials } = table(`state,loss,params.x\n${cells.map((cell, i) => `${cell},${i}\n`).join('')}complete,1,9\n`);
    expect(trials.map(({ score }) => score?.['loss'] ?? null)).toEqual([1 / 0, -1 / 0, null, null, null, 1]);
  });
  test.each([
    ['', 'The table has no rows'],
    ['a,a\n1,2\n', 'The column "a" is there twice.'],
    ['a,b\n1,2\n', 'No column of the table is called like a result'],
    ['loss,b\n1,2\n', 'No column of the table can be a parameter'],
  ])('%j is refused', (text, expected) => {
    try {
      table(text);
      expect.unreachable();
    } catch (error) {
      if (!isVernierError(error)) throw error;
      expect(error.message).toContain(expected);
    }
  });
});

test('leaves out the columns that it is told to', () => {
  const rows = parseCsv('lr,acc,loss\n0.1,0.9,1\n0.2,0.8,2\n');
  const guess = guessStudy(rows, { loss: 'minimize' }, ['acc']);
  expect(Object.keys(guess.parameters)).toEqual(['lr']);
  expect(guess.left).toEqual({ acc: 'you said so' });
  expect(() => guessStudy(rows, { loss: 'minimize' }, ['ac'])).toThrow('no column "ac"');
});

test('parameters on the command line', () => {
  const read = (text: string) => [paramFlag(text).key, dataOf(paramFlag(text).value)];
  expect(read('lr=1e-4..0.1,log')).toEqual(['lr', { min: 1e-4, max: 0.1, log: true }]);
  expect(read('units=32..512,step=32')).toEqual(['units', { min: 32, max: 512, step: 32 }]);
  expect(read('x=-1.0..-0.5')).toEqual(['x', { min: -1, max: -0.5 }]);
  expect(read('opt = adam|sgd|1')).toEqual(['opt', { values: ['adam', 'sgd', 1] }]);
  expect(read('opt=adam, sgd,1')).toEqual(['opt', { values: ['adam', 'sgd', 1] }]);
  expect(read('layers=8,8|16')).toEqual(['layers', { values: ['8,8', 16] }]);
  expect(read('mode=a=b')).toEqual(['mode', { value: 'a=b' }]);
  for (const wrong of ['lr', '=1', 'lr=', 'lr=0..1,lgo', 'lr=0.1,log', 'opt=adam,'])
    expect(() => paramFlag(wrong)).toThrow(`The parameter "${wrong}" cannot be read.`);
});

test('law: YAML that is written is read again', () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('on', '1e-4', '010', '~', 'a b', '12:30', '-', '=', '<<', '*x'),
  );
  const map = fc.dictionary(
    fc.string({ minLength: 1 }),
    fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.string({ minLength: 1 }), leaf, { minKeys: 1 })),
    { minKeys: 1 },
  );
  fc.assert(
    fc.property(map, (data) => {
      expect(dataOf(yamlTree(yamlLines(data as never).join('\n')).tree)).toEqual(
        JSON.parse(JSON.stringify(data, (_, value) => (Object.is(value, -0) ? 0 : value))),
      );
    }),
    { numRuns: 300 },
  );
});
