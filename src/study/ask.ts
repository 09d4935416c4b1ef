import type { Change, Json, TrialDraft, TrialRecord } from '../history/record.ts';
import { seenOf } from '../history/seen.ts';
import { nodeValues } from '../space/nodes.ts';
import type * as asked from './asked.ts';
import { addChanges, type Assignment, decide, type Proposing } from './propose.ts';
import { RunningTrial } from './running.ts';
import { fixedInternals } from './wish.ts';
import type { Session } from './session.ts';

/** A version before all others: what a resumed trial sees from now on is written down anew. */
const BEFORE = -1;

/**
 * The next trials to run, within the budget: somebody's wish, else a paused trial that earned more, else new ones.
 *
 * @param count how many at most
 * @param atMost how many the study may have in all
 * @returns none where there is nothing to do now.
 */
export function next(session: Session, count: number, atMost: number | undefined): Promise<readonly RunningTrial[]> {
  return session.inTurn(() => nextNow(session, count, atMost));
}

async function nextNow(session: Session, count: number, atMost: number | undefined): Promise<readonly RunningTrial[]> {
  await session.catchUp?.(session);
  const claimed = await claimOpen(session);
  if (claimed !== null)
    return Object.keys(claimed.params).length > 0
      ? [resumed(session, claimed)]
      : begin(session, propose(session, [claimed], await import('./asked.ts')));
  session.exhausted ||= !!session.unique?.isUsedUp(session);
  if (session.exhausted) return [];
  const startedAt = session.clock.instant();
  const drafts = Array.from({ length: count }, (): TrialDraft => ({ state: 'running', startedAt }));
  const { trials, given } = await session.create(drafts, atMost, (made) => propose(session, made));
  if (trials.length === 0) return [];
  return given === null || 'then' in given ? begin(session, given ?? propose(session, trials)) : given.start();
}

/** A trial that is there already: waiting, else paused and promoted. */
async function claimOpen(session: Session): Promise<TrialRecord | null> {
  const { history, pruner } = session;
  const waiting = history.open.some((row) => history.state(row) === 'waiting') ? await claim(session) : null;
  if (waiting !== null) return waiting;
  let tried = -1;
  for (;;) {
    const row = pruner?.promote?.() ?? null;
    if (row === null || row === tried) return null;
    const promoted = await claim(session, history.table.ids[row]!);
    if (promoted !== null) return promoted;
    tried = row; // another study object on the same storage was faster
    await session.refresh();
  }
}

async function claim(session: Session, id?: number): Promise<TrialRecord | null> {
  const trial = await session.persist(() => session.storage.claimTrial(session.record.id, session.clock.instant(), id));
  if (trial !== null) session.absorb([{ type: 'trial', trial }]);
  return trial;
}

/** Writes what trials begin with. */
async function begin(session: Session, proposed: Proposed | Promise<Proposed>): Promise<readonly RunningTrial[]> {
  const { changes, start } = await proposed;
  await session.write(changes);
  return start();
}

/** What trials begin with. */
interface Proposed {
  readonly changes: readonly Change[];
  /** Once they are written. */
  start(): readonly RunningTrial[];
}

/**
 * Parameters for trials that have none, and what was seen; a promise where the sampler answers later.
 *
 * @param wishes tells of trials that somebody asked for
 */
function propose(
  session: Session,
  records: readonly TrialRecord[],
  wishes: typeof asked | null = null,
): Proposed | Promise<Proposed> {
  const { space } = session.problem;
  const seenAt = session.version;
  if (space === null) {
    const value = seenOf(session.history, []) as unknown as Json;
    const changes: Change[] = [];
    for (const record of records) {
      const told = { type: 'attributed', id: record.id, owner: 'system' } as const;
      changes.push({ ...told, key: 'vernier:seen', value });
      const why = wishes?.askedReason(record) ?? session.run.why;
      if (why) changes.push({ ...told, key: 'vernier:notes', value: { why } });
    }
    return {
      changes,
      start: () => records.map((record) => new RunningTrial(session, record, null, seenAt)),
    };
  }
  const unassigned = records.map((record) => ({ number: record.number, fixed: fixedInternals(space, record) }));
  const numbers = unassigned.map(({ number }) => number);
  const given: Proposing = {
    space,
    history: session.history,
    run: session.run,
    root: session.root,
    duplicates: session.duplicates,
    feasibility: session.feasibility,
    another: session.unique?.another ?? null,
  };
  const seen = seenOf(session.history, numbers);
  const proposed = (made: readonly Assignment[]): Proposed => {
    const changes: Change[] = [];
    made.forEach((one, i) => {
      const record = records[i]!;
      addChanges(changes, space, record.id, wishes?.asAsked(one, record, space) ?? one, seen);
    });
    for (const { id } of records.slice(made.length)) changes.push({ type: 'removed', id });
    return {
      changes,
      start() {
        session.exhausted ||= made.length < records.length;
        return made.map((assignment, i) => {
          const trial = new RunningTrial(session, records[i]!, assignment.values, seenAt);
          trial.twin = assignment.twin;
          return trial;
        });
      },
    };
  };
  const made = decide(given, unassigned);
  return 'then' in made ? made.then(proposed) : proposed(made);
}

function resumed(session: Session, record: TrialRecord): RunningTrial {
  const { space } = session.problem;
  const values = space === null ? null : nodeValues(space, (name) => record.params[name]?.internal);
  return new RunningTrial(session, record, values, BEFORE);
}
