import { type ErrorCode, errorRecord, isVernierError, VernierError } from '../errors.ts';

/** The HTTP status of our errors. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  'study-missing': 404,
  'trial-missing': 404,
  'study-exists': 409,
  'study-differs': 409,
  'study-busy': 409,
  'trial-finished': 409,
  'distribution-conflict': 409,
  'parameter-invalid': 422,
  'values-invalid': 422,
  'space-invalid': 422,
  'space-unsupported': 422,
  'config-invalid': 422,
  'storage-unavailable': 503,
  'storage-version': 503,
  'dependency-missing': 503,
  'objective-failed': 500,
  'worker-lost': 500,
  'version-mismatch': 500,
};

/** What only a server refuses. */
export type RefusalCode =
  | 'request-invalid'
  | 'login-needed'
  | 'token-unknown'
  | 'token-expired'
  | 'token-revoked'
  | 'login-wrong'
  | 'login-failed'
  | 'login-unavailable'
  | 'right-missing'
  | 'origin-foreign'
  | 'csrf-missing'
  | 'host-unknown'
  | 'not-found'
  | 'body-too-long'
  | 'attributes-full'
  | 'body-encoded'
  | 'file-too-long'
  | 'range-invalid'
  | 'note-changed'
  | 'too-many-requests'
  | 'too-many-streams'
  | 'server-stopping'
  | 'audit-unavailable'
  | 'undo-impossible'
  | 'run-off'
  | 'run-outside'
  | 'run-ended'
  | 'runs-full'
  | 'unforeseen';

/** A request that is refused: thrown anywhere, answered in one place. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: RefusalCode;
  readonly hint: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: RefusalCode,
    message: string,
    options: {
      readonly hint?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** For the log alone. */
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.hint = options.hint ?? null;
    this.headers = options.headers ?? {};
  }
}

/** Plain JSON as an answer; what JSON has no number for is a text. */
export function jsonAnswer(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'number' && !Number.isFinite(part) ? String(part) : part,
  );
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } });
}

/** An error as an answer. Only our own errors are told in words: others may hold what is nobody's business. */
export function failureAnswer(error: unknown): Response {
  if (error instanceof Refusal) {
    const { status, code, message, hint, headers } = error;
    return jsonAnswer({ error: { code, message, hint, details: {} } }, status, headers);
  }
  if (!isVernierError(error))
    return jsonAnswer(
      { error: { code: 'unforeseen', message: 'The server failed at this.', hint: 'Its log says more.', details: {} } },
      500,
    );
  const { code, message, hint, details } = errorRecord(error);
  const status = STATUS[error.code];
  return jsonAnswer({ error: { code, message, hint, details } }, status, status === 503 ? { 'retry-after': '1' } : {});
}

/** An error as whoever sees nothing of the machine is told it: of a storage or a file that is away not even where it lies. */
export const withoutPlaces = (error: unknown): unknown =>
  isVernierError(error) && STATUS[error.code] === 503
    ? new VernierError(error.code, AWAY, { hint: 'Whoever runs the server learns more from its log, or by asking it.' })
    : error;

/** What is said of a storage that does not answer. */
export const AWAY = 'The storage does not answer.';

/** Is it a fault of ours, which is to be logged? */
export const isUnforeseen = (error: unknown): boolean => !(error instanceof Refusal) && !isVernierError(error);

/** A trial that is not there. */
export function noTrial(number: number): VernierError {
  return new VernierError('trial-missing', `There is no trial ${number} in this study.`, { details: { number } });
}
