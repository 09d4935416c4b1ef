import { quantile } from '../../math/statistics.ts';
import { forecast } from '../forecast.ts';
import type { Evidence } from './evidence.ts';
import { fine, found, type Look, unknown } from './finding.ts';
import { brief, counted, percent } from './words.ts';

/** Trials without something better that this needs at least, and their share of all. */
const LEAST = 50;
const LONG = 0.75;

/** What is less than this share of the spread of results is no improvement. */
const SMALL = 0.002;

/** What is not worth going on for, of the same spread: a search that does not learn is foretold more exactly. */
const LITTLE = 0.01;
const LITTLE_AT_RANDOM = 0.005;

/** So many results as good as the best, and such a share of all, show that it is as good as it gets, whatever others say. */
const TIES = 20;
const TIES_SHARE = 0.1;

/** Beyond so many results the forecast is made from the records alone: a model would take longer than a look may. */
const MODELLED = 300;

/** The spread of results, without the worst of them. */
const USUAL = 0.9;

/**
 * Nothing better for long, and little to be expected.
 *
 * Both must hold: three quarters of the trials, 50 at least, brought nothing that is worth the name, and `forecast` says that a quarter
 * as many again will on average not either, or many results are as good as the best.
 */
export function plateau(evidence: Evidence): Look {
  const { history, results, ended, options } = evidence;
  if (history.objectives.length > 1) return unknown('Several objectives have no one best value to wait for.');
  if (results.length < LEAST) return unknown(`${counted(results.length, 'result')}: a plateau needs ${LEAST}.`);
  const losses = evidence.lossesOf(results, 0);
  let best = Number.POSITIVE_INFINITY;
  for (const loss of losses) best = Math.min(best, loss);
  const scale = quantile(losses, USUAL) - best;
  if (!Number.isFinite(scale)) return unknown('Results are further apart than numbers can tell.');
  if (!(scale > 0)) return unknown('Nearly all results are equal.');
  const last = results[losses.findIndex((loss) => loss <= best + SMALL * scale)]!;
  const since = ended.length - 1 - ended.lastIndexOf(last);
  const silent = fine(`Something better came ${counted(since, 'trial')} ago, of ${ended.length}.`);
  if (since < Math.max(LEAST, LONG * ended.length)) return silent;
  const ahead = Math.max(25, Math.ceil(ended.length / 4));
  const { seed, isGuided = true } = options;
  const space = results.length > MODELLED ? null : options.space;
  const { outlooks, reason } = forecast(history, { seed, space, isGuided, trials: [ahead] });
  const [outlook] = outlooks;
  if (outlook === undefined) return unknown(reason!);
  const ties = losses.filter((loss) => loss <= best + SMALL * scale).length;
  const isCrowded = ties >= Math.max(TIES, TIES_SHARE * results.length);
  const little = isGuided ? LITTLE : LITTLE_AT_RANDOM;
  if (outlook.gain > little * scale && !isCrowded)
    return fine(
      `Something better came ${counted(since, 'trial')} ago, of ${ended.length}; the forecast still expects more.`,
    );
  return found([
    {
      kind: 'plateau',
      severity: 'notice',
      parameter: null,
      evidence: {
        since,
        trials: ended.length,
        ahead,
        gain: outlook.gain,
        chance: outlook.chance,
        spread: scale,
        asGood: ties,
      },
      words: `The last ${since} of ${ended.length} trials brought nothing noticeably better${
        isCrowded
          ? `: ${ties} results are as good as the best.`
          : `, and ${ahead} more are expected to gain ${brief(outlook.gain)}, ${percent(outlook.gain / scale)} of the spread of results.`
      }`,
      suggestion: {
        words: `Stop here, or end the search by itself after ${LEAST} trials without something better.`,
        change: { type: 'limits', limits: { noImprovement: LEAST } },
      },
    },
  ]);
}
