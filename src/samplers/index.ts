export type { CatalogEntry } from '../space/catalog-entry.ts';
export { catalog, samplerByName } from './catalog.ts';
export { grid, type GridOptions } from './grid/grid.ts';
export { quasiRandom } from './quasi-random.ts';
export { random } from './random.ts';
export type { Proposal, Sampler, SamplerRun, SamplerTraits } from './sampler.ts';
export type { TpeOptions } from './tpe/options.ts';
export { tpe } from './tpe/tpe.ts';
