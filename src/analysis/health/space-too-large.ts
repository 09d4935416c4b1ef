import { cardinality } from '../../space/distribution.ts';
import { isComposite, type SearchSpace } from '../../space/nodes.ts';
import type { Evidence } from './evidence.ts';
import { fine, found, type Look, unknown } from './finding.ts';
import { brief, counted } from './words.ts';

/** Trials for each number that is searched: fewer than the first tell next to nothing of most, the second is what is advised. */
const POOR = 4;
const GOOD = 10;

/** A space with less to search is small for whatever number of trials. */
const SMALL = 4;

/** Choices of one parameter that count, at most: many of them are alike. */
const MOST_CHOICES = 5;

/**
 * More to search than the trials can tell.
 *
 * Counted are numbers to be found: one for a number or an ordered choice, one less than there are choices for a category, one for each part of
 * an ordering, a subset or shares; what is active in some branches alone counts by the share of them. This is a rule of thumb, not a test.
 */
export function spaceTooLarge(evidence: Evidence): Look {
  const { history, options, ended } = evidence;
  const { space, budget = null } = options;
  if (budget === null && (history.open.length > 0 || ended.length < GOOD))
    return unknown('How many trials are planned is not known.');
  const planned = Math.max(budget ?? 0, ended.length);
  const freedom = space === null ? evidence.knobs.length : freedomOf(space);
  const parameters = space === null ? evidence.knobs.length : space.groups.length;
  if (freedom < SMALL || planned >= POOR * freedom)
    return fine(`${counted(planned, 'trial')} for ${counted(parameters, 'parameter')}.`);
  const enough = Math.ceil(GOOD * freedom);
  return found([
    {
      kind: 'spaceTooLarge',
      severity: 'notice',
      parameter: null,
      evidence: { parameters, numbers: freedom, trials: planned, trialsPerNumber: planned / freedom, enough },
      words: `${brief(freedom)} numbers (${counted(parameters, 'parameter')}) are to be found in ${counted(planned, 'trial')}: ${brief(planned / freedom)} for each, where ${GOOD} are good and less than ${POOR} is guesswork.`,
      suggestion: {
        words: `Plan ${enough} trials, or fix the parameters that you know best.`,
        change: { type: 'limits', limits: { trials: enough } },
      },
    },
  ]);
}

function freedomOf(space: SearchSpace): number {
  const activity = new Float64Array(space.nodes.length);
  space.nodes.forEach(({ when }, i) => {
    activity[i] = when.reduce(
      (share, { node, choices }) =>
        share * activity[node]! * (choices.length / Math.max(1, cardinality(space.nodes[node]!.distribution))),
      1,
    );
  });
  return space.groups.reduce((sum, { parameter, nodes }) => {
    const share = activity[nodes[0]!]!;
    if (isComposite(parameter)) return sum + share * nodes.length;
    const choices = cardinality(parameter);
    if (choices < 2) return sum;
    const isCategory = parameter.kind === 'categorical' && !parameter.ordered;
    return sum + share * (isCategory ? Math.min(MOST_CHOICES, choices) - 1 : 1);
  }, 0);
}
