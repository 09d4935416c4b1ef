export type { CatalogEntry } from '../space/catalog-entry.ts';
export { catalog, prunerByName } from './catalog.ts';
export { asha, type AshaOptions } from './halving.ts';
export { median, type MedianOptions } from './median.ts';
export type { Pruner, PrunerRun } from './pruner.ts';
