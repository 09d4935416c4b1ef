import { errorOf, errorRecord, type VernierError } from '../../errors.ts';
import type { TaskPort } from '../../execution/executor.ts';
import { bare, type Json } from '../../history/record.ts';
import { NoteRoom } from './note-room.ts';
import { type ProgramMessage, suggestionOf } from './report-line.ts';

/** Writes one answer to the program's pipe. */
export type Reply = (answer: Readonly<Record<string, Json>>) => void;

/** Numbers by name. */
export type Numbers = Readonly<Record<string, number>>;

/** What a talk tells whoever runs the program. */
export interface TalkEvents {
  /** A report was ruled `pause` or `stop`. `told`: the program asked for the answer and has it. */
  onEnd(told: boolean): void;
  /** Something said was unfit, or the study refused it: the trial fails. */
  onFault(): void;
}

/** So many messages may wait for the study before the program has to. */
export const BACKLOG = 64;

/** One trial's conversation: messages go to the study in the order said, rulings come back. */
export class TrialTalk {
  /** Names and numbers of the final line; null = none yet. */
  final: Numbers | null = null;
  /** The latest number of each name reported. */
  readonly last: Numbers = bare<number>();
  /** The verdict that ends the trial; null = it may run on. */
  ended: 'pause' | 'stop' | null = null;
  fault: VernierError | null = null;
  /** Messages not dealt with yet. */
  waiting = 0;
  readonly #port: TaskPort;
  readonly #events: TalkEvents;
  #queue: Promise<void> = Promise.resolve();
  readonly #room = new NoteRoom();
  /** The last step said, after the verdict too; undefined = none yet. */
  #step: number | undefined;

  constructor(port: TaskPort, events: TalkEvents) {
    this.#port = port;
    this.#events = events;
  }

  /** Takes one message. Its answer, where the message has an `id`, goes to `reply`. */
  take(message: ProgramMessage, reply: Reply | null = null): void {
    this.waiting++;
    this.#queue = this.#queue
      .then(() => this.#deal(message, message.id === null ? null : reply))
      .catch((error: unknown) => this.fail(error))
      .then(() => {
        this.waiting--;
      });
  }

  /** Resolves when all messages taken so far are dealt with. */
  settled(): Promise<void> {
    return this.#queue;
  }

  /** The trial fails; the first reason stands. */
  fail(error: unknown): void {
    if (this.fault !== null) return;
    this.fault = errorOf(errorRecord(error));
    this.#events.onFault();
  }

  async #deal(message: ProgramMessage, reply: Reply | null): Promise<void> {
    if (this.fault !== null) return;
    for (const [key, value] of Object.entries(message.constraints)) {
      this.#port.setConstraint(key, value);
      this.#room.take('constraint', key);
    }
    for (const [key, value] of Object.entries(message.attributes)) {
      this.#port.setAttribute(key, value); // refuses what is no JSON
      this.#room.take('attribute', key, value);
    }
    // Named in a line with a step, it is of that step, and is written together with the report.
    if (message.checkpoint !== null)
      this.#port.setCheckpoint(message.checkpoint, message.checkpointStep ?? message.step ?? this.#step);
    if (message.suggest !== null) this.#suggest(message.suggest, message.id, reply);
    else if (message.step !== null) await this.#report(message.score ?? {}, message.step, message.id, reply);
    else {
      if (message.score !== null) this.final = { ...this.final, ...message.score };
      reply?.({ id: message.id });
    }
  }

  /** An impossible question is the program's to handle: it gets the error as its answer, where it waits for one. */
  #suggest(asked: NonNullable<ProgramMessage['suggest']>, id: number | null, reply: Reply | null): void {
    try {
      const { name, distribution } = suggestionOf(asked);
      this.#room.take('parameter', name);
      reply?.({ id, value: this.#port.suggest(name, distribution) });
    } catch (error) {
      if (reply === null) throw error;
      reply({ id, error: errorRecord(error).message });
    }
  }

  async #report(score: Numbers, step: number, id: number | null, reply: Reply | null): Promise<void> {
    this.#step = step;
    Object.assign(this.last, score);
    if (this.ended !== null) {
      // What comes after the verdict is not asked for any more; but who is paused goes on from behind what it still did.
      if (this.ended === 'pause') await this.#port.report(score, step);
      reply?.({ id, verdict: this.ended, until: null });
      return;
    }
    const ruling = await this.#port.report(score, step);
    const goesOn = ruling.verdict === 'continue';
    reply?.({ id, verdict: ruling.verdict, until: goesOn ? ruling.until : null });
    if (goesOn) return;
    this.ended = ruling.verdict;
    this.#events.onEnd(reply !== null);
  }
}
