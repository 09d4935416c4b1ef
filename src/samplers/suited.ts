import type { Problem } from '../history/problem.ts';
import { cardinality } from '../space/distribution.ts';

/** Most points that `grid` counts. */
const COUNTED = 2 ** 52;

/** The samplers that can search a problem, with their default options; but for populations, whose trials have to report and to go on. */
export function suited({ space, objectives, transfer }: Pick<Problem, 'space' | 'objectives' | 'transfer'>): string[] {
  const able = ['auto', 'gp', 'tpe', 'smac'];
  if (transfer !== undefined) return able;
  if (space !== null) {
    const kinds = new Set(space.groups.map(({ parameter }) => parameter.kind));
    const hasBranches = space.nodes.some(({ when }) => when.length > 0);
    if (objectives.length === 1 && !hasBranches && !kinds.has('permutation')) able.push('cmaEs');
    able.push('nsga2', 'nsga3');
    if (objectives.length === 1) able.push('differentialEvolution');
    const points = space.nodes.reduce((product, { distribution }) => product * cardinality(distribution), 1);
    if (points <= COUNTED) able.push('grid');
  }
  return [...able, 'random', 'quasiRandom'];
}

/** The same in words: `auto, gp, … or quasiRandom`. */
export function alternatives(problem: Pick<Problem, 'space' | 'objectives' | 'transfer'>): string {
  const names = suited(problem);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
