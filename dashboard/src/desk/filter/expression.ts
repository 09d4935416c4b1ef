/** What a name is compared with. */
export type Literal = string | number | boolean | null;

/** How two values are compared; `~` = the text holds it, whatever its case. */
export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';

/** A name in an expression, and where it stands. */
export interface NameAt {
  readonly name: string;
  readonly at: number;
}

/** A value in an expression, and where it stands. */
export interface LiteralAt {
  readonly value: Literal;
  readonly at: number;
}

/** A condition that a trial meets or not. */
export type Expression =
  | { readonly type: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly type: 'not'; readonly part: Expression }
  | { readonly type: 'compare'; readonly left: NameAt; readonly operator: Operator; readonly right: LiteralAt }
  | { readonly type: 'in'; readonly left: NameAt; readonly values: readonly LiteralAt[] };

/** What is wrong with a filter, and where. */
export class FilterError extends Error {
  /** Place in the text, counted from 0. */
  readonly at: number;
  readonly hint: string | null;

  constructor(message: string, at: number, hint: string | null = null) {
    super(message);
    this.name = 'FilterError';
    this.at = at;
    this.hint = hint;
  }
}
