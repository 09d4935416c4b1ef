import { VernierError } from '../errors.ts';
import { type Constraint, namesIn } from './constraint.ts';
import { describe, toInternal } from './distribution.ts';
import type { SearchSpace } from './nodes.ts';

/** @throws `space-invalid` for a constraint that names no parameter, a wrong kind of one, or no value of one */
export function checkConstraints(space: SearchSpace): void {
  for (const constraint of space.constraints) {
    const named = namesIn(constraint);
    if (named.length === 0)
      throw new VernierError('space-invalid', `A ${constraint.kind} constraint names no parameter.`, {
        hint: 'Name at least one, or leave it out.',
      });
    for (const name of named) checkMember(space, constraint, name);
  }
}

function checkMember(space: SearchSpace, constraint: Constraint, name: string): void {
  const nodes = space.nodes.filter((node) => node.name === name);
  const wrong = (found: string, hint: string): VernierError =>
    new VernierError('space-invalid', found, { details: { name }, hint });
  if (nodes.length === 0)
    throw wrong(
      `A ${constraint.kind} constraint names "${name}", which is made of several values.`,
      'Constraints speak of numbers and single choices.',
    );
  if (constraint.kind === 'linear') {
    if (nodes.some((node) => node.distribution.kind === 'categorical'))
      throw wrong(
        `A linear constraint weighs "${name}", which is ${describe(nodes[0]!.distribution)}.`,
        'Use a forbidden constraint for categories.',
      );
    if (!Number.isFinite(constraint.weights[name]) || !Number.isFinite(constraint.atMost))
      throw wrong(
        `A linear constraint has a weight or bound that is no finite number ("${name}").`,
        'Give finite numbers.',
      );
  }
  if (
    constraint.kind === 'count' &&
    nodes.some(({ distribution }) => distribution.kind !== 'categorical' || distribution.choices.length !== 2)
  )
    throw wrong(
      `A count constraint counts "${name}", which is ${describe(nodes[0]!.distribution)}.`,
      'Count parameters of two choices: the second one counts as on.',
    );
  if (
    constraint.kind === 'forbidden' &&
    !nodes.some((node) => toInternal(node.distribution, constraint.all[name]) !== null)
  )
    throw wrong(
      `A forbidden combination has ${name} = ${JSON.stringify(constraint.all[name])}, which is no value of ${describe(nodes[0]!.distribution)}.`,
      'Use a value that the parameter can have.',
    );
}
