import { nearest } from '../../../../src/space/names.ts';
import type { TrialColumn } from '../columns.ts';
import {
  type Expression,
  FilterError,
  type Literal,
  type LiteralAt,
  type NameAt,
  type Operator,
} from './expression.ts';

/** Finds a column by the name that stands in a filter. */
export type ColumnOf = (name: string) => TrialColumn | undefined;

/** Does a row meet a condition? */
type Test = (row: number) => boolean;

/**
 * Which rows meet an expression: 1 or 0 each. Shape (size). A value that is missing equals `null` alone; it is neither less nor more than
 * anything, and `a != b` is what `not a == b` is.
 *
 * @throws FilterError for a name that there is not, or a value that its column cannot be compared with
 */
export function maskOf(
  expression: Expression | null,
  size: number,
  columnOf: ColumnOf,
  names: readonly string[],
): Uint8Array {
  const mask = new Uint8Array(size).fill(1);
  if (expression === null) return mask;
  const test = testOf(expression, columnOf, names);
  for (let row = 0; row < size; row++) if (!test(row)) mask[row] = 0;
  return mask;
}

function testOf(expression: Expression, columnOf: ColumnOf, names: readonly string[]): Test {
  switch (expression.type) {
    case 'and':
    case 'or': {
      const tests = expression.parts.map((part) => testOf(part, columnOf, names));
      return expression.type === 'and'
        ? (row) => tests.every((test) => test(row))
        : (row) => tests.some((test) => test(row));
    }
    case 'not': {
      const test = testOf(expression.part, columnOf, names);
      return (row) => !test(row);
    }
    case 'in': {
      const column = found(expression.left, columnOf, names);
      const tests = expression.values.map((value) => compared(column, '==', value));
      return (row) => tests.some((test) => test(row));
    }
    case 'compare':
      return compared(found(expression.left, columnOf, names), expression.operator, expression.right);
  }
}

function found({ name, at }: NameAt, columnOf: ColumnOf, names: readonly string[]): TrialColumn {
  const column = columnOf(name);
  if (column !== undefined) return column;
  const near = nearest(name, names);
  const hint =
    near === null
      ? `Names are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' …' : ''}.`
      : `Did you mean "${near}"?`;
  throw new FilterError(`There is no "${name}" in this study.`, at, hint);
}

function compared(column: TrialColumn, operator: Operator, { value, at }: LiteralAt): Test {
  if (operator === '!=') return not(compared(column, '==', { value, at }));
  if (operator === '!~') return not(compared(column, '~', { value, at }));
  if (operator === '~') return holds(column, value, at);
  if (value === null) {
    if (operator !== '==') throw new FilterError('null can be compared by == and != only.', at);
    return (row) => column.raw(row) === null;
  }
  const { numbers } = column;
  if (numbers === null) {
    if (operator !== '==')
      throw new FilterError(`"${column.label}" is no number: it can be compared by ==, !=, ~ and in only.`, at);
    const wanted = String(value);
    return (row) => column.text(row) === wanted;
  }
  const wanted = numberFor(column, value, at);
  switch (operator) {
    case '==':
      return (row) => numbers(row) === wanted;
    case '<':
      return (row) => numbers(row) < wanted;
    case '<=':
      return (row) => numbers(row) <= wanted;
    case '>':
      return (row) => numbers(row) > wanted;
    case '>=':
      return (row) => numbers(row) >= wanted;
  }
}

const not =
  (test: Test): Test =>
  (row) =>
    !test(row);

function holds(column: TrialColumn, value: Literal, at: number): Test {
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new FilterError('Expected a text to look for, as in ~ "adam".', at);
  const wanted = String(value).toLowerCase();
  return (row) => column.text(row)?.toLowerCase().includes(wanted) === true;
}

/** The number that a value stands for in a column: instants are written as dates. */
function numberFor(column: TrialColumn, value: Exclude<Literal, null>, at: number): number {
  if (typeof value === 'number') return value;
  const instant = column.isInstant && typeof value === 'string' ? instantOf(value) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new FilterError(
    `"${column.label}" is ${column.isInstant ? 'an instant: expected one as "2026-01-31 12:00" (UTC)' : 'a number: expected one'}, found "${String(value)}".`,
    at,
  );
}

/** Milliseconds since 1970 of a date, UTC where it names no other zone; NaN = it is none. */
function instantOf(text: string): number {
  const iso = text.trim().replace(' ', 'T');
  if (!/^\d{4}-\d{2}-\d{2}/.test(iso)) return Number.NaN;
  return Date.parse(/T.*(?:Z|[-+]\d{2}:?\d{2})$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`);
}
