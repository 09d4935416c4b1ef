import { cardinality } from '../../space/distribution.ts';
import { type Evidence, isMeant } from './evidence.ts';
import { fine, found, type Look, unknown } from './finding.ts';
import { keysOf } from './keys.ts';
import { counted, percent } from './words.ts';

/** Trials that this needs at least. */
const LEAST = 10;

/** So many, and such a share of all trials, may be repeats: an accident, or a person's test. */
const ALLOWED = 5;
const ALLOWED_SHARE = 0.15;

/**
 * Trials that ran with parameters that had been run before.
 *
 * Repeats that somebody wanted do not count: `confirm`, wishes of a person, copies of a population, and scores that were taken over.
 * This is a count, not a test.
 */
export function duplicates(evidence: Evidence): Look {
  const { history, ended } = evidence;
  if (ended.length < LEAST || history.columns.size === 0)
    return unknown(`${counted(ended.length, 'trial')}: repeats are counted from ${LEAST} on.`);
  const keys = keysOf(history, ended);
  const times = new Map<number, number>();
  let repeats = 0;
  ended.forEach((row, i) => {
    const before = times.get(keys[i]!) ?? 0;
    times.set(keys[i]!, before + 1);
    if (before > 0 && !isMeant(history, row)) repeats++;
  });
  const share = repeats / ended.length;
  if (repeats <= ALLOWED || share <= ALLOWED_SHARE)
    return fine(
      `${repeats === 0 ? 'No trial repeats' : `${repeats} of ${counted(ended.length, 'trial')} ${repeats === 1 ? 'repeats' : 'repeat'}`} earlier parameters without a reason.`,
    );
  const settings = evidence.knobs.reduce((product, { distribution }) => product * cardinality(distribution), 1);
  const isSmall = settings <= ended.length;
  return found([
    {
      kind: 'duplicates',
      severity: 'notice',
      parameter: null,
      evidence: { repeats, trials: ended.length, share, different: times.size },
      words: `${repeats} of ${ended.length} trials (${percent(share)}) ran with parameters that had been run before; only ${times.size} were different.`,
      suggestion: {
        words: `Let the study avoid them (duplicates: avoid)${isSmall ? ': it then ends when all settings were tried' : ''}.`,
        change: { type: 'duplicates', duplicates: 'avoid' },
      },
    },
  ]);
}
