import type { Sampler } from '../../samplers/sampler.ts';
import type { SearchSpace } from '../../space/space.ts';
import type { StudyRecord } from '../../storage/storage.ts';
import { SETUP, type Setup, SPACE } from './setup.ts';

/** The stored setup; null for a study of Optuna's own. */
export function storedSetup(record: StudyRecord): Setup | null {
  return (record.systemAttributes[SETUP] as unknown as Setup | undefined) ?? null;
}

/** The stored space; null where none was declared. */
export async function storedSpaceOf(record: StudyRecord): Promise<SearchSpace | null> {
  const json = record.systemAttributes[SPACE];
  return json === undefined || json === null
    ? null
    : (await import('../../space/file.ts')).spaceFromJson(json as never);
}

/** The sampler of a stored setup. @throws `config-invalid` for one that this version does not know */
export async function fromCatalog({ sampler }: Setup): Promise<Sampler> {
  const { samplerByName } = await import('../../samplers/catalog.ts');
  return samplerByName(sampler.name, sampler.options ?? {});
}
