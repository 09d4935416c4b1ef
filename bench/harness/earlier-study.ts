import type { SearchSpace, Storage } from 'vernier';
import type { Loaded } from './builds.ts';
import type { EarlierTrial } from './task.ts';

const NAME = 'earlier';

/** What `createStudy` is given so that a study starts from an earlier one of the same storage. */
export interface EarlierOptions {
  readonly storage: Storage;
  readonly transfer: readonly string[];
}

/** Puts the trials of an earlier study into a storage. */
export async function earlierStudy(
  { library, storage: { memory }, sampler }: Loaded,
  space: SearchSpace,
  trials: readonly EarlierTrial[],
): Promise<EarlierOptions> {
  const storage = memory();
  const study = await library.createStudy({ name: NAME, storage, space, sampler, seed: 0 });
  await study.addTrials(trials.map(({ params, value }) => ({ params: params as never, score: value })));
  return { storage, transfer: [NAME] };
}

/** Do studies of this library start from earlier ones? One that does not exist is refused where they do. */
export async function knowsEarlierStudies({ library, storage: { memory }, sampler }: Loaded): Promise<boolean> {
  const space = library.space({ x: library.float(0, 1) });
  try {
    const options = { storage: memory(), space, sampler, seed: 0, transfer: ['there is none'] };
    await library.createStudy(options);
    return false;
  } catch {
    return true;
  }
}
