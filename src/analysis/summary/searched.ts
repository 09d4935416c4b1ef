import { isPopulation } from '../../history/population.ts';
import { isComposite, type SearchSpace } from '../../space/nodes.ts';
import { type Outcome, OUTCOME_CODE, OUTCOMES } from '../charts/outcome.ts';
import { counted } from '../health/words.ts';
import type { Seen } from './seen.ts';
import { be, listText } from './words.ts';

/** What was searched: the objectives, the space, who chose, and what became of the trials. */
export function searchedWords(seen: Seen): readonly string[] {
  const { history, options } = seen;
  const aims = history.objectives.map(
    ({ name, direction }) => `${name} as ${direction === 'minimize' ? 'low' : 'high'} as it goes`,
  );
  const by = options.sampler ?? null;
  return [
    `Wanted: ${listText(aims)}.`,
    options.space === null ? observedWords([...history.columns.keys()]) : spaceWords(options.space),
    ...(by === null ? [] : [`The parameters were chosen by ${by}; ${stoppedBy(seen)}.`]),
    trialWords(seen.outcomes),
  ];
}

function stoppedBy({ options: { pruner, sampler }, outcomes }: Seen): string {
  if (isPopulation(sampler)) return 'members that did badly gave way to copies of better ones';
  if (pruner === undefined || pruner === null || pruner.name === 'none') return 'hopeless trials were not ended early';
  if (outcomes.includes(OUTCOME_CODE.pruned)) return `hopeless trials were ended early by ${pruner.name}`;
  if (outcomes.includes(OUTCOME_CODE.paused)) return `trials that looked worse were paused by ${pruner.name}`;
  return `hopeless trials were to be ended early by ${pruner.name}`;
}

function observedWords(names: readonly string[]): string {
  if (names.length === 0) return 'No space was declared, and no trial has parameters yet.';
  return `No space was declared; the trials have ${counted(names.length, 'parameter')}: ${listText(names, MOST_NAMES)}.`;
}

/** Names that a sentence holds at most. */
const MOST_NAMES = 12;

function spaceWords({ groups, nodes, constraints }: SearchSpace): string {
  const names = groups.map(({ name }) => name);
  const choices = groups.filter(({ parameter }) => parameter.kind === 'categorical').length;
  const composed = groups.filter(({ parameter }) => isComposite(parameter)).length;
  const numbers = groups.length - choices - composed;
  const kinds = [
    ...(numbers > 0 ? [counted(numbers, 'number')] : []),
    ...(choices > 0 ? [counted(choices, 'choice')] : []),
    ...(composed > 0 ? [`${composed} composed of several parts`] : []),
  ];
  const conditional = groups.filter(({ nodes: [first] }) => nodes[first!]!.when.length > 0).length;
  const some =
    conditional === 0 ? '' : ` ${conditional} of them ${be(conditional)} there only where another one says so.`;
  const limits =
    constraints.length === 0
      ? ''
      : ` ${counted(constraints.length, 'rule')} forbid${constraints.length === 1 ? 's' : ''} some combinations.`;
  return `${counted(groups.length, 'parameter')} (${listText(kinds)}): ${listText(names, MOST_NAMES)}.${some}${limits}`;
}

const BECAME: Readonly<Record<Outcome, string>> = {
  feasible: 'came to a result',
  infeasible: 'broke a constraint',
  confirming: 'ran another one again',
  pruned: 'ended early',
  failed: 'failed',
  repeated: 'got lost and ran again',
  running: 'still running',
  paused: 'paused',
  waiting: 'waiting',
  removed: 'removed',
};

function trialWords(outcomes: Uint8Array): string {
  if (outcomes.length === 0) return 'No trial has begun yet.';
  const counts = OUTCOMES.map((_, code) => outcomes.reduce((sum, outcome) => sum + (outcome === code ? 1 : 0), 0));
  const became = OUTCOMES.flatMap((outcome, code) =>
    counts[code] === 0 ? [] : [`${counts[code]} ${BECAME[outcome]}`],
  );
  return `Of ${counted(outcomes.length, 'trial')} ${listText(became)}.`;
}
