import type { History } from '../../history/history.ts';
import type { Problem } from '../../history/problem.ts';
import { random } from '../../math/random.ts';
import type { SamplerRun } from '../../samplers/sampler.ts';
import * as feasibility from '../../space/feasible.ts';
import { another } from '../../study/another.ts';
import { type Assignment, decide, type Duplicates, type Unassigned } from '../../study/propose.ts';

/** What trials about to start begin with, by a run in this thread: the same as their study would decide. */
export async function decideHere(
  { space, seed }: Problem,
  history: History,
  run: SamplerRun,
  trials: readonly Unassigned[],
  duplicates: Duplicates,
): Promise<readonly Assignment[]> {
  const given = { space: space!, history, run, root: random(seed), duplicates, feasibility };
  return decide({ ...given, another: duplicates === 'avoid' ? another : null }, trials);
}
