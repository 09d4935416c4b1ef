import { type Random, random } from '../../math/random.ts';
import { configurationAt } from '../../space/draw.ts';
import { repair } from '../../space/feasible.ts';
import type { SearchSpace } from '../../space/nodes.ts';

/** Configurations that are brought to where the constraints hold, to see what it takes. */
const SAMPLE = 16;

/**
 * Random numbers that it takes on average to bring a configuration from anywhere to where the constraints hold: what drawing one
 * costs, counted. A pure function of the space.
 */
export function repairsOf(space: SearchSpace): number {
  if (space.constraints.length === 0) return 0;
  const anywhere = random(1);
  const { stream, count } = counted(random(2));
  for (let i = 0; i < SAMPLE; i++)
    repair(
      space,
      configurationAt(space, () => anywhere.uniform()),
      stream,
    );
  return count() / SAMPLE;
}

function counted(inner: Random): { readonly stream: Random; readonly count: () => number } {
  let drawn = 0;
  const around = (one: Random): Random => ({
    uniform() {
      drawn++;
      return one.uniform();
    },
    normal() {
      drawn++;
      return one.normal();
    },
    fork: (key) => around(one.fork(key)),
  });
  return { stream: around(inner), count: () => drawn };
}
