import type { Json } from '../../history/record.ts';
import type { Leaf } from '../../space/file-program.ts';
import type { Storage, StudyRecord } from '../../storage/storage.ts';

/** Study system attribute: fixed values, groups, lists and maps, which a program gets and the search does not know. */
const LEAVES = 'vernier:program-params';

/** How the program of a stored study gets its parameters: see `programParams`. Empty = as they are searched. */
export function leavesOf(study: StudyRecord): readonly Leaf[] {
  return (study.systemAttributes[LEAVES] as unknown as readonly Leaf[] | undefined) ?? [];
}

/** Stores with the study how its program gets its parameters, where that differs from what is stored. */
export async function keepLeaves(storage: Storage, name: string, leaves: readonly Leaf[]): Promise<void> {
  const study = await storage.findStudy(name);
  const kept = leaves.every(isPlain) ? [] : leaves;
  if (study === null || JSON.stringify(leavesOf(study)) === JSON.stringify(kept)) return;
  await storage.setStudyAttribute(study.id, 'system', LEAVES, kept as unknown as Json);
}

function isPlain(leaf: Leaf): boolean {
  return 'name' in leaf && leaf.path.length === 1 && leaf.path[0] === leaf.name && leaf.json.length === 0;
}
