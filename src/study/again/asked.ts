import { EDIT_OF, LOW_COST, START } from '../../history/attribute-names.ts';
import { RETRY_OF } from '../../history/lineage.ts';
import type { Json, TrialRecord } from '../../history/record.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import type { Assignment } from '../propose.ts';
import { fixedInternals, fixedParams } from './wish.ts';

// What is told of trials that somebody asked for. Loaded apart: many studies have none.

/** An assignment as it is told of where somebody asked for it, or for a part of it: the sampler's reason and its hopes are those of another point. */
export function asAsked(made: Assignment, record: TrialRecord, space: SearchSpace): Assignment {
  const fixed = fixedInternals(space, record);
  const active = space.groups.filter(({ nodes }) => !Number.isNaN(made.values[nodes[0]!]!));
  const asked = active.filter(({ nodes }) => nodes.some((node) => fixed.has(space.nodes[node]!.name)));
  if (asked.length === 0) return made;
  const isWhole = active.every(({ nodes }) =>
    nodes.every((node) => Number.isNaN(made.values[node]!) || fixed.has(space.nodes[node]!.name)),
  );
  const { why, chance: _, copy: __, expert, ...memory } = made.notes ?? {};
  if (isWhole) return { ...made, from: null, notes: { ...memory, why: wholeReason(record) } };
  const rest =
    typeof why === 'string' ? `the rest, chosen without knowing that: ${why}` : 'the sampler chose the rest.';
  const notes = { ...memory, ...(expert === undefined ? {} : { expert }) };
  const names = asked.map(({ name }) => name).join(', ');
  return {
    ...made,
    from: null,
    notes: { ...notes, why: `${isCheap(record) ? `${CHEAP}, in ${names}` : `You asked for ${names}`}; ${rest}` },
  };
}

/** What is told of a trial whose parameters appear as it runs, and of which somebody asked for some; null = nobody did. */
export function askedReason(record: TrialRecord): string | null {
  const names = Object.keys(fixedParams(record));
  if (names.length === 0) return null;
  return hasReason(record) ? wholeReason(record) : `You asked for ${names.join(', ')}.`;
}

const retryOf = ({ systemAttributes }: TrialRecord): Json | undefined => systemAttributes[RETRY_OF];
const isStart = ({ systemAttributes }: TrialRecord): boolean => systemAttributes[START] === true;
const isCheap = ({ systemAttributes }: TrialRecord): boolean => systemAttributes[LOW_COST] !== undefined;
const CHEAP = 'A cheap start, near what you said costs little';
const hasReason = (record: TrialRecord): boolean => retryOf(record) !== undefined || isStart(record);

function wholeReason(record: TrialRecord): string {
  if (retryOf(record) !== undefined)
    return `Trial ${String(retryOf(record))} once more, which did not come to its end.`;
  if (isCheap(record)) return `${CHEAP}.`;
  const editOf = record.systemAttributes[EDIT_OF];
  if (editOf !== undefined)
    return `You asked for this point: the settings of trial ${String(editOf)}, some of them changed.`;
  return isStart(record) ? 'The settings in use today.' : 'You asked for this point.';
}
