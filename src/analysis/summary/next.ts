import { type Outcome, OUTCOME_CODE } from '../charts/outcome.ts';
import { isPopulation, isTrained } from '../../history/population.ts';
import { worthOf } from './ahead.ts';
import { regionsOf } from './regions.ts';
import type { Seen } from './seen.ts';
import { listText } from './words.ts';

/** What is suggested at most. */
const MOST = 5;

/** Results from which on the best one should be run again before it is relied on. */
const LUCKY = 5;

/** What to try next, the most pressing first: what health findings suggest, then what the search itself says. */
export function nextWords(seen: Seen): readonly string[] {
  const { history, health, outcomes, options } = seen;
  const results = outcomes.filter((code) => code === OUTCOME_CODE.feasible).length;
  const isOver = isTrained(history, options.population ?? null);
  const fixes = health.findings.map(({ suggestion: { words } }) => words);
  const own = [
    ...(outcomes.length === 0 ? ['Run it.'] : []),
    ...(outcomes.length > 0 && results === 0 ? [firstResult(outcomes)] : []),
    ...(isOver ? ['To find more, make a new study: all members of this population have come to their end.'] : []),
    ...(results > 0 && results < LUCKY && !isOver ? ['Run more trials: so few tell little.'] : []),
    ...(asksToConfirm(seen, results) ? ['Run the best three again before relying on the winner (confirm: 3).'] : []),
    ...onwards(seen),
  ];
  const all = [...new Set([...fixes, ...own])].slice(0, MOST);
  return all.length > 0 || history.size === 0 ? all : ['Nothing more: use the winner.'];
}

/** How a study comes to a result that has none. */
function firstResult(outcomes: Uint8Array): string {
  const has = (outcome: Outcome): boolean => outcomes.includes(OUTCOME_CODE[outcome]);
  if (has('failed')) return 'Look at what the failed trials printed before running more of them.';
  if (has('infeasible')) return 'Search where the constraints are met, or loosen them: no trial has met them yet.';
  if (has('pruned') || has('paused')) return 'Let trials run to their end: none has come to a result yet.';
  return 'Wait for the first result.';
}

/** May the best run again? A member of a population came to its result by several settings, which no trial has. */
const mayConfirm = ({ confirmation, options }: Seen): boolean =>
  confirmation === null && !isPopulation(options.sampler);

function asksToConfirm(seen: Seen, results: number): boolean {
  const { history, health } = seen;
  const isAsked = health.findings.some(
    ({ suggestion: { change } }) => change.type === 'limits' && change.limits.confirm,
  );
  return history.objectives.length === 1 && mayConfirm(seen) && results >= LUCKY && !isAsked;
}

/** Whether to go on, and where. */
function onwards(seen: Seen): readonly string[] {
  const narrow = regionsOf(seen).map(({ param }) => param);
  switch (worthOf(seen)) {
    case 'worth it':
      return ['Go on with the same search: it still finds better trials.'];
    case 'perhaps':
      return ['Go on only if a small gain is worth the computing.'];
    case 'hardly':
      return [
        narrow.length === 0
          ? 'To find more, change the question: other parameters, wider ranges, or a longer training.'
          : `To find more, change the question: narrow ${listText(narrow, 3)} to where the best lie, or add other parameters.`,
      ];
    case 'unknown':
      return [];
  }
}
