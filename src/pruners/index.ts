export type { CatalogEntry } from '../space/catalog-entry.ts';
export { catalog, prunerByName } from './catalog.ts';
export { asha, type AshaOptions } from './halving/asha.ts';
export { median, type MedianOptions, percentile, type PercentileOptions } from './percentile/percentile.ts';
export type { Pruner, PrunerRun } from './pruner.ts';
