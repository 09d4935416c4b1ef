import { quantile } from '../../math/statistics.ts';
import { forecast } from '../forecast.ts';
import type { Evidence } from './evidence.ts';
import { fine, found, type Look, unknown } from './finding.ts';
import { brief, counted, percent } from './words.ts';

/** Trials without something better that this needs at least, and their share of all. */
const LEAST = 50;
const LONG = 0.75;

/** What is less than this share of the spread of results is no improvement; less than the second is not worth going on for. */
const SMALL = 0.002;
const LITTLE = 0.005;

/** Beyond so many results the forecast is made from the records alone: a model would take longer than a look may. */
const MODELLED = 300;

/** The spread of results, without the worst of them. */
const USUAL = 0.9;

/**
 * Nothing better for long, and little to be expected.
 *
 * Both must hold: two thirds of the trials, 50 at least, brought nothing that is worth the name, and `forecast` says that a quarter
 * as many again will on average not either.
 */
export function plateau(evidence: Evidence): Look {
  const { history, results, ended, options } = evidence;
  if (history.objectives.length > 1) return unknown('Several objectives have no one best value to wait for.');
  if (results.length < LEAST) return unknown(`${counted(results.length, 'result')}: a plateau needs ${LEAST}.`);
  const losses = evidence.lossesOf(results, 0);
  let best = Number.POSITIVE_INFINITY;
  for (const loss of losses) best = Math.min(best, loss);
  const scale = quantile(losses, USUAL) - best;
  if (!(scale > 0) || !Number.isFinite(scale)) return unknown('Nearly all results are equal.');
  const last = results[losses.findIndex((loss) => loss <= best + SMALL * scale)]!;
  const since = ended.length - 1 - ended.lastIndexOf(last);
  const silent = fine(`Something better came ${counted(since, 'trial')} ago, of ${ended.length}.`);
  if (since < Math.max(LEAST, LONG * ended.length)) return silent;
  const ahead = Math.max(25, Math.ceil(ended.length / 4));
  const { seed, isGuided = true } = options;
  const space = results.length > MODELLED ? null : options.space;
  const outlook = forecast(history, { seed, space, isGuided, trials: [ahead] }).outlooks[0];
  if (outlook === undefined || outlook.gain > LITTLE * scale) return silent;
  return found([
    {
      kind: 'plateau',
      severity: 'notice',
      parameter: null,
      evidence: { since, trials: ended.length, ahead, gain: outlook.gain, chance: outlook.chance, spread: scale },
      words: `The last ${since} of ${ended.length} trials brought nothing noticeably better, and ${ahead} more are expected to gain ${brief(outlook.gain)}, ${percent(outlook.gain / scale)} of the spread of results.`,
      suggestion: {
        words: `Stop here, or end the search by itself after ${LEAST} trials without something better.`,
        change: { type: 'limits', limits: { noImprovement: LEAST } },
      },
    },
  ]);
}
