import { VernierError } from '../errors.ts';
import { type CategoricalDistribution, describe, toInternal } from './distribution.ts';
import { nearest, unknownName } from './names.ts';
import { isComposite } from './nodes.ts';
import type { Declaration } from './space.ts';

/**
 * Refuses conditions of declarations that come from a file. (Those of a shape name its branches, and cannot be wrong.)
 *
 * @throws `space-invalid` for a condition on a missing parent, or on one that is no choice or has no such value
 */
export function checkConditions(declarations: readonly Declaration[]): void {
  declarations.forEach((declared, i) => {
    for (const condition of declared.when) checkCondition(declared, condition, declarations, i);
  });
}

function checkCondition(
  { name }: Declaration,
  condition: Declaration['when'][number],
  all: readonly Declaration[],
  place: number,
): void {
  const parent = all.slice(0, place).findLast((earlier) => earlier.name === condition.name)?.parameter;
  if (parent === undefined || isComposite(parent))
    throw unknownName(
      `Parameter "${name}" has a condition that`,
      condition.name,
      all.map((other) => other.name).filter((other) => other !== name),
    );
  for (const value of condition.values)
    if (parent.kind !== 'categorical' || toInternal(parent, value) === null)
      throw new VernierError(
        'space-invalid',
        `Parameter "${name}" waits for ${condition.name} = ${JSON.stringify(value)}, which is no value of ${describe(parent)}.`,
        {
          hint:
            parent.kind === 'categorical'
              ? nearestChoice(value, parent)
              : 'Only categorical parameters can switch others on.',
        },
      );
}

function nearestChoice(value: unknown, { choices }: CategoricalDistribution): string {
  const texts = choices.filter((choice) => typeof choice === 'string');
  const near = typeof value === 'string' ? nearest(value, texts) : null;
  return near === null ? 'Use one of its choices.' : `Did you mean ${JSON.stringify(near)}?`;
}
