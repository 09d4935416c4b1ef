import type { Settings } from '../../src/samplers/tpe/options.ts';

/** Settings to be compared, by name. */
export const VARIANTS: Readonly<Record<string, Partial<Settings>>> = {
  shipped: {},
  noclimb: { climbs: 0 },
};
