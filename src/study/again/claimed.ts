import type { Task } from '../../execution/executor.ts';
import { PAUSED } from '../../history/applied.ts';
import { RESUME } from '../../history/lineage.ts';
import type { TrialRecord } from '../../history/record.ts';
import { nodeValues } from '../../space/nodes.ts';
import { CHECKPOINT } from '../../history/attribute-names.ts';
import { confirmsOf } from '../../history/repeats.ts';
import { ConfirmingTrial } from '../confirm/confirming-trial.ts';
import type { Legacy } from './legacy.ts';
import { promoted } from './promoted.ts';
import { RunningTrial } from '../running.ts';
import type { Session } from '../session.ts';
import { fixedParams } from './wish.ts';

// Trials that are there already: wishes, those that are run again, those that were paused. Loaded apart: many studies have none.

export { asAsked, askedReason } from './asked.ts';
export { fixedInternals } from './wish.ts';

/**
 * A trial that is there already, claimed: one that waits, else the paused one that has earned more; null = there is none.
 *
 * @param atMost how many trials the study may have in all
 */
export async function claimOpen(session: Session, atMost: number | undefined): Promise<TrialRecord | null> {
  const { history } = session;
  const waiting = history.open.some((row) => history.state(row) === 'waiting') ? await claim(session) : null;
  if (waiting !== null) return waiting;
  session.exhausted ||= !!session.unique?.isUsedUp(session);
  const most = session.exhausted ? 0 : atMost; // all trials are made that there can be
  let tried = -1;
  for (;;) {
    const row = promoted(session, most);
    if (row === null || row === tried) return null;
    const trial = await claim(session, history.table.ids[row]!);
    if (trial !== null) return trial;
    tried = row; // another study object on the same storage was faster
    await session.refresh();
  }
}

/** Makes a trial that waits or is paused a running one: that of an id, or the oldest that waits; null = somebody else has it. */
export async function claim(session: Session, id?: number): Promise<TrialRecord | null> {
  const trial = await session.persist(() => session.storage.claimTrial(session.record.id, session.clock.instant(), id));
  if (trial !== null) session.absorb([{ type: 'trial', trial }]);
  return trial;
}

/** A version before all others: what a resumed trial sees from now on is written down anew. */
const BEFORE = -1;

/** A trial that has its parameters goes on with them; null = it has none yet. */
export function again(session: Session, record: TrialRecord): readonly RunningTrial[] | null {
  if (Object.keys(record.params).length === 0) return null;
  const { space } = session.problem;
  const values = space === null ? null : nodeValues(space, (name) => record.params[name]?.internal);
  const legacy = legacyOf(session, record.number);
  const Trial = legacy.repeat === undefined ? RunningTrial : ConfirmingTrial;
  return [new Trial(session, record, values, BEFORE, legacy)];
}

/** What a trial has from before: wishes, and what earlier runs of it, or of the one that it repeats or is a copy of, left to it. */
export function legacyOf(
  { history, problem: { objectives } }: Pick<Session, 'history' | 'problem'>,
  row: number,
): Legacy {
  const record = history.record(row);
  const { systemAttributes, reports } = record;
  const before = (systemAttributes[PAUSED] ?? systemAttributes[RESUME]) as { readonly seconds?: number } | undefined;
  const last = reports.at(-1)?.[1];
  const confirms = confirmsOf(history, row);
  return {
    wishes: fixedParams(record),
    resume: resumeOf(record),
    seconds: before?.seconds ?? 0,
    ...(confirms && { repeat: confirms.repeat }),
    ...(last && { reported: Object.fromEntries(objectives.map(({ name }, i) => [name, last[i]!])) }),
  };
}

/** A trial that left no checkpoint has nothing to go on from. */
function resumeOf({ systemAttributes }: TrialRecord): Task['resume'] {
  const from = (systemAttributes[PAUSED] ?? systemAttributes[RESUME]) as
    | Partial<NonNullable<Task['resume']>>
    | undefined;
  const checkpoint = from?.checkpoint ?? null;
  if (checkpoint === null) return null;
  // It may be older than the pause.
  const named = [systemAttributes[CHECKPOINT], systemAttributes[RESUME]] as unknown as (typeof from | undefined)[];
  const { step } = named.find((other) => other?.checkpoint === checkpoint) ?? from!;
  return { step: step ?? 0, checkpoint };
}
