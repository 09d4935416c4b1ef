import { FilterError } from './expression.ts';

/** A word of a filter. */
export interface Token {
  readonly kind: 'name' | 'quoted name' | 'text' | 'number' | 'operator' | '(' | ')' | ',' | 'end';
  readonly text: string;
  readonly at: number;
}

const OPERATOR = /==|!=|<=|>=|!~|&&|\|\||[=<>~!]/y;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\p{L}\p{N}_])/uy;
const NAME = /[\p{L}_](?:[\p{L}\p{N}_#/.:-]*[\p{L}\p{N}_#])?/uy;
const SIGNED_WORD = /[-+](?:inf|infinity)(?![\p{L}\p{N}_])/iuy;
const SPACE = /\s+/y;

/** Takes a filter apart into words; the last one is the end. @throws FilterError */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const space = matched(SPACE, text, at);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token.token);
    at = token.end;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly end: number } {
  const first = text[at]!;
  if (first === '"' || first === "'" || first === '`') return quoted(text, at, first);
  if (first === '(' || first === ')' || first === ',') return { token: { kind: first, text: first, at }, end: at + 1 };
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['number', SIGNED_WORD],
    ['operator', OPERATOR],
    ['name', NAME],
  ] as const) {
    const found = matched(pattern, text, at);
    if (found !== null) return { token: { kind, text: found, at }, end: at + found.length };
  }
  const letter = String.fromCodePoint(text.codePointAt(at)!);
  throw new FilterError(
    `"${letter}" means nothing here.`,
    at,
    'Names with odd letters stand in backquotes: `my name`.',
  );
}

/** A text in quotes, or a name in backquotes; a backslash takes the next letter as it is. */
function quoted(text: string, start: number, quote: string): { readonly token: Token; readonly end: number } {
  let inner = '';
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === quote)
      return { token: { kind: quote === '`' ? 'quoted name' : 'text', text: inner, at: start }, end: at + 1 };
    if (text[at] === '\\' && at + 1 < text.length) at++;
    inner += text[at];
  }
  throw new FilterError(`The ${quote} that begins here is not closed.`, start);
}

function matched(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
