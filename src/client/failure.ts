import { isVernierError, thrownText } from '../errors.ts';
import type { FailureAnswer } from '../wire/answers.ts';
import type { FetchAnswer } from './fetching.ts';

/** Why a request was not answered as it should: the server's own words, or that it cannot be reached. */
export class ServerFailure extends Error {
  /** The HTTP status; 0 = there was no answer at all. */
  readonly status: number;
  /** A word that programs may switch on: the server's; `unreachable` where there was no answer. */
  readonly code: string;
  readonly hint: string | null;
  readonly details: FailureAnswer['error']['details'];

  constructor(status: number, { code, message, hint, details }: FailureAnswer['error']) {
    super(message);
    this.name = 'ServerFailure';
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.details = details;
  }
}

/** Whatever a request threw, as a failure; what was not said in our words counts as no answer. */
export function failureOf(thrown: unknown): ServerFailure {
  if (thrown instanceof ServerFailure) return thrown;
  if (isVernierError(thrown)) return new ServerFailure(0, thrown);
  return new ServerFailure(0, {
    code: 'unreachable',
    message: 'The server cannot be reached.',
    hint: 'Is it running, and is this machine connected?',
    details: { cause: thrownText(thrown) },
  });
}

/** The failure of an answer that is not `ok`. Proxies on the way may answer what is no JSON of ours. */
export async function refusalOf(answer: FetchAnswer): Promise<ServerFailure> {
  const text = await answer.text().catch(() => '');
  try {
    const { error } = JSON.parse(text) as FailureAnswer;
    if (typeof error.code === 'string' && typeof error.message === 'string')
      return new ServerFailure(answer.status, { ...error, hint: error.hint ?? null, details: error.details ?? {} });
  } catch {
    // told below
  }
  return new ServerFailure(answer.status, {
    code: 'answer-odd',
    message: `The address answered with status ${answer.status}, and not in the words of a Vernier server.`,
    hint: 'Is there something between this page and the server, or another program at its address?',
    details: {},
  });
}
