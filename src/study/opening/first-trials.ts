import { START } from '../../history/attribute-names.ts';
import type { TrialDraft } from '../../history/record.ts';
import type { Feasibility } from '../../space/feasibility.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { lowCostDrafts } from './low-cost.ts';
import { wishOf } from '../again/outside.ts';
import type { RunOptions } from '../study.ts';

/** What a new study runs first: today's settings, whole, then the cheap start. Loaded apart: many studies have neither. */
export function firstDrafts(
  space: SearchSpace | null,
  { start, lowCost }: Pick<RunOptions, 'start' | 'lowCost'>,
  seed: number,
  feasibility: Feasibility,
): readonly TrialDraft[] {
  return [
    ...(start === undefined
      ? []
      : [
          {
            state: 'waiting',
            systemAttributes: { fixed_params: wishOf(space, start), [START]: true },
          } as const,
        ]),
    ...(lowCost === undefined ? [] : lowCostDrafts(space, lowCost, seed, feasibility)),
  ];
}
