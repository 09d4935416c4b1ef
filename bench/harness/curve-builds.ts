import type { Pruner, Sampler } from 'vernier';
import { type Build, fileOf, partOf, refused } from './builds.ts';
import { optionsOf } from './options-text.ts';
import type { Library } from './space-of.ts';

/** A pruner and a sampler that search together, with their library in one file. */
export interface CurveBuild extends Omit<Build, 'options'> {
  /** Options as text; null = no pruner. */
  readonly pruner: string | null;
  readonly sampler: string;
}

interface Built {
  readonly library: Library;
  readonly makeSampler: (options?: object) => Sampler;
  readonly makePruner?: (options?: object) => Pruner;
}

/** A search ready to be run. */
export interface LoadedSearch {
  readonly library: Library;
  readonly sampler: Sampler;
  readonly pruner: Pruner | null;
}

/**
 * Bundles a pruner, a sampler, and the library around them.
 *
 * @param pruner   `none`, or a label as of `buildOf`, of an export of `vernier/pruners`; its revision is that of everything
 * @param sampler  an export of `vernier/samplers`
 * @throws NotExported
 */
export async function curveBuildOf(pruner: string, sampler: string): Promise<CurveBuild> {
  const [name, revision] = pruner.split('@');
  const at = revision === undefined ? '' : `@${revision}`;
  const makeSampler = partOf(`${sampler}${at}`, 'samplers');
  const makePruner = name === 'none' ? null : partOf(pruner, 'pruners');
  const parts = { makeSampler, ...(makePruner === null ? {} : { makePruner }) };
  const build = {
    label: `${pruner} × ${sampler}`,
    ...(await fileOf(parts, { library: 'src/index.ts' }, /\/(samplers|pruners)\//)),
    sampler: makeSampler.options,
    pruner: makePruner?.options ?? null,
  };
  await loadSearch(build).catch((error: unknown) => refused(build.label, error));
  return build;
}

/** The pruner and the sampler of a build, made with their options. */
export async function loadSearch({ file, sampler, pruner }: CurveBuild): Promise<LoadedSearch> {
  const { library, makeSampler, makePruner } = (await import(file)) as Built;
  return {
    library,
    sampler: makeSampler(optionsOf(sampler)),
    pruner: pruner === null ? null : makePruner!(optionsOf(pruner)),
  };
}
