/** What went wrong, as a word that programs may switch on. */
export type ErrorCode =
  | 'study-exists'
  | 'study-missing'
  | 'study-differs'
  | 'study-busy'
  | 'trial-missing'
  | 'trial-finished'
  | 'distribution-conflict'
  | 'parameter-invalid'
  | 'values-invalid'
  | 'space-invalid'
  | 'space-unsupported'
  | 'storage-unavailable'
  | 'storage-version'
  | 'dependency-missing'
  | 'objective-failed'
  | 'worker-lost'
  | 'config-invalid'
  | 'version-mismatch';

/** Facts of an error as flat JSON, so that they cross threads, processes and HTTP. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

// A registered symbol, so that a second copy of this package and another realm agree on it.
const BRAND = Symbol.for('vernier.error');

/**
 * Every error that Vernier raises on purpose.
 *
 * The message says what was found and what was expected; `hint` says what to do.
 */
export class VernierError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly hint: string | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly details?: ErrorDetails; readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'VernierError';
    this.code = code;
    this.details = options.details ?? {};
    this.hint = options.hint ?? null;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** By brand, not by class: true for errors of a second copy of this package too. */
export function isVernierError(error: unknown): error is VernierError {
  return bears(error, BRAND);
}

/** Objective functions throw anything: reading a proxy may throw in its turn. */
function bears(thrown: unknown, brand: symbol): boolean {
  try {
    return typeof thrown === 'object' && thrown !== null && (thrown as Record<symbol, unknown>)[brand] === true;
  } catch {
    return false;
  }
}

/** An error as plain data, for messages between threads and processes. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly hint: string | null;
}

/** The plain data of an error; anything that is not ours becomes `objective-failed` with its text. */
export function errorRecord(error: unknown): ErrorRecord {
  if (isVernierError(error)) {
    return { code: error.code, message: error.message, details: error.details, hint: error.hint };
  }
  return { code: 'objective-failed', message: thrownText(error), details: {}, hint: null };
}

/** The error of a record, branded again on this side of the border. */
export function errorOf(record: ErrorRecord): VernierError {
  return new VernierError(record.code, record.message, {
    details: record.details,
    ...(record.hint === null ? {} : { hint: record.hint }),
  });
}

/** Words for whatever was thrown, be it an error, a string, `null` or a symbol. */
export function thrownText(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return thrown.message === '' ? `${thrown.name}` : `${thrown.name}: ${thrown.message}`;
    if (typeof thrown === 'string') return thrown;
    return `thrown: ${typeof thrown === 'symbol' ? thrown.toString() : (JSON.stringify(thrown) ?? String(thrown))}`;
  } catch {
    return `thrown: ${typeof thrown}`;
  }
}

/** Thrown by an objective function to end or pause its trial. Control flow, not an error. A reason is stored with the trial. */
export class TrialPruned {
  readonly reason: string | null;

  constructor(reason?: string) {
    this.reason = reason ?? null;
    Object.defineProperty(this, PRUNED, { value: true });
  }
}

const PRUNED = Symbol.for('vernier.pruned');

/** By brand, like `isVernierError`. */
export function isTrialPruned(thrown: unknown): thrown is TrialPruned {
  return bears(thrown, PRUNED);
}
