import type { Storage } from '../storage/storage.ts';

/** One stored number that is not what its sampler proposes. */
export interface Disagreement {
  readonly number: number;
  readonly name: string;
  /** Internal values; null = not there. */
  readonly stored: number | null;
  readonly proposed: number | null;
}

/** What a replay found. */
export interface ReplayReport {
  readonly checked: number;
  readonly agreed: number;
  readonly disagreements: readonly Disagreement[];
  /** Trials that no proposal of ours gave their parameters: added, removed, or of another program. */
  readonly skipped: number;
}

/**
 * Computes every proposal of a stored study again, each from what its sampler had seen then, and compares.
 * Cost: that of the study's own proposals.
 *
 * @param onTrial hears of each trial, for a sign of life
 * @throws `study-missing`; `config-invalid` for a study that Vernier did not make
 */
export async function replay(
  storage: Storage,
  name: string,
  onTrial: (number: number, of: number) => void = () => undefined,
): Promise<ReplayReport> {
  const { replayStudy } = await import('./replayer.ts');
  return replayStudy(storage, name, onTrial);
}
