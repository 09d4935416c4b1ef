import { History } from '../../src/history/history.ts';
import type { Problem } from '../../src/history/problem.ts';
import { type Change, recordOf } from '../../src/history/record.ts';
import { random } from '../../src/math/random.ts';
import type { Sampler } from '../../src/samplers/sampler.ts';
import { isActive, type SearchSpace } from '../../src/space/nodes.ts';

/** A sampler alone in its loop, without study and storage: what a search found, trial by trial. */
export async function search(
  sampler: Sampler,
  space: SearchSpace,
  seed: number,
  trials: number,
  value: (values: Float64Array) => number,
): Promise<number[]> {
  const problem: Problem = {
    space,
    objectives: [{ name: 'value', direction: 'minimize' }],
    judgeBy: { kind: 'objective', name: 'value' },
    budget: trials,
    fidelity: null,
    seed,
  };
  const run = await sampler.start(problem);
  const history = new History(problem.objectives);
  const take = (changes: Change[]): void => run.observe(history, history.apply(changes));
  const found: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    take([{ type: 'trial', trial: recordOf({ state: 'running', startedAt: trial }, trial, trial) }]);
    const stream = random(seed).fork(trial);
    const [proposal] = await run.propose([trial], stream);
    const values = new Float64Array(space.nodes.length).fill(Number.NaN);
    const changes: Change[] = [];
    space.nodes.forEach(({ name, distribution }, i) => {
      if (!isActive(space, values, i)) return;
      const internal = proposal!.params.get(name) ?? run.suggest(trial, name, distribution, stream.fork(name));
      values[i] = internal;
      changes.push({ type: 'suggested', id: trial, name, distribution, internal });
    });
    if (proposal!.notes !== undefined)
      changes.push({ type: 'attributed', id: trial, owner: 'system', key: 'vernier:notes', value: proposal!.notes });
    take(changes);
    const result = value(values);
    found.push(result);
    take([{ type: 'finished', id: trial, state: 'complete', values: [result], at: 1000 * trial }]);
  }
  return found;
}
