import { VernierError } from '../../errors.ts';
import type { Task } from '../../execution/executor.ts';
import { PAUSED } from '../../history/applied.ts';
import { FROM, RESUME } from '../../history/lineage.ts';
import { attributed, type Change, type Json, type TrialRecord } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import type { Sampler, SamplerRun } from '../../samplers/sampler.ts';
import { CHECKPOINT, WARNING } from '../../history/attribute-names.ts';
import { asAsked, askedReason, fixedInternals, legacyOf } from './claimed.ts';
import type { Copies } from './legacy.ts';
import type { RunOptions } from '../study.ts';

// Trials that start from the checkpoint of another one. Loaded apart: only populations have them.

/**
 * These functions, for a sampler that judges its trials by itself.
 *
 * @throws `config-invalid` where a pruner is named besides
 */
export function alone({ name }: Sampler, { pruner }: Pick<RunOptions, 'pruner'>): Copies {
  if (!pruner) return { addCopy, isLate, asAsked, askedReason, fixedInternals, legacyOf };
  throw new VernierError(
    'config-invalid',
    `The sampler ${name} decides by itself which of its trials go on; the study has the pruner ${pruner.name}, too.`,
    { hint: `Leave the pruner out. Or keep it, and use another sampler.` },
  );
}

function addCopy(changes: Change[], history: HistoryView, id: number, from: number | null): void {
  if (from === null) return;
  const attribute = (key: string, value: Json) => changes.push(attributed(id, key, value));
  const state = stateOf(history, from);
  attribute(FROM, { trial: from, step: state?.step ?? 0 });
  if (state === null)
    attribute(
      WARNING,
      'A trial that was to be copied had no checkpoint, or none any more: its copy starts from nothing.',
    );
  else attribute(RESUME, { step: state.step, checkpoint: state.checkpoint, seconds: 0 });
}

/**
 * Who is due hangs on all members: where others have made trials since the history was read, they may be the same; where a member has
 * arrived since, none may be due any more.
 */
function isLate(
  { history, run }: { readonly history: HistoryView; readonly run: SamplerRun },
  made: readonly TrialRecord[],
  isAgain: boolean,
): boolean {
  if (isAgain || made[0]!.number !== history.size) return true;
  return run.members!.room(Number.POSITIVE_INFINITY) < made.length; // the storage has counted them
}

/** The last state that a trial saved, or that it started from itself; null = none. */
function stateOf(history: HistoryView, row: number): Task['resume'] {
  for (const key of [CHECKPOINT, PAUSED, RESUME]) {
    const state = history.attribute(row, 'system', key) as unknown as Task['resume'] | undefined;
    const checkpoint = state?.checkpoint ?? null;
    if (checkpoint !== null) return { step: state!.step, checkpoint };
  }
  return null;
}
