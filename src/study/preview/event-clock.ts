import type { Clock } from '../study.ts';

interface Event {
  readonly at: number;
  /** Order of being added; decides among those of the same instant. */
  readonly turn: number;
  readonly isLane: boolean;
  readonly fire: () => void;
}

/** How long work may last that is none of sleep, in turns of the queue of promises: a call of the study takes some tens. */
const TURNS = 500;

/**
 * The time of a simulated search: it passes only while every lane sleeps, so that hours are over as soon as they are computed.
 *
 * Where some lanes do not sleep they may have gone home, or wait for others: time then goes on once all work is done that needs no
 * input or output, be it many promises long. A timer of the machine is waited for only where no lane is about to wake.
 */
export class EventClock implements Clock {
  readonly #lanes: number;
  #now = 0;
  #turn = 0;
  #asleep = 0;
  /** The next one last. */
  #events: Event[] = [];
  /** Changes with every reason to look again: an older look is called off by it. */
  #look = 0;

  /** @param lanes how many sleep at a time when all are at work */
  constructor(lanes: number) {
    this.#lanes = lanes;
  }

  instant(): number {
    return this.#now;
  }

  elapsed(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const event = this.#add(ms, false, callback);
    return () => this.#remove(event);
  }

  /** A lane works for so many ms, or until `wake`. */
  sleep(ms: number): Promise<void> {
    this.#asleep++;
    return new Promise((resolve) => void this.#add(ms, true, resolve));
  }

  /** Wakes all that sleep, at once. */
  wake(): void {
    const sleeping = this.#events.filter(({ isLane }) => isLane).toReversed();
    this.#events = this.#events.filter(({ isLane }) => !isLane);
    this.#asleep = 0;
    for (const { fire } of sleeping) fire();
  }

  /** Nothing happens any more. */
  close(): void {
    this.#look++;
  }

  #add(ms: number, isLane: boolean, fire: () => void): Event {
    const event = { at: this.#now + Math.max(0, ms), turn: this.#turn++, isLane, fire };
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#events[middle]!.at > event.at) low = middle + 1;
      else high = middle;
    }
    this.#events.splice(low, 0, event); // before those of the same instant: they fire from the end
    this.#settle();
    return event;
  }

  #remove(event: Event): void {
    const at = this.#events.indexOf(event);
    if (at >= 0) this.#events.splice(at, 1);
  }

  #settle(): void {
    void this.#goOn(++this.#look, this.#asleep === this.#lanes ? 1 : TURNS);
  }

  /** Goes on to what comes next, unless there is a new reason to look before so many turns are over. */
  async #goOn(look: number, turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      await Promise.resolve();
      if (look !== this.#look) return;
    }
    // Callbacks may come for ever; whoever waits for input or output has to get it some day.
    if (turns === TURNS && this.#events.at(-1)?.isLane !== true) await new Promise<void>((wake) => setTimeout(wake, 0));
    const event = look === this.#look ? this.#events.pop() : undefined;
    if (event === undefined) return;
    this.#now = event.at;
    if (event.isLane) this.#asleep--;
    event.fire();
    // Who was woken may sleep no more: else the next sleep gives the reason to look.
    void this.#goOn(++this.#look, TURNS);
  }
}
