import type { Probe, Plan, SearchName } from './search.ts';
import { type Signal, type Station, tunedIn } from './signal.ts';

/** Who listens: a person, or one of the searches. */
export type LaneName = 'hand' | SearchName;

/** All of them, in the order in which they are shown. */
export const LANES: readonly LaneName[] = ['hand', 'grid', 'random', 'bayes'];

/** What one of them has listened to so far. */
export interface Lane {
  readonly name: LaneName;
  readonly probes: readonly Probe[];
  /** Where it listens next; null = nobody knows (a person), or nowhere. */
  readonly plan: Plan | null;
}

/** Number of the clearest probe after each one, as heard; of equal ones the first. Shape (probes). */
export function incumbents(probes: readonly Probe[]): readonly number[] {
  let best = 0;
  return probes.map(({ heard }, i) => {
    if (heard > probes[best]!.heard) best = i;
    return best;
  });
}

/** The clearest probe, as heard; null = none yet. */
export const bestOf = (probes: readonly Probe[]): Probe | null => probes[incumbents(probes).at(-1) ?? -1] ?? null;

/** How a search has ended, told by who knows the truth. */
export interface Verdict {
  readonly lane: LaneName;
  readonly best: Probe;
  /** The station that its best place is tuned to; null = none. */
  readonly station: Station | null;
  /** Is that the strongest one? */
  readonly isStrongest: boolean;
  /** Probes after which its best place was on that station, and stayed there; null = it is on none. */
  readonly after: number | null;
}

/** What came of some probes; null where there are none. */
export function verdictOf({ name, probes }: Lane, signal: Signal): Verdict | null {
  const best = bestOf(probes);
  if (best === null) return null;
  const stations = incumbents(probes).map((i) => tunedIn(signal, probes[i]!.place));
  const station = stations.at(-1)!;
  const lastElsewhere = stations.findLastIndex((own) => own !== station);
  return {
    lane: name,
    best,
    station,
    isStrongest: station === signal.stations[0],
    after: station === null ? null : lastElsewhere + 2,
  };
}

/** Who has found the strongest station, the soonest first; of equally soon ones in the order of the lanes. */
export const ranked = (verdicts: readonly Verdict[]): readonly Verdict[] =>
  verdicts.filter(({ isStrongest }) => isStrongest).sort((a, b) => a.after! - b.after!);
