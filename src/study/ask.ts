import { NOTES, SEEN } from '../history/attribute-names.ts';
import { asRemoval, attributed, type Change, type Json, type TrialDraft, type TrialRecord } from '../history/record.ts';
import { seenOf } from '../history/seen.ts';
import type * as Claimed from './again/claimed.ts';
import type { Before } from './again/legacy.ts';
import { addChanges, type Assignment, decide, type Proposing } from './propose.ts';
import { RunningTrial } from './running.ts';
import type { Session } from './session.ts';

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
  const most = (await session.peers?.catchUp(session)) ?? atMost;
  const { history } = session;
  if (history.open.some((row) => history.state(row) !== 'running')) {
    const claimed = await import('./again/claimed.ts');
    const open = await claimed.claimOpen(session, most);
    if (open !== null) return resumed(session, open, claimed);
  }
  session.exhausted ||= !!session.unique?.isUsedUp(session);
  const room = session.run.members?.room(most) ?? count;
  if (session.exhausted || room === 0) return [];
  const startedAt = session.clock.instant();
  const drafts = Array.from({ length: Math.min(count, room) }, (): TrialDraft => ({ state: 'running', startedAt }));
  const { trials, given, isLate } = await session.create(drafts, most, (made) => propose(session, made));
  if (isLate) return nextNow(session, count, atMost);
  if (trials.length === 0) return [];
  const begun =
    given === null || 'then' in given ? await begin(session, given ?? propose(session, trials)) : given.start();
  // That nothing is left to try shows only now: a paused trial may go on for it.
  return begun.length > 0 ? begun : nextNow(session, count, atMost);
}

/** A trial that was there already, and is claimed: with the parameters that it has, or that it was to have. */
export async function resumed(
  session: Session,
  record: TrialRecord,
  claimed: typeof Claimed,
): Promise<readonly RunningTrial[]> {
  return claimed.again(session, record) ?? begin(session, propose(session, [record], claimed));
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
 * @param before tells what these trials have from before
 */
function propose(
  session: Session,
  records: readonly TrialRecord[],
  before: Before | undefined = session.copies,
): Proposed | Promise<Proposed> {
  const { space } = session.problem;
  const seenAt = session.version;
  const run = (record: TrialRecord, values: Float64Array | null): RunningTrial =>
    new RunningTrial(session, record, values, seenAt, before?.legacyOf(session, record.number));
  if (space === null) {
    const value = seenOf(session.history, []) as unknown as Json;
    const changes: Change[] = [];
    for (const record of records) {
      changes.push(attributed(record.id, SEEN, value));
      const why = before?.askedReason(record) ?? session.run.why;
      if (why) changes.push(attributed(record.id, NOTES, { why }));
    }
    return {
      changes,
      start: () => records.map((record) => run(record, null)),
    };
  }
  const unassigned = records.map((record) => ({
    number: record.number,
    fixed: before?.fixedInternals(space, record) ?? new Map<string, number>(),
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
  const proposed = (made: readonly Assignment[]): Proposed => {
    const changes: Change[] = [];
    made.forEach((proposal, i) => {
      const { id } = records[i]!;
      const one = before?.asAsked(proposal, records[i]!, space) ?? proposal;
      addChanges(changes, space, id, one, seen);
      session.copies?.addCopy(changes, session.history, id, one.from);
    });
    changes.push(...records.slice(made.length).map(asRemoval));
    return {
      changes,
      start() {
        session.exhausted ||= made.length < records.length;
        return made.map((assignment, i) => {
          const trial = run(records[i]!, assignment.values);
          trial.twin = assignment.twin;
          return trial;
        });
      },
    };
  };
  const made = decide(given, unassigned);
  return 'then' in made ? made.then(proposed) : proposed(made);
}
