import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History } from '../../../../src/history/history.ts';
import { recordOf } from '../../../../src/history/record.ts';
import { categorical, float } from '../../../../src/space/distribution.ts';
import { columnsOf, findColumn, type TrialColumn } from '../columns.ts';
import { type Expression, FilterError, type Literal } from './expression.ts';
import { maskOf } from './mask.ts';
import { parseFilter } from './parse.ts';

const LR = float(1e-5, 1, { log: true });
const OPT = categorical(['adam', 'sgd', 'none of them']);
const values = [0.05, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 0.5];
const history = new History([{ name: 'loss', direction: 'minimize' }]);
history.apply(
  values.map((value, number) => ({
    type: 'trial' as const,
    trial: recordOf(
      {
        state: number === 2 ? 'failed' : 'complete',
        values: Number.isNaN(value) ? null : [value],
        params: {
          ...(number === 1 ? {} : { lr: { distribution: LR, internal: 0.1 ** number } }),
          opt: { distribution: OPT, internal: number % 3 },
        },
        userAttributes: { 'my note': `run ${number}` },
        startedAt: Date.UTC(2026, 0, 1 + number),
        finishedAt: Date.UTC(2026, 0, 1 + number, 0, 1),
      },
      number,
      number,
    ),
  })),
);
const columns = columnsOf(history);
const columnOf = (name: string) => findColumn(columns, name);
const names = columns.map(({ key }) => key);
const mask = (expression: Expression | null) => maskOf(expression, history.size, columnOf, names);
const found = (text: string) => [...mask(parseFilter(text)).keys()].filter((row) => mask(parseFilter(text))[row] === 1);
const fault = (text: string): FilterError => {
  try {
    found(text);
  } catch (error) {
    if (error instanceof FilterError) return error;
  }
  throw new Error(`"${text}" was taken`);
};

test.each([
  ['', [0, 1, 2, 3, 4]],
  ['loss < 0.1', [0]],
  ['loss<0.1 or loss == inf', [0, 3]],
  ['loss >= .5', [1, 3, 4]],
  ['loss == null', [2]],
  ['not (loss < 1)', [2, 3]],
  ['opt == "adam" and state == complete', [0, 3]],
  ['opt = adam && !(loss > 1)', [0]],
  ['opt in (adam, "sgd") and trial in (1, 2, 3)', [1, 3]],
  ['opt in (adam, "sgd") and number in (1, 2, 3)', [1, 3]],
  ['opt not in (adam, sgd)', [2]],
  ['opt ~ NONE', [2]],
  ['opt !~ a', [1, 2, 4]],
  ['`my note` == "run 4"', [4]],
  ['`my note` ~ "RUN" and number >= 3', [3, 4]],
  ['lr == null', [1]],
  ['lr != null and lr < 1e-2', [3, 4]],
  ['param.lr > -inf', [0, 2, 3, 4]],
  ['value <= 0.5', [0, 1, 4]],
  ['started >= "2026-01-03"', [2, 3, 4]],
  ['started < "2026-01-02 00:00:00"', [0]],
  ['seconds == 60', [0, 1, 2, 3, 4]],
])('%s', (text, rows) => {
  expect(found(text)).toEqual(rows);
});

test.each([
  ['loss <', 6, 'Expected a value, found the end.'],
  ['loss < 0.1 opt', 11, 'Expected the end, "and" or "or", found "opt".'],
  ['(loss < 1', 9, 'Expected a closing parenthesis, "and" or "or", found the end.'],
  ['loss 1', 5, 'Expected a comparison (== != < <= > >= ~ or in), found "1".'],
  ['loss < 1 and', 12, 'Expected a name, found the end.'],
  ['1 < loss', 0, 'Expected a name, found "1".'],
  ['opt in adam', 7, 'Expected values in parentheses, as in (1, 2), found "adam".'],
  ['opt == "ad', 7, 'The " that begins here is not closed.'],
  ['los < 1', 0, 'There is no "los" in this study.'],
  ['loss < adam', 7, '"loss" is a number: expected one, found "adam".'],
  ['opt < adam', 6, '"opt" is no number: it can be compared by ==, !=, ~ and in only.'],
  ['loss < null', 7, 'null can be compared by == and != only.'],
  ['started > soon', 10, '"started" is an instant: expected one as "2026-01-31 12:00" (UTC), found "soon".'],
  ['loss % 2', 5, '"%" means nothing here.'],
  [`${'('.repeat(300)}loss < 1`, 201, 'There are too many parentheses within each other.'],
])('what is wrong with %s', (text, at, message) => {
  expect(fault(text)).toMatchObject({ at, message });
});

test('a name that is nearly right is told', () => {
  expect(fault('los < 1').hint).toBe('Did you mean "loss"?');
  expect(fault('zzzzzzzz < 1').hint).toContain('number, state, loss');
});

describe('laws', () => {
  const leaf: fc.Arbitrary<Expression> = fc.oneof(
    fc.record({
      type: fc.constant('compare' as const),
      left: fc.constantFrom('loss', 'lr').map((name) => ({ name, at: 0 })),
      operator: fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
      right: fc.constantFrom<Literal>(0.05, 0.5, 1e-3, Number.POSITIVE_INFINITY).map((value) => ({ value, at: 0 })),
    }),
    fc.record({
      type: fc.constant('in' as const),
      left: fc.constant({ name: 'opt', at: 0 }),
      values: fc.array(
        fc.constantFrom<Literal>('adam', 'sgd', null, 'a "quoted" \\ one').map((value) => ({ value, at: 0 })),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    fc.record({
      type: fc.constant('compare' as const),
      left: fc.constant({ name: 'my note', at: 0 }),
      operator: fc.constantFrom('~', '!~', '==', '!='),
      right: fc.constantFrom<Literal>('run 1', '2', 'RUN').map((value) => ({ value, at: 0 })),
    }),
  );
  const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({ type: fc.constant('not' as const), part: tie('tree') }),
      fc.record({
        type: fc.constantFrom('and' as const, 'or' as const),
        parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  }));

  const written = (expression: Expression): string => {
    const literal = (value: Literal) =>
      typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value === null ? 'null' : String(value);
    switch (expression.type) {
      case 'not':
        return `not (${written(expression.part)})`;
      case 'compare':
        return `\`${expression.left.name}\` ${expression.operator} ${literal(expression.right.value)}`;
      case 'in':
        return `${expression.left.name} in (${expression.values.map(({ value }) => literal(value)).join(', ')})`;
      default:
        return expression.parts.map((part) => `(${written(part)})`).join(` ${expression.type} `);
    }
  };

  /** The meaning, in plain lines: of one row, out of the record. */
  const meets = (expression: Expression, row: number): boolean => {
    const raw = (name: string) => (columnOf(name) as TrialColumn).raw(row);
    const one = (name: string, operator: string, wanted: Literal): boolean => {
      const value = raw(name);
      if (operator === '!=') return value !== wanted;
      if (operator === '!~') return !one(name, '~', wanted);
      if (operator === '~') return value !== null && String(value).toLowerCase().includes(String(wanted).toLowerCase());
      if (operator === '==') return value === wanted;
      if (value === null) return false;
      const [a, b] = [value as number, wanted as number];
      return operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b;
    };
    switch (expression.type) {
      case 'not':
        return !meets(expression.part, row);
      case 'and':
        return expression.parts.every((part) => meets(part, row));
      case 'or':
        return expression.parts.some((part) => meets(part, row));
      case 'in':
        return expression.values.some(({ value }) => one(expression.left.name, '==', value));
      case 'compare':
        return one(expression.left.name, expression.operator, expression.right.value);
    }
  };

  test('what is written is what is meant, on every row', () => {
    fc.assert(
      fc.property(tree, (expression) => {
        const read = parseFilter(written(expression));
        expect([...mask(read)]).toEqual(values.map((_, row) => Number(meets(expression, row))));
      }),
      { numRuns: 500 },
    );
  });

  test('any text is read, or refused with a place in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        try {
          found(text);
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
          expect((error as FilterError).at).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
