import type { ImportanceMethod, ParamImportance } from './answer.ts';
import type { Evidence } from './evidence.ts';

/** Trials that each parameter should have, and those among the best. */
const BY_PARAM = 5;
const LEAST_BEST = 5;

/** Trials drawn at random that those of a search must be worth, by parameter. */
const LEAST_WORTH = 4;

/** A model that explains less is not to be believed. */
const LEAST_EXPLAINED = 0.5;

/** What a warning is made from. */
export interface Judged {
  /** Most important first. */
  readonly params: readonly ParamImportance[];
  readonly explained: number | null;
  /** Trials among the best; null where that does not matter. */
  readonly best: number | null;
  /** As many trials, drawn evenly from the space, would say as much of it; null where that does not matter. */
  readonly worth: number | null;
}

/** What a person must know before believing an importance, in sentences; null = the evidence is good. */
export function warningOf(method: ImportanceMethod, evidence: Evidence, judged: Judged): string | null {
  const { params, explained, best, worth } = judged;
  if (params.length === 0) return nothingWords(evidence);
  const varying = new Set(evidence.parts.map(({ param }) => param)).size;
  const said: string[] = [];
  const wanted = Math.max(BY_PARAM * varying, 10 * LEAST_BEST);
  if (params.every(({ value }) => value === 0)) said.push('Nothing tells the parameters apart.');
  if (best !== null && best < LEAST_BEST && evidence.count >= wanted)
    said.push(`Only ${best} trials count as the best: too few feasible ones.`);
  if (evidence.count < wanted)
    said.push(
      `${evidence.count} trials are few for ${varying} parameter${varying === 1 ? '' : 's'}: these shares may still change much; about ${wanted} would do.`,
    );
  if (explained !== null && explained < LEAST_EXPLAINED)
    said.push(
      `The ${method === 'fanova' ? 'forest' : 'Gaussian process'} explains only ${Math.round(100 * explained)} % of how the results differ: they are noisy, or more trials are needed.`,
    );
  if (worth !== null && worth < LEAST_WORTH * varying && evidence.count >= wanted)
    said.push(
      `The search has stayed in a corner: of the space as a whole its ${evidence.count} trials say no more than ${Math.max(1, Math.round(worth))} drawn at random would. Importance by ped-anova asks less of them.`,
    );
  const order = orderWords(params);
  if (order !== null) said.push(order);
  return said.length === 0 ? null : said.join(' ');
}

function nothingWords({ count, parts, names }: Evidence): string {
  if (names.length === 0) return 'No complete trial has parameters yet.';
  if (parts.length === 0) return 'No parameter can vary.';
  if (count < 4)
    return `${count === 1 ? '1 complete trial says' : `${count} complete trials say`} nothing yet; 4 are needed at least.`;
  return 'All results are equal: nothing can be told.';
}

/** Where intervals overlap there is no order. */
function orderWords(params: readonly ParamImportance[]): string | null {
  const shown = params.filter(({ high }) => high > 0);
  const [first, second] = shown;
  if (first === undefined || second === undefined) return null;
  const rivals = shown.filter(({ high }, i) => i > 0 && high >= first.low);
  if (rivals.length === 0) return null;
  if (rivals.length === shown.length - 1 && shown.length > 2)
    return 'All intervals overlap with that of the first: no order can be told.';
  const names = rivals.slice(0, 3).map(({ name }) => name);
  const others = rivals.length > 3 ? ` or one of ${rivals.length - 3} others` : '';
  return `Whether ${first.name} or ${names.join(' or ')}${others} matters most cannot be told.`;
}
