import { type ErrorCode, isVernierError, thrownText } from '../errors.ts';
import { typable } from './again.ts';
import { safe, safeLines } from './text.ts';

/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  unforeseen: 1,
  usage: 2,
  study: 3,
  storage: 4,
  nothingFound: 5,
  differs: 6,
  found: 7,
  interrupted: 130,
} as const;

/** What each exit code means; printed by `vernier help exit-codes`. */
export const EXIT_WORDS: readonly (readonly [code: number, says: string])[] = [
  [EXIT.done, 'done'],
  [EXIT.unforeseen, 'something unforeseen: a fault of Vernier or of the machine'],
  [EXIT.usage, 'the command line, the config file or a parameter is wrong; nothing was run'],
  [EXIT.study, 'a study or trial is missing, exists already, or was made otherwise (see --accept-changes)'],
  [EXIT.storage, 'the storage cannot be used, or a package is missing for it'],
  [EXIT.nothingFound, 'the search ended and no trial of the study has a result'],
  [EXIT.differs, 'replay: at least one stored proposal is not what the sampler proposes'],
  [EXIT.found, 'doctor --exit-code: something holds the study back'],
  [EXIT.interrupted, 'stopped by Ctrl-C; what was found is kept, the same command goes on'],
];

/** The exit code of an error. */
export function exitCodeOf(error: unknown): number {
  return isVernierError(error) ? EXIT_OF[error.code] : EXIT.unforeseen;
}

const EXIT_OF: Readonly<Record<ErrorCode, number>> = {
  'config-invalid': EXIT.usage,
  'space-invalid': EXIT.usage,
  'space-unsupported': EXIT.usage,
  'parameter-invalid': EXIT.usage,
  'values-invalid': EXIT.usage,
  'distribution-conflict': EXIT.usage,
  'study-exists': EXIT.study,
  'study-missing': EXIT.study,
  'study-differs': EXIT.study,
  'study-busy': EXIT.study,
  'trial-missing': EXIT.study,
  'trial-finished': EXIT.study,
  'storage-unavailable': EXIT.storage,
  'storage-version': EXIT.storage,
  'dependency-missing': EXIT.storage,
  'version-mismatch': EXIT.storage,
  'objective-failed': EXIT.unforeseen,
  'worker-lost': EXIT.unforeseen,
};

/** An error in words for a terminal: what happened, then what to do. */
export function failureText(error: unknown): string {
  if (!isVernierError(error)) {
    const stack = error instanceof Error && process.env['VERNIER_DEBUG'] !== undefined ? `\n${error.stack}` : '';
    return `vernier: ${safeLines(thrownText(error))}${safeLines(stack)}`;
  }
  return `vernier: ${safeLines(error.message)}${error.hint === null ? '' : `\n  ${safe(typable(error.hint))}`}`;
}

/** The same as one line of JSON, for `--json`. */
export function failureJson(error: unknown): string {
  if (!isVernierError(error))
    return JSON.stringify({ error: { code: 'unforeseen', message: thrownText(error), hint: null, details: {} } });
  const { code, message, hint, details } = error;
  return JSON.stringify({ error: { code, message, hint, details } });
}
