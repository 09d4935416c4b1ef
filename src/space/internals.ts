import { VernierError } from '../errors.ts';
import { disassemble } from './composite.ts';
import { describe, toInternal } from './distribution.ts';
import { nearest } from './names.ts';
import { isActive, isComposite, type SearchSpace } from './nodes.ts';

/**
 * Internal values by stored name of params that a user gave; what is missing stays open, inactive ones are left out.
 *
 * @throws `parameter-invalid` for an unknown name or a value outside its parameter.
 */
export function internalsOf(space: SearchSpace, params: Readonly<Record<string, unknown>>): Map<string, number> {
  const names = space.groups.map((group) => group.name);
  for (const name of Object.keys(params))
    if (!names.includes(name)) {
      const near = nearest(name, names);
      throw new VernierError('parameter-invalid', `"${name}" is no parameter of this space.`, {
        details: { name },
        hint: near === null ? `Known: ${names.join(', ')}.` : `Did you mean "${near}"?`,
      });
    }
  const values = new Float64Array(space.nodes.length).fill(Number.NaN);
  const internals = new Map<string, number>();
  for (const { name, parameter, nodes } of space.groups) {
    if (!Object.hasOwn(params, name) || !isActive(space, values, nodes[0]!)) continue;
    const given = params[name];
    const found = isComposite(parameter) ? disassemble(parameter, given) : single(toInternal(parameter, given));
    if (found === null)
      throw new VernierError(
        'parameter-invalid',
        `${name} = ${JSON.stringify(given)} is no value of ${isComposite(parameter) ? `this ${parameter.kind}` : describe(parameter)}.`,
        {
          details: { name },
          hint: 'Give a value within the parameter, or widen it.',
        },
      );
    nodes.forEach((node, i) => {
      values[node] = found[i]!;
      internals.set(space.nodes[node]!.name, found[i]!);
    });
  }
  return internals;
}

const single = (internal: number | null): readonly number[] | null => (internal === null ? null : [internal]);
