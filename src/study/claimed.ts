import type { Task } from '../execution/executor.ts';
import { PAUSED } from '../history/applied.ts';
import { RESUME } from '../history/lineage.ts';
import type { Objective, TrialRecord } from '../history/record.ts';
import { CHECKPOINT } from './attribute-names.ts';
import type { Legacy } from './running.ts';
import type { Session } from './session.ts';
import { fixedParams } from './wish.ts';

// Trials that are there already: wishes, those that are run again, those that were paused. Loaded apart: many studies have none.

export { asAsked, askedReason } from './asked.ts';
export { fixedInternals } from './wish.ts';

/** The paused trial that has earned more, claimed; null = none has. */
export async function promoted(
  session: Session,
  claim: (id: number) => Promise<TrialRecord | null>,
): Promise<TrialRecord | null> {
  let tried = -1;
  for (;;) {
    const row = session.pruner?.promote?.() ?? null;
    if (row === null || row === tried) return null;
    const trial = await claim(session.history.table.ids[row]!);
    if (trial !== null) return trial;
    tried = row; // another study object on the same storage was faster
    await session.refresh();
  }
}

/** What a trial has from before: wishes, and what earlier runs of it, or of the one that it repeats, left to it. */
export function legacyOf(record: TrialRecord, objectives: readonly Objective[]): Legacy {
  const { systemAttributes, reports } = record;
  const before = (systemAttributes[PAUSED] ?? systemAttributes[RESUME]) as { readonly seconds?: number } | undefined;
  const last = reports.at(-1)?.[1];
  return {
    wishes: fixedParams(record),
    resume: resumeOf(record),
    seconds: before?.seconds ?? 0,
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
