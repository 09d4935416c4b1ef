import { setMaxListeners } from 'node:events';
import { graceOf, type Outcome, type Task, type TaskPort } from '../../execution/executor.ts';
import { type Conduct, conduct, type ObjectivePlace } from './objective-place.ts';
import { Lending } from './slots.ts';

/** A seat for one trial at a time. What sits there is started when first needed, and again when it is gone. */
export interface Seat<P extends ObjectivePlace> {
  place: P | null;
}

type PlaceOf<S extends Seat<ObjectivePlace>> = NonNullable<S['place']>;

/** Places that take trials in turn. A place that crashes costs its own trial only. */
export class ObjectivePool<S extends Seat<ObjectivePlace>> {
  readonly size: number;
  readonly #seats: readonly S[];
  readonly #lending: Lending<S>;
  readonly #busy = new Set<Promise<Outcome>>();
  readonly #stops = new Set<AbortController>();

  constructor(seats: readonly S[]) {
    this.size = seats.length;
    this.#seats = seats;
    this.#lending = new Lending(seats);
  }

  /** Runs a trial on the next free seat. */
  run(
    task: Task,
    port: TaskPort,
    signal: AbortSignal,
    start: (seat: S) => Promise<PlaceOf<S>>,
    conductOf: (place: PlaceOf<S>, seat: S) => Conduct,
  ): Promise<Outcome> {
    const stop = new AbortController();
    let force: NodeJS.Timeout | undefined;
    let seated: S | null = null;
    const forward = (): void => {
      stop.abort(signal.reason);
      const withinMs = graceOf(signal, Number.POSITIVE_INFINITY);
      // Whatever it is doing then, its end included.
      if (withinMs < Number.POSITIVE_INFINITY) force = setTimeout(() => seated?.place?.kill(), withinMs);
    };
    setMaxListeners(0, signal); // all trials listen to it, however many run: that is no leak to warn of
    signal.addEventListener('abort', forward, { once: true });
    if (signal.aborted) forward();
    this.#stops.add(stop);
    const work = this.#lending.take().then(async (seat): Promise<Outcome> => {
      seated = seat;
      try {
        const place = seat.place?.gone === false ? (seat.place as PlaceOf<S>) : await start(seat);
        seat.place = place;
        const outcome = await conduct(place, task, port, stop.signal, conductOf(place, seat));
        // Whoever was told to end may be half done; children left in the background end with their place.
        if (stop.signal.aborted || !place.isAlone()) await this.#vacate(seat);
        return outcome;
      } finally {
        clearTimeout(force);
        seated = null;
        this.#lending.give(seat);
      }
    });
    this.#busy.add(work);
    return work.finally(() => {
      signal.removeEventListener('abort', forward);
      this.#stops.delete(stop);
      this.#busy.delete(work);
    });
  }

  /** Ends everything by force. */
  kill(): void {
    for (const stop of this.#stops) stop.abort();
    for (const seat of this.#seats) seat.place?.kill();
  }

  /** Tells running trials to end, waits for them, ends all places. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop.abort();
    await Promise.allSettled(this.#busy);
    await Promise.all(this.#seats.map((seat) => this.#vacate(seat)));
  }

  async #vacate(seat: S): Promise<void> {
    await seat.place?.end();
    seat.place = null;
  }
}
