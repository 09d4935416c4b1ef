import { VernierError } from '../errors.ts';
import type { Json } from '../history/record.ts';
import { writeSpace } from '../space/file.ts';
import { feasibilityOf } from '../space/feasibility.ts';
import type { SearchSpace } from '../space/nodes.ts';
import { spaceDifferences } from '../study/opening/differences.ts';
import {
  checkStands,
  previewOf,
  spaceAfter,
  type SpaceChange,
  type SpacePreview,
  storeSpace,
} from '../study/opening/space-change.ts';
import { storedSpaceOf } from '../study/opening/stored.ts';
import type { Clock } from '../study/study.ts';
import type { Archive } from './archive.ts';
import type { FollowedStudy } from './followed-study.ts';
import { inSlices } from './slices.ts';

/**
 * What a change of the space would keep. Of a hundred thousand trials that takes a while, in which others are served.
 *
 * @throws `space-unsupported` where none is declared, `space-invalid`, `config-invalid`, `distribution-conflict`
 */
export async function previewSpace(
  study: FollowedStudy,
  changes: readonly SpaceChange[],
  clock: Clock,
): Promise<SpacePreview> {
  return previewed(study, await changed(study, changes), clock);
}

/** What a change of the space changes, a sentence each. @throws as `previewSpace` */
export async function differencesOf(study: FollowedStudy, changes: readonly SpaceChange[]): Promise<readonly string[]> {
  const { before, after } = await changed(study, changes);
  return spaceDifferences(before, after);
}

/** Changes the space. @throws as `previewSpace`; `storage-unavailable` */
export async function changeSpace(
  archive: Archive,
  study: FollowedStudy,
  changes: readonly SpaceChange[],
  clock: Clock,
): Promise<SpacePreview> {
  const change = await changed(study, changes);
  await keepSpace(archive, study, writeSpace(change.after) as Json);
  return previewed(study, change, clock);
}

/** Stores a space, in the form of a file, as the one that a study has from now on. */
export function keepSpace(archive: Archive, { record, history }: FollowedStudy, space: Json): Promise<void> {
  return archive.use((storage) => storeSpace(storage, record, history.size, space));
}

/** A space before and after it is changed. */
interface Changed {
  readonly before: SearchSpace;
  readonly after: SearchSpace;
}

async function changed({ record, history }: FollowedStudy, changes: readonly SpaceChange[]): Promise<Changed> {
  const before = await storedSpaceOf(record);
  if (before === null)
    throw new VernierError('space-unsupported', 'This study has no declared space: its program asks for parameters.', {
      hint: 'Change the ranges in the program.',
    });
  const after = await spaceAfter(before, changes);
  checkStands(history, after);
  return { before, after };
}

async function previewed({ history }: FollowedStudy, { before, after }: Changed, clock: Clock): Promise<SpacePreview> {
  const { satisfies } = await feasibilityOf(after);
  return inSlices(previewOf(history, before, after, satisfies), clock);
}
