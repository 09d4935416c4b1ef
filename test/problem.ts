import type { EarlierStudy, Problem } from '../src/history/problem.ts';
import { float } from '../src/space/distribution.ts';
import type { SearchSpace } from '../src/space/nodes.ts';
import { space } from '../src/space/space.ts';

/** What a sampler is started with: so many objectives to minimise on a space, trainings of nine epochs, no budget. */
export const problem = (searched: SearchSpace, seed: number, objectives = 1): Problem => ({
  space: searched,
  objectives: Array.from({ length: objectives }, (_, o) => ({ name: `f${o}`, direction: 'minimize' })),
  judgeBy: { kind: 'all' },
  budget: null,
  fidelity: { name: 'epoch', min: 1, max: 9 },
  seed,
});

/** One number from 0 to 1. */
export const line = space({ x: float(0, 1) });

/** A study of the line that tried eleven places, the best of them at `best`. */
export function earlierStudy(name: string, best: number): EarlierStudy {
  const places = Array.from({ length: 11 }, (_, i) => i / 10);
  return {
    name,
    configurations: places.map((x) => Float64Array.of(x)),
    losses: Float64Array.from(places, (x) => Math.abs(x - best)),
  };
}
