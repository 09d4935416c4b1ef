import { firstOf } from './lineage.ts';
import { type HistoryView, STATE_CODE } from './view.ts';

/** Samplers whose trials are members of a population. */
const POPULATIONS: readonly string[] = ['pbt', 'pb2'];

/** Does a sampler, by its name, make members of a population? */
export const isPopulation = (sampler: string | null | undefined): boolean => POPULATIONS.includes(sampler ?? '');

/** How many members a sampler keeps, by its stored name and options; null = it makes no population. */
export function membersOf(
  sampler: { readonly name: string; readonly options?: Readonly<Record<string, unknown>> | null } | null | undefined,
): number | null {
  const members = isPopulation(sampler?.name) ? sampler!.options?.['population'] : null;
  return typeof members === 'number' ? members : null;
}

/** Has a population of so many members come to its end, so that a run adds nothing to it? */
export function isTrained({ states, size, open }: HistoryView, members: number | null): boolean {
  if (members === null || open.length > 0) return false;
  return states.subarray(0, size).filter((state) => state === STATE_CODE.complete).length >= members;
}

/** What a copy's trial remembers of its making, among its notes. */
export interface Copy {
  /** The trial whose state and parameters it starts from. */
  readonly from: number;
  /** The member whose place it takes. */
  readonly instead: number;
  /** The last step that the first of them had reported. */
  readonly at: number;
}

/** What a trial remembers of its making as a copy, be it the copy itself or a repeat of one that was lost; null = neither. */
export function copyOf(history: HistoryView, row: number): Copy | null {
  return ((history.notes(firstOf(history, row)) ?? {})['copy'] ?? null) as unknown as Copy | null;
}

/** The copy that has taken the place of a member, and what it is a copy of; null = none has. */
export function replacementOf(
  history: HistoryView,
  row: number,
): { readonly trial: number; readonly from: number } | null {
  for (let trial = row + 1; trial < history.size; trial++) {
    const copy = history.state(trial) === 'removed' ? null : copyOf(history, trial);
    if (copy?.instead === row) return { trial, from: copy.from };
  }
  return null;
}
