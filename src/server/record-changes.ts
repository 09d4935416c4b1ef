import { PAUSED } from '../history/applied.ts';
import { type Change, isFinished, type Json, type TrialRecord } from '../history/record.ts';
import { jsonText } from '../history/texts.ts';
import { sameDistribution } from '../space/distribution.ts';

/**
 * The changes that lead from one record of a trial to a later one: storages answer whole records, streams carry what is new in them.
 * Where something was taken back, or a trial was paused, the whole record is the change.
 */
export function recordChanges(before: TrialRecord, after: TrialRecord): readonly Change[] {
  if (after.state === 'removed' && before.id === after.id)
    return before.state === 'removed' ? [] : [{ type: 'removed', id: after.id }];
  return advance(before, after) ?? [{ type: 'trial', trial: after }];
}

/** null = this is no way forward. */
function advance(before: TrialRecord, after: TrialRecord): Change[] | null {
  const { id } = after;
  if (before.id !== id || before.number !== after.number || before.state === 'removed') return null;
  const cells = [
    paramChanges(before, after),
    reportChanges(before, after),
    metricChanges(before, after),
    constraintChanges(before, after),
    attributeChanges(before, after, 'user'),
    attributeChanges(before, after, 'system'),
  ];
  const course = stateChanges(before, after);
  if (course === null || cells.includes(null)) return null;
  const [start, end] = course;
  return [...start, ...cells.flatMap((changes) => changes!), ...end];
}

/** What starts the trial, before its cells change, and what ends it. */
function stateChanges(before: TrialRecord, after: TrialRecord): readonly [Change[], Change[]] | null {
  const { id } = after;
  const isSame =
    before.state === after.state &&
    before.startedAt === after.startedAt &&
    before.finishedAt === after.finishedAt &&
    sameNumbers(before.values, after.values);
  if (isSame) return [[], []];
  if (isFinished(before.state)) return null;
  const start: Change[] = [];
  if (before.startedAt !== after.startedAt || (after.state === 'running' && before.state !== 'running')) {
    if (after.startedAt === null) return null;
    start.push({ type: 'started', id, at: after.startedAt });
  }
  if (after.state === 'running')
    return before.finishedAt === after.finishedAt && sameNumbers(before.values, after.values) ? [start, []] : null;
  if (!isFinished(after.state) || after.finishedAt === null) return null;
  return [start, [{ type: 'finished', id, state: after.state, values: after.values, at: after.finishedAt }]];
}

function paramChanges(before: TrialRecord, after: TrialRecord): Change[] | null {
  const changes: Change[] = [];
  for (const name of Object.keys(before.params)) if (!Object.hasOwn(after.params, name)) return null;
  for (const name of Object.keys(after.params)) {
    const { distribution, internal } = after.params[name]!;
    const known = Object.hasOwn(before.params, name) ? before.params[name]! : null;
    if (known === null) changes.push({ type: 'suggested', id: after.id, name, distribution, internal });
    else if (known.internal !== internal || !sameDistribution(known.distribution, distribution)) return null;
  }
  return changes;
}

function reportChanges(before: TrialRecord, after: TrialRecord): Change[] | null {
  const changes: Change[] = [];
  let at = 0;
  for (const [step, values] of after.reports) {
    const known = before.reports[at];
    if (known !== undefined && known[0] === step) {
      if (!sameNumbers(known[1], values)) return null;
      at++;
    } else changes.push({ type: 'reported', id: after.id, step, values });
  }
  return at === before.reports.length ? changes : null;
}

function metricChanges(before: TrialRecord, after: TrialRecord): Change[] | null {
  const changes: Change[] = [];
  for (const name of Object.keys(before.metrics)) if (!Object.hasOwn(after.metrics, name)) return null;
  for (const name of Object.keys(after.metrics)) {
    const known = Object.hasOwn(before.metrics, name) ? before.metrics[name]! : [];
    let at = 0;
    for (const [step, value] of after.metrics[name]!) {
      const is = known[at];
      const isKnown = is !== undefined && is[0] === step;
      if (isKnown) at++;
      if (!isKnown || !Object.is(is[1], value))
        changes.push({ type: 'logged', id: after.id, step, metrics: { [name]: value } });
    }
    if (at < known.length) return null;
  }
  return changes;
}

function constraintChanges(before: TrialRecord, after: TrialRecord): Change[] | null {
  const changes: Change[] = [];
  for (const key of Object.keys(before.constraints))
    if (!Object.hasOwn(after.constraints, key) || !Object.is(before.constraints[key], after.constraints[key]))
      return null;
  for (const key of Object.keys(after.constraints))
    if (!Object.hasOwn(before.constraints, key))
      changes.push({ type: 'constrained', id: after.id, key, value: after.constraints[key]! });
  return changes;
}

function attributeChanges(before: TrialRecord, after: TrialRecord, owner: 'user' | 'system'): Change[] | null {
  const [had, has] =
    owner === 'user'
      ? [before.userAttributes, after.userAttributes]
      : [before.systemAttributes, after.systemAttributes];
  const changes: Change[] = [];
  for (const key of Object.keys(had)) if (!Object.hasOwn(has, key)) return null;
  for (const key of Object.keys(has)) {
    if (Object.hasOwn(had, key) && sameJson(had[key]!, has[key]!)) continue;
    if (owner === 'system' && key === PAUSED) return null; // a pause counts time by what was known before
    changes.push({ type: 'attributed', id: after.id, owner, key, value: has[key]! });
  }
  return changes;
}

const sameJson = (a: Json, b: Json): boolean => a === b || jsonText(a) === jsonText(b);

function sameNumbers(a: readonly number[] | null, b: readonly number[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((value, i) => Object.is(value + 0, b[i]! + 0));
}
