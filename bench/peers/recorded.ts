import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One search that somebody else's optimiser made earlier, on a development task. */
export interface RecordedRun {
  readonly seed: number;
  readonly trials: number;
  /** Trial number (from 1) and value of each improvement, one after the other. */
  readonly improvements: readonly number[];
}

interface Recorded {
  readonly peers: Readonly<
    Record<string, { readonly version: string; readonly problems: Readonly<Record<string, readonly RecordedRun[]>> }>
  >;
}

let read: Recorded | null = null;

/** Optimisers whose runs are on record, with their defaults: by name and version, then task. */
export function recordedPeers(root = process.cwd()): Recorded['peers'] {
  read ??= JSON.parse(gunzipSync(readFileSync(join(root, 'bench/data/peers.json.gz'))).toString()) as Recorded;
  return read.peers;
}

/** The best value after so many trials; null = the run is shorter. */
export function recordedBest({ trials, improvements }: RecordedRun, budget: number): number | null {
  if (trials < budget) return null;
  let best: number | null = null;
  for (let i = 0; i < improvements.length && improvements[i]! <= budget; i += 2) best = improvements[i + 1]!;
  return best;
}
