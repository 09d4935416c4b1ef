import { LANES, type Lane, type LaneName } from './lane.ts';
import { SEARCHES, type Search, type SearchName, startSearch } from './search.ts';
import { heard, type Signal } from './signal.ts';

/** What has happened: one of them has listened, to the probe of this index. */
export interface RaceEvent {
  readonly lane: LaneName;
  readonly probe: number;
}

/** How a race stands. A new object after every change. */
export interface Standing {
  readonly lanes: Readonly<Record<LaneName, Lane>>;
  /** In the order in which it happened. */
  readonly events: readonly RaceEvent[];
  /** Have the searches made their plans, so that they can take a step? */
  readonly isReady: boolean;
  /** Have all searches used up their probes? (A person may have some left.) */
  readonly isRun: boolean;
  /** What keeps the searches from going on. */
  readonly trouble: unknown;
}

/** Four who listen to the same signal, each with equally many probes. */
export interface Race {
  readonly standing: Standing;
  /** Every search listens once; nothing happens while an earlier step is under way. */
  step(): Promise<void>;
  /** A person listens; nothing happens when the probes are used up. */
  listen(place: readonly number[]): void;
  /** Calls back after every change. Answers a function that ends it. */
  subscribe(listener: () => void): () => void;
}

const NOBODY: Standing['lanes'] = Object.fromEntries(
  LANES.map((name) => [name, { name, probes: [], plan: null }]),
) as unknown as Standing['lanes'];

/** Begins a race. Its searches make their plans at once. */
export function race(signal: Signal, probes: number): Race {
  let standing: Standing = { lanes: NOBODY, events: [], isReady: false, isRun: false, trouble: null };
  const listeners = new Set<() => void>();
  let isStepping = false;

  const become = (next: Partial<Standing>): void => {
    standing = { ...standing, ...next };
    for (const listener of listeners) listener();
  };
  const heardBy = (lane: Lane): void =>
    become({
      lanes: { ...standing.lanes, [lane.name]: lane },
      events: [...standing.events, { lane: lane.name, probe: lane.probes.length - 1 }],
    });
  const isDone = ({ probes: own, plan }: Lane): boolean => own.length >= probes || plan === null;

  const begun: Promise<readonly (readonly [SearchName, Search])[]> = Promise.all(
    SEARCHES.map(async (name) => [name, await startSearch(name, signal, probes)] as const),
  );
  begun.then(
    (all) => {
      const planned = all.map(([name, { plan }]) => [name, { ...standing.lanes[name], plan }]);
      become({ lanes: { ...standing.lanes, ...Object.fromEntries(planned) }, isReady: true });
    },
    (trouble: unknown) => become({ trouble }),
  );

  async function stepAll(): Promise<void> {
    for (const [name, search] of await begun) {
      const lane = standing.lanes[name];
      if (isDone(lane)) continue;
      const probe = await search.step();
      const isLast = lane.probes.length + 1 >= probes;
      heardBy({ name, probes: [...lane.probes, probe], plan: isLast ? null : search.plan });
    }
    become({ isRun: SEARCHES.every((name) => isDone(standing.lanes[name])) });
  }

  return {
    get standing() {
      return standing;
    },
    async step() {
      if (isStepping || standing.isRun) return;
      isStepping = true;
      await stepAll().catch((trouble: unknown) => become({ trouble }));
      isStepping = false;
    },
    listen(place) {
      const { hand } = standing.lanes;
      if (hand.probes.length >= probes) return;
      const probe = { place, heard: heard(signal, place, 'hand', hand.probes.length), why: null, fit: null };
      heardBy({ ...hand, probes: [...hand.probes, probe] });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
