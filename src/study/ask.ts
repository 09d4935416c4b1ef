import type { Change, Json, TrialDraft, TrialRecord } from '../history/record.ts';
import { seenOf } from '../history/seen.ts';
import { nodeValues } from '../space/nodes.ts';
import type * as claimed from './claimed.ts';
import { addChanges, type Assignment, decide, type Proposing } from './propose.ts';
import { RunningTrial } from './running.ts';
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
  const open = await claimOpen(session);
  if (open !== null) return goOn(session, open, await import('./claimed.ts'));
  session.exhausted ||= !!session.unique?.isUsedUp(session);
  const room = session.run.members?.room() ?? count;
  if (session.exhausted || room === 0) return [];
  const startedAt = session.clock.instant();
  const drafts = Array.from({ length: Math.min(count, room) }, (): TrialDraft => ({ state: 'running', startedAt }));
  const { trials, given } = await session.create(drafts, atMost, (made) => propose(session, made));
  if (trials.length === 0) return [];
  return given === null || 'then' in given ? begin(session, given ?? propose(session, trials)) : given.start();
}

/** A trial that is there already: waiting, else paused and promoted. */
async function claimOpen(session: Session): Promise<TrialRecord | null> {
  const { history, pruner } = session;
  const waiting = history.open.some((row) => history.state(row) === 'waiting') ? await claim(session) : null;
  if (waiting !== null) return waiting;
  if (!pruner?.promote) return null;
  return (await import('./claimed.ts')).promoted(session, (id) => claim(session, id));
}

/** A trial that was there already: with the parameters that it has, else with new ones. */
async function goOn(session: Session, record: TrialRecord, open: typeof claimed): Promise<readonly RunningTrial[]> {
  if (Object.keys(record.params).length === 0) return begin(session, propose(session, [record], open));
  const { space, objectives } = session.problem;
  const values = space === null ? null : nodeValues(space, (name) => record.params[name]?.internal);
  return [new RunningTrial(session, record, values, BEFORE, open.legacyOf(record, objectives))];
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

const NO_WISH: ReadonlyMap<string, number> = new Map();

/** What trials begin with. */
interface Proposed {
  readonly changes: readonly Change[];
  /** Once they are written. */
  start(): readonly RunningTrial[];
}

/**
 * Parameters for trials that have none, and what was seen; a promise where the sampler answers later.
 *
 * @param open tells of trials that were there already
 */
function propose(
  session: Session,
  records: readonly TrialRecord[],
  open: typeof claimed | null = null,
): Proposed | Promise<Proposed> {
  const { space } = session.problem;
  const seenAt = session.version;
  const run = (record: TrialRecord, values: Float64Array | null, from: number | null = null): RunningTrial =>
    new RunningTrial(
      session,
      record,
      values,
      seenAt,
      from === null
        ? open?.legacyOf(record, session.problem.objectives)
        : session.copies?.legacyOf(session.history, from),
    );
  if (space === null) {
    const value = seenOf(session.history, []) as unknown as Json;
    const changes: Change[] = [];
    for (const record of records) {
      const told = { type: 'attributed', id: record.id, owner: 'system' } as const;
      changes.push({ ...told, key: 'vernier:seen', value });
      const why = open?.askedReason(record) ?? session.run.why;
      if (why) changes.push({ ...told, key: 'vernier:notes', value: { why } });
    }
    return {
      changes,
      start: () => records.map((record) => run(record, null)),
    };
  }
  const unassigned = records.map((record) => ({
    number: record.number,
    fixed: open?.fixedInternals(space, record) ?? NO_WISH,
  }));
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
  const proposed = (given: readonly Assignment[]): Proposed => {
    const changes: Change[] = [];
    const made = given.map((one, i) => open?.asAsked(one, records[i]!, space) ?? one);
    made.forEach((one, i) => {
      addChanges(changes, space, records[i]!.id, one, seen);
      session.copies?.addCopy(changes, session.history, records[i]!.id, one.from);
    });
    for (const { id } of records.slice(made.length)) changes.push({ type: 'removed', id });
    return {
      changes,
      start() {
        session.exhausted ||= made.length < records.length;
        return made.map((assignment, i) => {
          const trial = run(records[i]!, assignment.values, assignment.from);
          trial.twin = assignment.twin;
          return trial;
        });
      },
    };
  };
  const made = decide(given, unassigned);
  return 'then' in made ? made.then(proposed) : proposed(made);
}
