import type { Json, TrialRecord } from '../../history/record.ts';
import { toInternal } from '../../space/distribution.ts';
import type { SearchSpace } from '../../space/space.ts';

/** What an enqueued trial must have: external values by stored name. */
export function fixedParams(record: TrialRecord): Readonly<Record<string, Json>> {
  const fixed = record.systemAttributes['fixed_params'];
  return typeof fixed === 'object' && fixed !== null && !Array.isArray(fixed)
    ? (fixed as Readonly<Record<string, Json>>)
    : {};
}

/** The wish for one name; undefined = none. */
export function wishFor(record: TrialRecord, name: string): Json | undefined {
  const fixed = fixedParams(record);
  return Object.hasOwn(fixed, name) ? fixed[name] : undefined;
}

/** The same as internal values; what is no value of its parameter is left to the sampler. */
export function fixedInternals(space: SearchSpace, record: TrialRecord): ReadonlyMap<string, number> {
  const given = fixedParams(record);
  const fixed = new Map<string, number>();
  if (Object.keys(given).length === 0) return fixed;
  for (const { name, distribution } of space.nodes) {
    const internal = Object.hasOwn(given, name) ? toInternal(distribution, given[name]) : null;
    if (internal !== null) fixed.set(name, internal);
  }
  return fixed;
}
