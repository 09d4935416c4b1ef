import type { AttendedStudy } from '../execution/executor.ts';
import { idOf } from './opening/setup.ts';
import type { Session } from './session.ts';

/** What an executor that attends to files of trials sees of their study. Loaded apart: most executors leave none. */
export function attended(session: Session): AttendedStudy {
  const { record, history, problem, retries, sampler } = session;
  return {
    study: record.name,
    studyId: idOf(record),
    history,
    judgeBy: problem.judgeBy,
    sampler: sampler.name,
    retries,
    subscribe: (listener) => session.listeners.add(listener),
    refresh: () => session.refresh(),
    write: (changes) => session.write(changes),
    warn: (what) => session.listeners.warn(what),
  };
}
