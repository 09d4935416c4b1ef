import { VernierError } from '../errors.ts';
import type { Json } from '../history/record.ts';
import { writeSpace } from '../space/file.ts';
import { feasibilityOf } from '../space/feasibility.ts';
import type { SearchSpace } from '../space/nodes.ts';
import { previewOf, spaceAfter, type SpaceChange, type SpacePreview, storeSpace } from '../study/space-change.ts';
import { storedSpaceOf } from '../study/stored.ts';
import type { Archive } from './archive.ts';
import type { FollowedStudy } from './followed-study.ts';

/**
 * What a change of the space would keep.
 *
 * @throws `space-unsupported` where none is declared, `space-invalid`, `config-invalid`, `distribution-conflict`
 */
export async function previewSpace(study: FollowedStudy, changes: readonly SpaceChange[]): Promise<SpacePreview> {
  return (await changed(study, changes)).preview;
}

/** Changes the space. @throws as `previewSpace`; `storage-unavailable` */
export async function changeSpace(
  archive: Archive,
  study: FollowedStudy,
  changes: readonly SpaceChange[],
): Promise<SpacePreview> {
  const { space, preview } = await changed(study, changes);
  await keepSpace(archive, study, writeSpace(space) as Json);
  return preview;
}

/** Stores a space, in the form of a file, as the one that a study has from now on. */
export function keepSpace(archive: Archive, { record, history }: FollowedStudy, space: Json): Promise<void> {
  return archive.use((storage) => storeSpace(storage, record, history.size, space));
}

async function changed(
  { record, history }: FollowedStudy,
  changes: readonly SpaceChange[],
): Promise<{ readonly space: SearchSpace; readonly preview: SpacePreview }> {
  const before = await storedSpaceOf(record);
  if (before === null)
    throw new VernierError('space-unsupported', 'This study has no declared space: its program asks for parameters.', {
      hint: 'Change the ranges in the program.',
    });
  const space = await spaceAfter(before, changes);
  const { satisfies } = await feasibilityOf(space);
  return { space, preview: previewOf(history, before, space, satisfies) };
}
