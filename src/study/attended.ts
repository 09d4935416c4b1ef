import type { AttendedStudy } from '../execution/executor.ts';
import type { Session } from './session.ts';

/** What an executor that attends to files of trials sees of their study. Loaded apart: most executors leave none. */
export function attended(session: Session, study: Pick<AttendedStudy, 'study' | 'studyId'>): AttendedStudy {
  const { history, problem, retries, sampler } = session;
  return {
    ...study,
    history,
    judgeBy: problem.judgeBy,
    sampler: sampler.name,
    retries,
    subscribe: (listener) => session.listeners.add(listener),
    refresh: () => session.refresh(),
    write: (changes) => session.write(changes),
  };
}
