import type { Settings } from '../../src/samplers/tpe/options.ts';

const ramp = (rank: number, kernels: number): number => {
  const old = kernels - 25;
  if (old <= 0 || rank >= old) return 1;
  return old === 1 ? 1 / kernels : 1 / kernels + (rank * (1 - 1 / kernels)) / (old - 1);
};
const flat = () => 1;
const clip = (most: number) => (kernels: number) => 1 / Math.min(most, kernels + 2);
const order = { orderSharpness: 4 };

/** Settings to be compared, by name. */
export const VARIANTS: Readonly<Record<string, Partial<Settings>>> = {
  shipped: {},
  noclimb: { climbs: 0 },
  climb1: { climbs: 1 },
  reach1: { reach: 1 },
  steps10: { steps: 10 },
  cand64: { candidates: 64 },
  cand12: { candidates: 12 },
  flatAbove: { above: { floor: clip(100), weight: flat, ...order } },
  floorB100: { below: { floor: () => 0.01, weight: flat, ...order } },
  floorB50: { below: { floor: () => 0.02, weight: flat, ...order } },
  floorA30: { above: { floor: clip(30), weight: ramp, ...order } },
  floorA10: { above: { floor: clip(10), weight: ramp, ...order } },
  good15: { good: (n) => Math.min(Math.ceil(0.15 * n), 25) },
  good20: { good: (n) => Math.min(Math.ceil(0.2 * n), 25) },
  goodSqrt: { good: (n) => Math.min(Math.ceil(0.5 * Math.sqrt(n)), 25) },
  goodSqrt1: { good: (n) => Math.min(Math.ceil(Math.sqrt(n)), 25) },
};
Object.assign(VARIANTS, {
  marg3: { marginal: 0.3 },
  marg6: { marginal: 0.6 },
  marg10: { marginal: 1 },
  start6: { startup: 6 },
  start8: { startup: 8 },
} satisfies Record<string, Partial<Settings>>);
