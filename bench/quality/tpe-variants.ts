import type { Settings } from '../../src/samplers/tpe/options.ts';

const ramp = (rank: number, kernels: number): number => {
  const old = kernels - 25;
  if (old <= 0 || rank >= old) return 1;
  return old === 1 ? 1 / kernels : 1 / kernels + (rank * (1 - 1 / kernels)) / (old - 1);
};
const flat = () => 1;
const clip = (most: number) => (kernels: number) => 1 / Math.min(most, kernels + 2);
const order = { orderSharpness: 4 };
const below = (factor: number) => ({
  below: { floor: (kernels: number) => factor / Math.min(100, kernels + 2), weight: flat, ...order },
});

/** Settings to be compared, by name: one thing changed at a time. */
export const VARIANTS: Readonly<Record<string, Partial<Settings>>> = {
  shipped: {},
  noNearby: { nearby: () => 0 },
  early: { nearby: (finished) => Math.min(0.5, Math.max(0, (finished - 10) / 40)) },
  noclimb: { climbs: 0 },
  climb1: { climbs: 1 },
  climb6: { climbs: 6 },
  candidates12: { candidates: 12 },
  candidates48: { candidates: 48 },
  startup6: { startup: 6 },
  optunaFloor: below(1),
  lowFloor: below(0.35),
  aboveFloor30: { above: { floor: clip(30), weight: ramp, ...order } },
  aboveFlat: { above: { floor: clip(100), weight: flat, ...order } },
  good15: { good: (finished) => Math.min(Math.ceil(0.15 * finished), 25) },
  good20: { good: (finished) => Math.min(Math.ceil(0.2 * finished), 25) },
  branch20: { goodInBranch: (finished) => Math.min(Math.ceil(0.2 * finished), 25) },
  climbGood15: { climbs: 6, good: (finished) => Math.min(Math.ceil(0.15 * finished), 25) },
  steps60: { steps: 60 },
  sharp2: {
    below: { floor: (k) => 0.5 / Math.min(100, k + 2), weight: flat, orderSharpness: 2 },
    above: { floor: clip(100), weight: ramp, orderSharpness: 2 },
  },
  sharp8: {
    below: { floor: (k) => 0.5 / Math.min(100, k + 2), weight: flat, orderSharpness: 8 },
    above: { floor: clip(100), weight: ramp, orderSharpness: 8 },
  },
};
