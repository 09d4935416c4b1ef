import { VernierError } from '../errors.ts';
import type { Json } from '../history/record.ts';
import { HOLD } from '../study/shared/hold.ts';
import { LIMITS } from '../study/shared/set-limits.ts';
import type { Archive } from './archive.ts';
import type { FollowedStudy } from './followed-study.ts';
import type { Action, JournalEntry } from './journal.ts';
import { noteOf, Notes } from './notes.ts';
import { Refusal } from './refusal.ts';
import { keepSpace } from './space-steering.ts';
import { removeTrial } from './steering.ts';

/** What is undone where, and from whom it is taken back. */
export interface Undoing {
  readonly archive: Archive;
  readonly study: FollowedStudy;
}

type Undo = (undoing: Undoing, entry: JournalEntry) => Promise<unknown>;

/** How each kind of change is taken back; what is not here cannot be. */
const UNDO: Readonly<Partial<Record<Action, Undo>>> = {
  note: (undoing, entry) => (entry.trial === null ? noteOfStudy(undoing, entry) : noteOfTrial(undoing, entry)),
  'write-note': writtenNote,
  pause: (undoing, { before }) => attribute(undoing, HOLD, before!),
  resume: (undoing, { before }) => attribute(undoing, HOLD, before!),
  limits: (undoing, { before }) => attribute(undoing, LIMITS, before!),
  space: ({ archive, study }, { before }) => keepSpace(archive, study, before!),
  enqueue: fromQueue,
  dequeue: intoQueue,
};

/** Why other kinds cannot be taken back, and what to do instead. */
const FINAL: Readonly<Partial<Record<Action, string>>> = {
  stop: 'A trial that has ended stays so: put its settings into the queue instead.',
  remove: 'A trial that was removed is gone.',
  run: 'Stop the run instead.',
  'end-run': 'Start another run instead.',
  undo: 'Make the change again instead.',
};

/**
 * Takes a change back.
 *
 * @param journal all that is known of the study's changes
 * @throws Refusal 409 where it cannot be, saying why; what the storage throws
 */
export async function undo(undoing: Undoing, entry: JournalEntry, journal: readonly JournalEntry[]): Promise<void> {
  const how = UNDO[entry.action];
  if (how === undefined) throw refused(`Change ${entry.n} cannot be undone.`, FINAL[entry.action]);
  if (entry.undone !== null) throw refused(`Change ${entry.n} was undone already, by ${entry.undone.by}.`);
  if (entry.before === undefined)
    throw refused(`Change ${entry.n} cannot be undone: what was there before was too long to be kept.`);
  const later = journal.findLast((other) => other.n > entry.n && other.undone === null && isOfSame(other, entry));
  if (later !== undefined)
    throw refused(
      `Change ${entry.n} cannot be undone alone: ${later.by} has changed the same since.`,
      `Undo change ${later.n} first.`,
    );
  await how(undoing, entry);
}

/** Can a change be taken back, as far as the journal tells? */
export const isUndoable = ({ action, undone, before }: JournalEntry): boolean =>
  UNDO[action] !== undefined && undone === null && before !== undefined;

/** Do two changes touch the same? */
function isOfSame(a: JournalEntry, b: JournalEntry): boolean {
  return subject(a.action) === subject(b.action) && a.trial === b.trial && a.key === b.key;
}

function subject(action: Action): string {
  if (action === 'resume') return 'pause';
  return action === 'dequeue' ? 'enqueue' : action;
}

const attribute = ({ archive, study }: Undoing, key: string, value: Json): Promise<void> =>
  archive.use((storage) => storage.setStudyAttribute(study.record.id, 'system', key, value));

/** What was no attribute before becomes null: storages take none away. */
const earlier = ({ before }: JournalEntry): Json => (before as readonly Json[])[0] ?? null;

const noteOfStudy = ({ archive, study }: Undoing, entry: JournalEntry): Promise<void> =>
  archive.use((storage) => storage.setStudyAttribute(study.record.id, 'user', entry.key!, earlier(entry)));

function noteOfTrial({ archive, study }: Undoing, entry: JournalEntry): Promise<void> {
  const { id } = study.history.record(entry.trial!);
  const change = { type: 'attributed', id, owner: 'user', key: entry.key!, value: earlier(entry) } as const;
  return archive.use((storage) => storage.write(study.record.id, [change]));
}

/** The text that stood there before, as a version of its own. */
function writtenNote(
  { archive, study: { record, history } }: Undoing,
  { trial, before }: JournalEntry,
): Promise<unknown> {
  const trialId = trial === null ? null : history.record(trial).id;
  const { version } = noteOf(record.systemAttributes, trialId);
  return new Notes(archive).write(record, trialId, { text: before as string, version });
}

function fromQueue({ archive, study }: Undoing, { trial }: JournalEntry): Promise<void> {
  const state = study.history.state(trial!);
  if (state !== 'waiting')
    throw refused(
      `Trial ${trial} is ${state}: it waits no more.`,
      state === 'running' ? 'Stop the trial instead.' : undefined,
    );
  return removeTrial(archive, study, trial!);
}

/** As a new trial: numbers are given once. */
function intoQueue({ archive, study }: Undoing, { before }: JournalEntry): Promise<unknown> {
  const { userAttributes, systemAttributes } = before as Readonly<Record<string, Readonly<Record<string, Json>>>>;
  const draft = { state: 'waiting' as const, userAttributes: userAttributes!, systemAttributes: systemAttributes! };
  return archive.use((storage) => storage.createTrials(study.record.id, [draft]));
}

function refused(message: string, hint?: string): Refusal | VernierError {
  return new Refusal(409, 'undo-impossible', message, hint === undefined ? {} : { hint });
}
