import type { Json } from '../history/record.ts';
import type { StudyRecord } from '../storage/storage.ts';
import type { Archive } from './archive.ts';
import { Refusal } from './refusal.ts';

/** A note in Markdown, on a study or on a trial. */
export interface Note {
  readonly text: string;
  /** Counts its changes; 0 = there has never been one. */
  readonly version: number;
}

/** A note that was just written. */
export interface WrittenNote {
  readonly note: Note;
  /** What it said before. */
  readonly before: string;
}

/** Optuna's dashboard keeps no longer texts in one attribute. Characters. */
const CHUNK = 2045;

type Attributes = Readonly<Record<string, Json>>;

const versionKey = (trialId: number | null): string =>
  trialId === null ? 'dashboard:note_ver' : `dashboard:${trialId}:note_ver`;
const chunkKey = (trialId: number | null, i: number): string =>
  `dashboard:${trialId === null ? '' : `${trialId}:`}note_str:${i}`;

/**
 * The note among the system attributes of a study, where Optuna's dashboard keeps its own: each shows the other's.
 *
 * @param trialId  the storage's id of a trial; null = the note on the study
 */
export function noteOf(attributes: Attributes, trialId: number | null): Note {
  const version = attributes[versionKey(trialId)];
  if (typeof version !== 'number' || !Number.isSafeInteger(version)) return { text: '', version: 0 };
  return { text: chunksOf(attributes, trialId).join(''), version };
}

function chunksOf(attributes: Attributes, trialId: number | null): readonly string[] {
  const chunks: string[] = [];
  for (let i = 0; ; i++) {
    const chunk = attributes[chunkKey(trialId, i)];
    if (typeof chunk !== 'string') return chunks;
    chunks.push(chunk);
  }
}

/** The attributes that make a note of a text; those of a longer one before it become empty. */
export function noteAttributes(
  before: Attributes,
  trialId: number | null,
  note: Note,
): readonly (readonly [string, Json])[] {
  const letters = [...note.text.replace(/\p{Surrogate}/gu, '\ufffd')]; // no letter is cut in two: Python would keep the halves
  const count = Math.max(Math.ceil(letters.length / CHUNK), chunksOf(before, trialId).length);
  const chunks = Array.from(
    { length: count },
    (_, i) => [chunkKey(trialId, i), letters.slice(i * CHUNK, (i + 1) * CHUNK).join('')] as const,
  );
  return [...chunks, [versionKey(trialId), note.version]];
}

/** Writes notes, one after the other: of two people who change the same one, the second is told. */
export class Notes {
  readonly #archive: Archive;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(archive: Archive) {
    this.#archive = archive;
  }

  /**
   * Writes a note.
   *
   * @param trialId  as for `noteOf`
   * @param note  the text, and the version that it was made from
   * @returns the note as it is now, and what it said before
   * @throws Refusal 409 where the note has another version by now
   */
  write(record: StudyRecord, trialId: number | null, note: Note): Promise<WrittenNote> {
    const written = this.#turn.then(() => this.#write(record, trialId, note));
    this.#turn = written.catch(() => undefined);
    return written;
  }

  #write({ id, name }: StudyRecord, trialId: number | null, { text, version }: Note): Promise<WrittenNote> {
    return this.#archive.use(async (storage) => {
      const attributes = (await storage.findStudy(name))?.systemAttributes ?? {};
      const now = noteOf(attributes, trialId);
      if (now.version !== version)
        throw new Refusal(409, 'note-changed', 'Somebody has changed this note meanwhile: it was not saved.', {
          hint: 'Load it again, and put both together.',
        });
      const next = { text, version: version + 1 };
      // Written at the same time they share one commit: a note is never half an old one.
      await Promise.all(
        noteAttributes(attributes, trialId, next).map(([key, value]) =>
          storage.setStudyAttribute(id, 'system', key, value),
        ),
      );
      return { note: next, before: now.text };
    });
  }
}
