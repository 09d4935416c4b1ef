import {
  type Expression,
  FilterError,
  type Literal,
  type LiteralAt,
  type NameAt,
  type Operator,
} from './expression.ts';
import { type Token, tokensOf } from './tokens.ts';

const OPERATORS: Readonly<Record<string, Operator>> = {
  '==': '==',
  '=': '==',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '~': '~',
  '!~': '!~',
};
const WORDS: Readonly<Record<string, Literal>> = {
  true: true,
  false: false,
  null: null,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};
const KEYWORDS = new Set(['and', 'or', 'not', 'in']);
/** Parentheses within parentheses, at most. */
const DEEPEST = 200;

/**
 * Reads a filter, such as `loss < 0.1 and opt == "adam" and not (state in (failed, pruned))`; null = it is empty.
 *
 * `and` binds more closely than `or`, `not` more closely than both. A word without quotes on the right is a text.
 *
 * @throws FilterError
 */
export function parseFilter(text: string): Expression | null {
  const tokens = tokensOf(text);
  if (tokens.length === 1) return null;
  const reader = new Reader(tokens);
  const expression = reader.either(0);
  reader.end();
  return expression;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  either(depth: number): Expression {
    const parts = [this.#all(depth)];
    while (this.#takes('or', '||')) parts.push(this.#all(depth));
    return parts.length === 1 ? parts[0]! : { type: 'or', parts };
  }

  end(): void {
    if (this.#next.kind !== 'end') this.#fail('the end, "and" or "or"');
  }

  #all(depth: number): Expression {
    const parts = [this.#one(depth)];
    while (this.#takes('and', '&&')) parts.push(this.#one(depth));
    return parts.length === 1 ? parts[0]! : { type: 'and', parts };
  }

  #one(depth: number): Expression {
    if (depth > DEEPEST) throw new FilterError('There are too many parentheses within each other.', this.#next.at);
    if (this.#takes('not', '!')) return { type: 'not', part: this.#one(depth + 1) };
    if (this.#takesKind('(')) {
      const inner = this.either(depth + 1);
      if (!this.#takesKind(')')) this.#fail('a closing parenthesis, "and" or "or"');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Expression {
    const left = this.#name();
    if (this.#takes('not')) {
      if (!this.#takes('in')) this.#fail('"in"');
      return { type: 'not', part: { type: 'in', left, values: this.#list() } };
    }
    if (this.#takes('in')) return { type: 'in', left, values: this.#list() };
    const operator = this.#next.kind === 'operator' ? OPERATORS[this.#next.text] : undefined;
    if (operator === undefined) this.#fail('a comparison (== != < <= > >= ~ or in)');
    this.#at++;
    return { type: 'compare', left, operator, right: this.#literal() };
  }

  #list(): readonly LiteralAt[] {
    if (!this.#takesKind('(')) this.#fail('values in parentheses, as in (1, 2)');
    const values = [this.#literal()];
    while (this.#takesKind(',')) values.push(this.#literal());
    if (!this.#takesKind(')')) this.#fail('a comma or a closing parenthesis');
    return values;
  }

  #name(): NameAt {
    const { kind, text, at } = this.#next;
    if (kind !== 'quoted name' && (kind !== 'name' || KEYWORDS.has(text))) this.#fail('a name');
    this.#at++;
    return { name: text, at };
  }

  #literal(): LiteralAt {
    const { kind, text, at } = this.#next;
    if (kind !== 'number' && kind !== 'text' && (kind !== 'name' || KEYWORDS.has(text))) this.#fail('a value');
    this.#at++;
    if (kind === 'text') return { value: text, at };
    if (kind === 'number') return { value: numberOf(text), at };
    const word = text.toLowerCase();
    return { value: Object.hasOwn(WORDS, word) ? WORDS[word]! : text, at };
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #takes(...words: readonly string[]): boolean {
    const { kind, text } = this.#next;
    if ((kind !== 'name' && kind !== 'operator') || !words.includes(text)) return false;
    this.#at++;
    return true;
  }

  #takesKind(kind: Token['kind']): boolean {
    if (this.#next.kind !== kind) return false;
    this.#at++;
    return true;
  }

  #fail(expected: string): never {
    const { kind, text, at } = this.#next;
    throw new FilterError(`Expected ${expected}, found ${kind === 'end' ? 'the end' : `"${text}"`}.`, at);
  }
}

function numberOf(text: string): number {
  if (/inf/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}
