import { verdictOf } from './lane.ts';
import { type Probe, SEARCHES, type SearchName, startSearch } from './search.ts';
import type { Settings } from './settings.ts';
import { type Signal, signalOf } from './signal.ts';

/** How often one search has found the strongest station, over many signals. */
export interface Tally {
  readonly search: SearchName;
  /** Signals so far. */
  readonly signals: number;
  /** Probes that it took, a number for each signal on which it was found; ascending. */
  readonly after: readonly number[];
}

/** Signals that are tried. */
export const MANY = 50;

/** Probes after which the station is found on half of the signals; null = on fewer than half it is found at all. */
export const middleProbes = ({ after, signals }: Tally): number | null => after[Math.ceil(signals / 2) - 1] ?? null;

/**
 * All searches on the signals after one's own, each with as many probes. Real runs: nothing is known beforehand.
 *
 * @param told after each signal, of those so far
 */
export async function overSignals(
  settings: Settings,
  signals: number,
  told: (tallies: readonly Tally[]) => void,
): Promise<readonly Tally[]> {
  let tallies: readonly Tally[] = SEARCHES.map((search) => ({ search, signals: 0, after: [] }));
  for (let i = 1; i <= signals; i++) {
    const signal = signalOf(settings.seed + i, settings.knobs, settings.kind, settings.noise);
    tallies = await Promise.all(tallies.map((tally) => withSignal(tally, signal, settings.probes)));
    told(tallies);
  }
  return tallies;
}

async function withSignal({ search, signals, after }: Tally, signal: Signal, count: number): Promise<Tally> {
  const probes = await allProbes(search, signal, count);
  const verdict = verdictOf({ name: search, probes, plan: null }, signal);
  const found = verdict?.isStrongest === true ? [verdict.after!] : [];
  return { search, signals: signals + 1, after: [...after, ...found].sort((a, b) => a - b) };
}

/** A whole search: at most so many probes. */
export async function allProbes(name: SearchName, signal: Signal, count: number): Promise<readonly Probe[]> {
  const search = await startSearch(name, signal, count);
  const probes: Probe[] = [];
  while (probes.length < count && search.plan !== null) probes.push(await search.step());
  return probes;
}
