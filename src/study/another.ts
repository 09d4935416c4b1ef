import { fromUnit } from '../space/encode.ts';
import { namedValues } from '../space/nodes.ts';
import { configurations, spaceSize } from '../space/points.ts';
import { type Assignment, completed, draw, isTaken, NOTHING, type Proposing, type Unassigned } from './propose.ts';

const RETRIES = 20;
const ENUMERABLE = 1_000_000;

/** A configuration that no trial has: asked of the sampler again, drawn at random, at last searched for one by one; null = all are used up. */
export function another(given: Proposing, trial: Unassigned, taken: readonly Float64Array[]): Assignment | null {
  const stream = given.root.fork(trial.number);
  for (let i = 0; i < RETRIES; i++) {
    const again = draw(given, [trial.number], stream.fork('again').fork(i));
    if ('then' in again) break; // a sampler that answers later avoids duplicates itself
    const made = completed(given, trial, again.proposals[0] ?? NOTHING, again.warning);
    if (!isTaken(made, taken)) return made;
  }
  const { space, feasibility } = given;
  if (spaceSize(space) > ENUMERABLE) {
    for (let i = 0; i < 50 * RETRIES; i++) {
      const own = stream.fork('anywhere').fork(i);
      const made = completed(
        given,
        trial,
        {
          params: new Map(
            space.nodes.map((node) => [node.name, fromUnit(node.distribution, own.fork(node.name).uniform())]),
          ),
        },
        null,
      );
      if (!isTaken(made, taken)) return made;
    }
    return null;
  }
  for (const values of configurations(space, stream.fork('order'))) {
    if (!feasibility.satisfies(space, values)) continue;
    const made = completed(given, trial, { params: namedValues(space, values) }, null);
    if (!isTaken(made, taken)) return made;
  }
  return null;
}
