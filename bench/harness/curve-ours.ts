import type { AskedTrial, Clock, Sampler } from 'vernier';
import type { CurveTask } from '../tasks/curves.ts';
import type { LoadedSearch } from './curve-builds.ts';
import type { Asked, CurvePlan, Search } from './curve-run.ts';
import { spaceOf } from './space-of.ts';
import type { Params } from './task.ts';

/** A study of ours as a search over curves. */
export async function ourSearch(
  { library, sampler, pruner }: LoadedSearch,
  task: CurveTask,
  { seed, trials }: CurvePlan,
  clock: Clock,
): Promise<Search> {
  const study = await library.createStudy({
    space: spaceOf(library, task.params),
    sampler: trials === null ? sampler : endingAfter(sampler, trials),
    pruner,
    seed: seed + task.seedOffset,
    clock,
    objectives: { loss: 'minimize' },
    fidelity: { name: 'epoch', max: task.epochs },
  });
  const running = new Map<number, AskedTrial>();
  let ms = 0;
  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work;
    ms += performance.now() - began;
    return result;
  };
  return {
    get ms() {
      return ms;
    },
    async ask(): Promise<Asked | null> {
      const [trial] = await timed(study.ask(1));
      if (trial === undefined) return null;
      running.set(trial.number, trial as unknown as AskedTrial);
      return { trial: trial.number, params: trial.params as Params, from: checkpointOf(trial) };
    },
    async report(number, value, epoch) {
      const trial = running.get(number)!;
      trial.setCheckpoint(String(epoch), epoch);
      await timed(trial.report(value, epoch));
      if (!trial.shouldPrune()) return 'continue';
      const { state } = await timed(study.tell(number, { state: 'pruned' }));
      running.delete(number);
      return state === 'pruned' ? 'stop' : 'pause';
    },
    async end(number, value) {
      if (value === null) await timed(study.tell(number, { state: 'failed', error: diverged(library) }));
      else {
        await timed(running.get(number)!.report(value, task.epochs));
        await timed(study.tell(number, value));
      }
      running.delete(number);
    },
  };
}

const diverged = ({ VernierError }: LoadedSearch['library']) =>
  new VernierError('objective-failed', 'The loss is no number any more.');

/** Epochs that are there when the trial goes on. */
function checkpointOf({ resume }: Pick<AskedTrial, 'resume'>): number {
  return Number(resume?.checkpoint ?? 0);
}

/** A sampler that has nothing left to propose after so many trials: paused ones go on all the same. */
function endingAfter(sampler: Sampler, trials: number): Sampler {
  const ending = (run: Awaited<ReturnType<Sampler['start']>>): typeof run => ({
    ...run,
    observe: (history, delta) => run.observe(history, delta),
    suggest: (...given) => run.suggest(...given),
    propose: (numbers, stream) => (numbers[0]! >= trials ? [] : run.propose(numbers, stream)),
  });
  return {
    ...sampler,
    start(problem) {
      const run = sampler.start(problem);
      return 'then' in run ? run.then(ending) : ending(run);
    },
  };
}
