import type { Storage } from '../../storage/storage.ts';
import type { ReplayReport } from './replay-report.ts';

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
