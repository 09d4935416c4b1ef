import { isVernierError, VernierError } from '../errors.ts';
import { OWNER } from '../history/attribute-names.ts';
import { thisHost } from '../node/owner.ts';
import type { Owner, Storage } from '../storage/storage.ts';
import { createStudy, openStudy } from '../study/opening/create.ts';
import type { Study } from '../study/study.ts';
import type { Job } from './job.ts';
import { keepLeaves } from '../study/opening/program-leaves.ts';
import { count } from './text.ts';

/**
 * The job's study: made, or opened where there is one already.
 *
 * @throws `study-differs` where it was made otherwise, with the difference in words
 */
export async function openOrCreate(
  storage: Storage,
  job: Job,
  trials: number | null,
  acceptChanges: boolean,
): Promise<Study> {
  const study = await opened(storage, job, trials, acceptChanges);
  await keepLeaves(storage, job.name, job.leaves);
  return study;
}

/** How the job's study searches, as far as the job says. */
export function searchOf(storage: Storage, job: Job) {
  return {
    storage,
    objectives: job.objectives,
    ...(job.pruner === undefined ? {} : { pruner: job.pruner }),
    program: job.program,
    ...(job.space === null ? {} : { space: job.space }),
    ...(job.sampler === null ? {} : { sampler: job.sampler }),
    ...(job.transfer === null ? {} : { transfer: job.transfer }),
    ...(job.lowCost === null ? {} : { lowCost: job.lowCost }),
    ...(job.seed === null ? {} : { seed: job.seed }),
    ...(job.fidelity === null ? {} : { fidelity: job.fidelity }),
    ...(job.judgeBy === null ? {} : { judgeBy: job.judgeBy }),
    ...(job.duplicates === null ? {} : { duplicates: job.duplicates }),
    ...(job.retries === null ? {} : { retries: job.retries }),
  };
}

async function opened(storage: Storage, job: Job, trials: number | null, acceptChanges: boolean): Promise<Study> {
  const options = searchOf(storage, job);
  if ((await storage.findStudy(job.name)) === null) {
    try {
      const study = await createStudy({
        ...options,
        name: job.name,
        ...(job.start === null ? {} : { start: job.start }),
        ...(trials === null ? {} : { budget: trials }),
      });
      if (job.description !== null) await study.setAttribute('description', job.description);
      return study;
    } catch (error) {
      if (!isVernierError(error) || error.code !== 'study-exists') throw error; // else somebody was quicker
    }
  }
  return openStudy(job.name, { ...options, acceptChanges });
}

/** How many trials other living processes run. */
function runningElsewhere(storage: Storage, study: Study): number {
  if (storage.traits.sharedBy === 'process') return 0;
  const host = thisHost();
  return study.history.open.filter((row) => {
    if (study.history.state(row) !== 'running') return false;
    const owner = study.history.attribute(row, 'system', OWNER) as Owner | undefined;
    return owner !== undefined && host.alive(owner) !== false;
  }).length;
}

/** Did this process run the trial of a row? Where a storage names nobody, no other one could. */
export function isOwnOf({ history }: Study): (row: number) => boolean {
  const { self } = thisHost();
  return (row) => {
    const owner = history.attribute(row, 'system', OWNER) as Owner | undefined;
    return (
      owner === undefined || (owner.host === self.host && owner.pid === self.pid && owner.startedAt === self.startedAt)
    );
  };
}

/** A sentence for who starts a second run of a study; null where nobody else runs it. */
export function joinLine(storage: Storage, study: Study): string | null {
  const running = runningElsewhere(storage, study);
  return running === 0
    ? null
    : `Another process runs ${count(running, 'trial')} of this study: joining it. Both share one budget and learn from each other.`;
}

/** @throws `study-busy` where another living process runs trials of the study */
export function refuseSecond(storage: Storage, study: Study): void {
  const running = runningElsewhere(storage, study);
  if (running > 0)
    throw new VernierError(
      'study-busy',
      `Another process runs ${count(running, 'trial')} of study ${JSON.stringify(study.name)}.`,
      {
        hint: 'Wait for it, or leave --no-join out: two runs share one budget.',
      },
    );
}
