import type { Clock } from '../study.ts';

interface Event {
  readonly at: number;
  /** Order of being added; decides among those of the same instant. */
  readonly turn: number;
  readonly isLane: boolean;
  readonly fire: () => void;
}

/**
 * The time of a simulated search: it passes only while every lane sleeps, so that hours are over as soon as they are computed.
 *
 * Where some lanes do not sleep they may have gone home, or wait for others: time then goes on after whatever work needs no input or
 * output. That takes a real millisecond, all else takes none.
 */
export class EventClock implements Clock {
  readonly #lanes: number;
  #now = 0;
  #turn = 0;
  #asleep = 0;
  /** The next one last. */
  #events: Event[] = [];
  #settling: ReturnType<typeof setTimeout> | undefined;
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
    clearTimeout(this.#settling);
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
    const look = ++this.#look;
    clearTimeout(this.#settling);
    const next = (): void => void (look === this.#look && this.#next());
    if (this.#asleep === this.#lanes) void Promise.resolve().then(next);
    else this.#settling = setTimeout(next, 0);
  }

  #next(): void {
    const event = this.#events.pop();
    if (event === undefined) return;
    this.#now = event.at;
    if (event.isLane) this.#asleep--;
    // Who was woken may sleep no more: then this look comes, else the one that its next sleep asks for.
    const look = ++this.#look;
    this.#settling = setTimeout(() => void (look === this.#look && this.#next()), 0);
    event.fire();
  }
}
