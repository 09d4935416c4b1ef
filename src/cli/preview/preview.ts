import type { Budget } from '../../config/budget.ts';
import type { HistoryView } from '../../history/view.ts';
import { openStorage } from '../../node/open-storage.ts';
import type { Storage, StudyRecord } from '../../storage/storage.ts';
import { lostSince } from '../../study/shared/catch-up.ts';
import { openStudy } from '../../study/opening/create.ts';
import { ComputeTime } from '../../study/limits/compute.ts';
import { billOf } from '../../study/limits/cost.ts';
import { checkCurrency } from '../../study/limits/kept-cost.ts';
import { type Band, preview, type Preview } from '../../study/preview/preview.ts';
import { settingsLeft } from '../../study/preview/settings-left.ts';
import { limitsOn, NO_LIMITS } from '../../study/shared/set-limits.ts';
import { fromCatalog, storedSetup } from '../../study/opening/stored.ts';
import type { Study } from '../../study/study.ts';
import { CLOCK } from '../clock.ts';
import type { Job } from '../job.ts';
import { searchOf } from '../open.ts';
import { inItsCurrency, stillSet, underLimits } from '../own-limits.ts';
import { isMissingFile, print, printJson } from '../place.ts';
import { assumptions, type Previewed, previewLines } from './lines.ts';
import { planOfRun, type RunPlan } from './plan.ts';
import type { RunFlags } from '../run-options.ts';
import { PLAIN, styleFor } from '../style.ts';

/**
 * `vernier run --preview`: simulates what the run would be and prints it. Nothing is run, and nothing is written.
 *
 * @throws `config-invalid`; `study-differs` as the run would
 */
export async function showPreview(job: Job, budget: Budget, flags: RunFlags, address: string): Promise<void> {
  const planned = await plannedOf(job, budget, flags, address);
  const previewed: Previewed = { ...planned, found: foundBy(planned.run, await preview(planned.run.plan)) };
  if (flags.json === true) return printJson(previewJson(previewed));
  const style = process.stdout.isTTY === true ? await styleFor(true) : PLAIN;
  print(previewLines(previewed, process.stdout.columns ?? 100, style));
}

/** What was simulated, as what it is of this study. */
function foundBy({ isConfirming, lastBy }: RunPlan, made: Preview): Preview {
  const stoppedBy = made.stoppedBy.map((by) => (by.reason === 'trials' ? { ...by, reason: lastBy } : by));
  if (!isConfirming) return { ...made, stoppedBy };
  return { ...made, stoppedBy, trials: NONE, full: NONE, cut: NONE, confirming: made.trials, saved: null };
}

const NONE: Band = { median: 0, low: 0, high: 0 };

/** The plan, by what the study has recorded and what was set for it, if it is there already; and the job and its limits as they then are. */
async function plannedOf(
  job: Job,
  budget: Budget,
  flags: RunFlags,
  address: string,
): Promise<Omit<Previewed, 'found'>> {
  const anew = () => ({ job, budget, run: planOfRun(job, budget, flags, null) });
  if (isMissingFile(address)) return anew();
  const storage = openStorage(address, { create: false, access: 'read' });
  try {
    const record = await storage.findStudy(job.name);
    if (record === null) return anew();
    const study = await opened(storage, job, flags.acceptChanges === true);
    const { history, space } = study;
    const known = { ...job, space, ...(await searchedWith(job, record)) };
    const set = stillSet(limitsOn(record) ?? NO_LIMITS, flags);
    const now = await underLimits(known, inItsCurrency(record, budget), set, Date.now());
    const lost = await lostSince(storage, record.id, CLOCK.instant());
    const time = new ComputeTime(history, CLOCK, () => lost);
    const { cost } = now.budget;
    if (cost !== null) checkCurrency(record, cost, billOf(history, time, cost).total());
    const found = { history, left: await leftOf(known, history), time, lost };
    return { ...now, run: planOfRun(now.job, now.budget, flags, found) };
  } finally {
    await storage.close();
  }
}

/** How a stored study searches, where the job does not say it. */
async function searchedWith(
  { sampler, duplicates }: Job,
  record: StudyRecord,
): Promise<Pick<Job, 'sampler' | 'duplicates'>> {
  const setup = storedSetup(record);
  return {
    sampler: sampler ?? (setup === null ? null : await fromCatalog(setup)),
    duplicates: duplicates ?? setup?.duplicates ?? null,
  };
}

/** Settings that no trial has yet, where the search ends with them; null = there is no end of them, or too many to be counted. */
async function leftOf({ space, sampler, duplicates }: Job, history: HistoryView): Promise<number | null> {
  const isGrid = sampler?.name === 'grid';
  if (space === null || sampler?.traits.judges === true || !(isGrid || (duplicates ?? 'avoid') === 'avoid'))
    return null;
  const levels = isGrid ? (sampler.options?.['points'] as number | null | undefined) : null;
  return settingsLeft(history, space, levels ?? undefined);
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

function previewJson({ job, budget, run, found }: Previewed): unknown {
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
