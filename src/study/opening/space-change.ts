import { changedSpace } from '../../analysis/health/change.ts';
import type { HealthChange } from '../../analysis/health/finding.ts';
import { isFeasible } from '../../history/best.ts';
import type { Json, TrialRecord } from '../../history/record.ts';
import { type HistoryView, STATE_CODE } from '../../history/view.ts';
import { contains, toInternal, widen } from '../../space/distribution.ts';
import { feasibilityOf } from '../../space/feasibility.ts';
import { nodeValues, type SearchSpace } from '../../space/nodes.ts';
import type { Storage, StudyRecord } from '../../storage/storage.ts';
import { wrong } from '../check-value.ts';
import { spaceDifferences } from './differences.ts';
import { EARLIER, SETUP, SPACE } from './setup.ts';
import { fixedParams } from '../again/wish.ts';

/** What may be changed of the space of a study while it runs: ranges, and choices that are tried no more. */
export type SpaceChange = Extract<HealthChange, { readonly type: 'range' | 'forbid' }>;

/** What a changed space would keep of the trials that a study has. */
export interface SpacePreview {
  /** What is changed, a sentence each. */
  readonly differences: readonly string[];
  /** Trials that have parameters, the removed ones apart. */
  readonly trials: number;
  /** How many of them could still be chosen. */
  readonly inside: number;
  /** Row of the best trial so far, and of the best one that could still be chosen; null = none, or several objectives. */
  readonly best: number | null;
  readonly bestInside: number | null;
  /** Trials that models go on learning from as they are, and those that they take to lie at the nearest bound. */
  readonly learnt: number;
  readonly clamped: number;
  /** Trials in the queue that ask for a value which could no longer be chosen: the sampler would choose another one. */
  readonly queued: number;
}

/**
 * A space after several changes, in order.
 *
 * @throws `space-invalid` for what cannot be changed so, or leaves nothing to search; `config-invalid` where nothing is changed
 */
export async function spaceAfter(space: SearchSpace, changes: readonly SpaceChange[]): Promise<SearchSpace> {
  const after = changedSpace(space, ...changes);
  if (spaceDifferences(space, after).length === 0)
    throw wrong('The change', changes, 'one that makes the space another one');
  await feasibilityOf(after);
  return after;
}

/** @throws `distribution-conflict` where the trials of a study cannot stand beside a changed space */
export function checkStands(history: HistoryView, after: SearchSpace): void {
  for (const { name, distribution } of after.nodes) {
    const column = history.columns.get(name);
    if (column !== undefined) widen(name, column.distribution, distribution);
  }
}

/** Trials that are looked at in one go. */
const SLICE = 100;

/**
 * What a study's trials are in a changed space. Yields after every hundred trials, so that whoever asks can give way to others; of
 * those that are made meanwhile nothing is told.
 *
 * Cost O(trials · parameters).
 */
export function* previewOf(
  history: HistoryView,
  before: SearchSpace,
  after: SearchSpace,
  satisfies: (space: SearchSpace, values: Float64Array) => boolean,
): Generator<void, SpacePreview> {
  const { size } = history;
  const counted = { trials: 0, inside: 0, learnt: 0, clamped: 0, queued: 0 };
  let [best, bestInside]: (number | null)[] = [null, null];
  const isOne = history.objectives.length === 1;
  const better = (row: number, than: number | null): number =>
    than === null || history.losses[row]! < history.losses[than]! ? row : than;
  for (let row = 0; row < size; row++) {
    if (row % SLICE === SLICE - 1) yield;
    if (history.states[row] === STATE_CODE.removed) continue;
    if (history.states[row] === STATE_CODE.waiting && asksForMore(history.record(row), after)) counted.queued++;
    const values = nodeValues(after, (name) => history.columns.get(name)?.values[row]);
    if (values.every(Number.isNaN)) continue;
    counted.trials++;
    const isInRange = after.nodes.every(
      ({ distribution }, node) => Number.isNaN(values[node]!) || contains(distribution, values[node]!),
    );
    const isInside = isInRange && satisfies(after, values);
    if (isInside) counted.inside++;
    if (history.states[row] === STATE_CODE.complete || history.states[row] === STATE_CODE.pruned)
      counted[isInRange ? 'learnt' : 'clamped']++;
    if (!isOne || !isFeasible(history, row)) continue;
    best = better(row, best ?? null);
    if (isInside) bestInside = better(row, bestInside ?? null);
  }
  return {
    differences: spaceDifferences(before, after),
    ...counted,
    best: best ?? null,
    bestInside: bestInside ?? null,
  };
}

/** Does somebody ask for a value that is none of the space's? */
function asksForMore(record: TrialRecord, space: SearchSpace): boolean {
  const fixed = fixedParams(record);
  return space.nodes.some(
    ({ name, distribution }) => Object.hasOwn(fixed, name) && toInternal(distribution, fixed[name]) === null,
  );
}

/**
 * Stores a space instead of the one that a study has, which stays on record with the setup of that time. Who works on the study takes it
 * up at the next ask.
 *
 * @param trials how many the study has by now
 */
export async function storeSpace(storage: Storage, record: StudyRecord, trials: number, space: Json): Promise<void> {
  const { systemAttributes, id } = record;
  const earlier = (systemAttributes[EARLIER] as readonly Json[] | undefined) ?? [];
  const was = {
    until: trials,
    setup: systemAttributes[SETUP] ?? null,
    space: systemAttributes[SPACE] ?? null,
    steered: true,
  };
  await storage.setStudyAttribute(id, 'system', EARLIER, [...earlier, was]);
  await storage.setStudyAttribute(id, 'system', SPACE, space);
}
