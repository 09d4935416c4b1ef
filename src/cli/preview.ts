import type { Budget } from '../config/budget.ts';
import { openStorage } from '../node/open-storage.ts';
import { type Band, preview, type Preview } from '../study/preview/preview.ts';
import type { Storage } from '../storage/storage.ts';
import { openStudy } from '../study/create.ts';
import type { Study } from '../study/study.ts';
import type { Job } from './job.ts';
import { searchOf } from './open.ts';
import { isMissingFile, print, printJson } from './place.ts';
import { assumptions, previewLines } from './preview-lines.ts';
import { planOfRun, type RunPlan } from './preview-plan.ts';
import type { RunFlags } from './run-options.ts';
import { PLAIN, styleFor } from './style.ts';

/**
 * `vernier run --preview`: simulates what the run would be and prints it. Nothing is run, and nothing is written.
 *
 * @throws `config-invalid`; `study-differs` as the run would
 */
export async function showPreview(job: Job, budget: Budget, flags: RunFlags, address: string): Promise<void> {
  const run = await planned(job, budget, flags, address);
  const found = foundBy(run, await preview(run.plan));
  if (flags.json === true) return printJson(previewJson(job, budget, run, found));
  const style = process.stdout.isTTY === true ? await styleFor(true) : PLAIN;
  print(previewLines({ job, budget, run, found }, process.stdout.columns ?? 100, style));
}

/** What was simulated, as what it is of this study. */
function foundBy({ isConfirming, isOver }: RunPlan, made: Preview): Preview {
  if (isConfirming) return { ...made, trials: NONE, full: NONE, confirming: made.trials, saved: null };
  return isOver ? { ...made, stoppedBy: [{ reason: 'exhausted', simulations: made.simulations }] } : made;
}

const NONE: Band = { median: 0, low: 0, high: 0 };

/** The plan, by what the study has recorded, if it is there already. */
async function planned(job: Job, budget: Budget, flags: RunFlags, address: string): Promise<RunPlan> {
  if (isMissingFile(address)) return planOfRun(job, budget, flags, null);
  const storage = openStorage(address, { create: false, access: 'read' });
  try {
    const isThere = (await storage.findStudy(job.name)) !== null;
    const study = isThere ? await opened(storage, job, flags.acceptChanges === true) : null;
    return planOfRun(job, budget, flags, study?.history ?? null);
  } finally {
    await storage.close();
  }
}

/**
 * The study as the run would open it: what that refuses is refused here. What the run would store of the study is not stored.
 *
 * @throws `study-differs`
 */
function opened(storage: Storage, job: Job, acceptChanges: boolean): Promise<Study> {
  return openStudy(job.name, { ...searchOf(unwritten(storage), job), acceptChanges });
}

/** The storage, but what is written with a study is dropped. */
function unwritten(storage: Storage): Storage {
  return new Proxy(storage, {
    get(target, key) {
      if (key === 'setStudyAttribute') return async () => undefined;
      const part: unknown = Reflect.get(target, key);
      return typeof part === 'function' ? part.bind(target) : part;
    },
  });
}

function previewJson(job: Job, budget: Budget, run: RunPlan, found: Preview): unknown {
  const { steps, seconds, spread, start = 0 } = run.plan.length;
  const isTimed = run.lengthBy !== 'unknown';
  const inTrials = ({ median, low, high }: Band): Band => ({
    median: median / seconds,
    low: low / seconds,
    high: high / seconds,
  });
  return {
    study: job.name,
    before: run.before,
    ...found,
    computeSeconds: isTimed ? found.computeSeconds : null,
    wallSeconds: isTimed ? found.wallSeconds : null,
    computeTrials: inTrials(found.computeSeconds),
    wallTrials: inTrials(found.wallSeconds),
    concurrency: run.plan.limits.concurrency,
    length: { steps, seconds: isTimed ? seconds : null, start, spread, by: run.lengthBy, trials: run.recorded },
    ignored: run.ignored,
    assumptions: assumptions({ job, budget, run, found }),
  };
}
